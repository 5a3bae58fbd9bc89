// What the consumer does with its messages when its backend cannot be built: they come back soon, and their jobs say why they wait.
import type { Context, SQSBatchResponse, SQSRecord } from "aws-lambda";
import { app } from "../core/app.ts";
import { createDynamoClient, createSqsClient } from "../core/aws/clients.ts";
import { createDynamoStore } from "../core/aws/dynamo-store.ts";
import { readRemains } from "../core/aws/env.ts";
import { createJobQueues } from "../core/aws/sqs-priorities.ts";
import { settingsOf } from "../core/define-app.ts";
import { type Backend, type JobStore, noteFailedInvocation } from "../core/jobs/index.ts";
import { createLogger } from "../core/log.ts";
import { toReceived } from "./received-message.ts";

/** The parts of a backend that are needed to hide a message and to write a record. */
export type Remains = Pick<Backend, "settings" | "log"> & {
  queue: Backend["queue"];
  store: Backend["store"];
};

/**
 * An invocation that throws keeps its message hidden for the rest of the visibility timeout: half an hour. So the failure is
 * reported instead, after the message was hidden for a backoff.
 */
export async function returnMessages(
  error: unknown,
  records: SQSRecord[],
  { awsRequestId }: Pick<Context, "awsRequestId">,
  remains: Remains = remainsOnAws(),
): Promise<SQSBatchResponse> {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  remains.log.error({ err: error, requestId: awsRequestId }, "environment not started");
  const backend: Backend = {
    ...remains,
    registry: new Map(),
    cache: unavailable("the cache"),
    deadLetters: unavailable("the dead-letter queue"),
    now: Date.now,
    random: Math.random,
  };
  const kept = await Promise.all(
    records.map(async (record) => {
      const failure = { requestId: awsRequestId, errorType: name, errorMessage: message };
      const { keep } = await noteFailedInvocation(backend, toReceived(record), failure);
      return keep ? [{ itemIdentifier: record.messageId }] : [];
    }),
  );
  return { batchItemFailures: kept.flat() };
}

/** A variable that is missing makes only those parts unavailable that need it. */
function remainsOnAws(): Remains {
  const settings = settingsOf(app);
  const { queueUrls, tableName } = readRemains();
  return {
    settings,
    log: createLogger("consumer", "info"),
    queue: queueUrls
      ? createJobQueues({ client: createSqsClient(), queueUrls })
      : unavailable("the queue: QUEUE_URL is not set"),
    store: tableName
      ? createDynamoStore({ client: createDynamoClient(), tableName, settings, now: Date.now })
      : unavailable<JobStore>("the store: TABLE_NAME is not set"),
  };
}

/** An object each of whose methods rejects. */
const unavailable = <T extends object>(what: string): T =>
  new Proxy({} as T, {
    get: () => async () => {
      throw new Error(`there is no ${what}`);
    },
  });
