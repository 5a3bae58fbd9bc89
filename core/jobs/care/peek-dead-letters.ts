// Reads the dead-letter queue without removing a message from it.
import type { Backend } from "../backend.ts";
import type { ReceivedMessage } from "../ports.ts";

/**
 * Yields every visible message once, up to `maxMessages`, and makes all visible again at the end.
 * Until then no other reader sees them. `hasTime` says whether to receive another batch.
 * @returns whether all of the queue has been looked at.
 */
export async function* peekDeadLetters(
  backend: Backend,
  hasTime: () => boolean = () => true,
  maxMessages: number = backend.settings.deadLetters.maxMessages,
): AsyncGenerator<ReceivedMessage, boolean> {
  const { peekSeconds } = backend.settings.deadLetters;
  const peeked: string[] = [];
  const known = new Set<string>();
  try {
    while (known.size < maxMessages && hasTime()) {
      const batch = await backend.deadLetters.peek(peekSeconds);
      peeked.push(...batch.map((message) => message.receiptHandle));
      const fresh = batch
        .filter((message) => !known.has(message.messageId))
        .slice(0, maxMessages - known.size);
      // An empty batch, or only messages whose peek has run out: all of the queue has been looked at.
      if (fresh.length === 0) return known.size < maxMessages;
      for (const message of fresh) {
        known.add(message.messageId);
        yield message;
      }
    }
    return false;
  } finally {
    await backend.deadLetters.release(peeked);
  }
}

export type InQueue = "yes" | "no" | "unknown";

/** What is in the dead-letter queue at this moment, as far as one look tells. */
export type DeadLetterLook = {
  /** As SQS counts them. */
  depth: number;
  messages: readonly ReceivedMessage[];
  /** No message was hidden by another reader, beyond what one look reads, or counted otherwise by SQS, whose count lags. */
  sawAll: boolean;
  inQueue(messageId: string): InQueue;
};

/** Reads the queue once. "unknown" stands for a message that was not seen, when not all were. */
export async function lookInDeadLetterQueue(
  backend: Backend,
  hasTime?: () => boolean,
): Promise<DeadLetterLook> {
  const depth = await backend.deadLetters.depth();
  const messages: ReceivedMessage[] = [];
  for await (const message of depth > 0 ? peekDeadLetters(backend, hasTime) : []) {
    messages.push(message);
    if (messages.length >= depth) break;
  }
  const seen = new Set(messages.map(({ messageId }) => messageId));
  const sawAll = messages.length >= depth;
  return {
    ...{ depth, messages, sawAll },
    inQueue(messageId) {
      if (seen.has(messageId)) return "yes";
      return sawAll ? "no" : "unknown";
    },
  };
}
