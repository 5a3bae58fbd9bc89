// The consumer Lambda: an SQS batch in, the items that failed out.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { consumeMessage } from "../core/jobs/consume.ts";
import type { ReceivedMessage } from "../core/jobs/ports.ts";
import { type FunctionSetup, onAws } from "./backend.ts";

export type ConsumerOptions = {
  /** Ends the execution environment with a job that ignored its abort. */
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
      // A frozen environment would resume the job with the next event. Its outcome is recorded, its message hidden.
      if (mustExit) exit();
      if (failed) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };
}

export const handler = onAws("consumer", createHandler);

function toReceived(record: SQSRecord): ReceivedMessage {
  const sentAt = Number(record.attributes.SentTimestamp);
  const traceparent = record.messageAttributes?.traceparent?.stringValue;
  return {
    messageId: record.messageId,
    receiptHandle: record.receiptHandle,
    body: record.body,
    receiveCount: Number(record.attributes.ApproximateReceiveCount) || 1,
    ...(Number.isFinite(sentAt) ? { sentAt } : {}),
    ...(traceparent ? { traceparent } : {}),
  };
}
