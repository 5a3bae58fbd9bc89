// A handler as a project would have it: the examples of local/lambda/testing/README.md run it.
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

type Order = { orderId: number; does?: "fail" | "hang" };

async function place({ orderId, does }: Order): Promise<void> {
  if (does === "fail") throw new Error(`order ${orderId} cannot be placed`);
  if (does === "hang") await new Promise(() => {});
}

export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    try {
      await place(JSON.parse(body));
    } catch {
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
