// The consumer Lambda: an SQS batch in, the items that failed out.
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { consumeMessage } from "../core/jobs/engine.ts";
import { type FunctionSetup, onAws } from "./backend.ts";
import { toReceived } from "./received-message.ts";
import { untilSignalled } from "./until-signalled.ts";

export type ConsumerOptions = {
  /** Ends the execution environment, when a job in it has ignored its abort. */
  exit?: () => never;
};

export function createHandler({ backend }: FunctionSetup, options: ConsumerOptions = {}) {
  const exit = options.exit ?? (() => process.exit(1));
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const deadline = backend.now() + context.getRemainingTimeInMillis();
    const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
    for (const record of event.Records) {
      const invocation = { deadline, requestId: context.awsRequestId };
      const { failed, mustExit } = await consumeMessage(backend, toReceived(record), invocation);
      // Lambda would freeze the environment, and the job would go on at the next event. Its outcome is recorded and its message hidden.
      if (mustExit) {
        await backend.stats?.flush({ now: true });
        exit();
      }
      if (failed) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };
}

export const handler = onAws(
  "consumer",
  (setup) => untilSignalled(setup, createHandler),
  async (error, event, context) =>
    (await import("./return-messages.ts")).returnMessages(error, event.Records, context),
);
