// Looks at the dead-letter queue without taking anything out of it.
import type { Backend } from "./backend.ts";
import type { ReceivedMessage } from "./ports.ts";

/** A few dead letters are looked at one batch after the other; beyond so many batches, in parallel. */
const FIRST_BATCHES = 2;
const PARALLEL_BATCHES = 10;

export type Peeked = {
  /** No visible message was left. */
  reachedEnd: boolean;
  /** Nor was one hidden by another look, as far as SQS's count tells, which lags. */
  metAll: boolean;
};

/**
 * Gives every visible message to `each` once, those of a batch in parallel, and makes all visible again at the end.
 * Until then another look does not see them. `goOn` says whether to receive another batch.
 */
export async function peekDeadLetters(
  backend: Backend,
  goOn: () => boolean,
  each: (message: ReceivedMessage) => Promise<void>,
): Promise<Peeked> {
  const { deadLetters, settings } = backend;
  const peeked: string[] = [];
  const met = new Set<string>();
  /** @returns false for an empty batch, or only messages whose peek has run out: all of the queue has been looked at. */
  const look = async (): Promise<boolean> => {
    const batch = await deadLetters.peek(settings.alarm.peekSeconds);
    peeked.push(...batch.map((message) => message.receiptHandle));
    const fresh = batch.filter((message) => !met.has(message.messageId));
    for (const message of fresh) met.add(message.messageId);
    await Promise.all(fresh.map(each));
    return fresh.length > 0;
  };
  const lookOn = async (batches: number): Promise<boolean> => {
    for (let batch = 0; batch < batches; batch++) {
      if (!goOn()) return false;
      if (!(await look())) return true;
    }
    return false;
  };
  try {
    const reachedEnd =
      (await lookOn(FIRST_BATCHES)) ||
      (await allOf(Array.from({ length: PARALLEL_BATCHES }, () => lookOn(Number.POSITIVE_INFINITY))));
    // While all are still hidden: a second look, or somebody in the console, may hold others.
    const metAll = reachedEnd && met.size > 0 && (await deadLetters.count()) <= met.size;
    return { reachedEnd, metAll };
  } finally {
    await deadLetters.release(peeked);
  }
}

/** Waits for every one, also when one fails: what they have peeked at is released only then. */
async function allOf(looks: Promise<boolean>[]): Promise<boolean> {
  await Promise.allSettled(looks);
  return (await Promise.all(looks)).every(Boolean);
}

export type InQueue = "yes" | "no" | "unknown";

/**
 * Whether messages are in the dead-letter queue at this moment. "unknown": another look hides some just now, there are
 * more than one look goes through, or SQS's count, which lags, does not agree with what was seen.
 */
export async function lookInDeadLetterQueue(backend: Backend): Promise<(messageId: string) => InQueue> {
  const count = await backend.deadLetters.count();
  const seen = new Set<string>();
  const most = Math.min(count, backend.settings.alarm.maxMessages);
  const each = async ({ messageId }: ReceivedMessage) => void seen.add(messageId);
  if (count > 0) await peekDeadLetters(backend, () => seen.size < most, each);
  const sawAll = seen.size >= count;
  return (messageId) => {
    if (seen.has(messageId)) return "yes";
    return sawAll ? "no" : "unknown";
  };
}
