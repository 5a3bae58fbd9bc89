// Does one thing with many received messages: batches of ten, several at the same time, each refused entry tried again.
import type { BatchResultErrorEntry } from "@aws-sdk/client-sqs";
import { isStaleReceipt } from "./sqs-visibility.ts";

/** SQS's largest batch. */
export const BATCH = 10;
/** Batches at the same time: thousands of messages must be visible again within seconds. */
const AT_ONCE = 10;
/** Of a batch's entries that SQS failed itself; the SDK retries whole requests only. */
const TRIES = 3;

/** One request for up to ten receipt handles, whose entries are named by their index. @returns the entries that SQS refused. */
type Request = (receiptHandles: readonly string[]) => Promise<BatchResultErrorEntry[] | undefined>;

/**
 * Every batch is tried, so that one that fails does not keep the others back. A receipt that is no longer good is no
 * problem: there is nothing left to do.
 * @returns what went wrong, once for each message that it went wrong for, and how many it was done with.
 */
export async function eachReceipt(
  receiptHandles: readonly string[],
  request: Request,
): Promise<{ problems: string[]; cause: unknown; done: number }> {
  const problems: string[] = [];
  let done = 0;
  let cause: unknown;
  // One iterator for all: each batch is taken once.
  const batches = batchesOf(receiptHandles).values();
  const inTurn = async () => {
    for (const batch of batches) {
      try {
        const { refused, stale } = await withRetries(batch, request);
        problems.push(...refused);
        done += batch.length - refused.length - stale;
      } catch (error) {
        cause ??= error;
        problems.push(...batch.map(() => String(cause)));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, inTurn));
  return { problems, cause, done };
}

async function withRetries(
  batch: readonly string[],
  request: Request,
): Promise<{ refused: string[]; stale: number }> {
  const refused: string[] = [];
  let stale = 0;
  let open = batch;
  for (let tries = 1; open.length > 0; tries++) {
    const all = (await request(open)) ?? [];
    const failed = all.filter(
      ({ Code = "", Message = "" }) => !isStaleReceipt({ name: Code, message: Message }),
    );
    stale += all.length - failed.length;
    const again = tries < TRIES ? failed.filter(({ SenderFault }) => !SenderFault) : [];
    for (const { Code = "unknown", Message } of failed.filter((failure) => !again.includes(failure))) {
      refused.push(Message ? `${Code}: ${Message}` : Code);
    }
    open = again.map(({ Id }) => open[Number(Id)] ?? "");
  }
  return { refused, stale };
}

function batchesOf(receiptHandles: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let start = 0; start < receiptHandles.length; start += BATCH) {
    batches.push(receiptHandles.slice(start, start + BATCH));
  }
  return batches;
}
