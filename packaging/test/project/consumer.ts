// The Lambda function that runs the jobs.
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { consumeMessage } from "lambda-sqs-jobs";
import { toReceived } from "lambda-sqs-jobs/aws";
import { createBackend } from "./jobs";

const backend = createBackend();

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const batchItemFailures = [];
  for (const record of Records) {
    const invocation = {
      deadline: Date.now() + context.getRemainingTimeInMillis(),
      requestId: context.awsRequestId,
    };
    const { failed } = await consumeMessage(backend, toReceived(record), invocation);
    if (failed) batchItemFailures.push({ itemIdentifier: record.messageId });
  }
  return { batchItemFailures };
}
