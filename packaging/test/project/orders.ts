// The same in TypeScript, with a helper that is imported as bundlers let it.
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { isOrder } from "./is-order";

export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => ({
  batchItemFailures: Records.filter(({ body }) => !isOrder(body)).map(({ messageId }) => ({
    itemIdentifier: messageId,
  })),
});
