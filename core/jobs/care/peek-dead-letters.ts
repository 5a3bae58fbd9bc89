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

/**
 * Whether messages are in the dead-letter queue at this moment. "unknown" means that another reader hides some of them,
 * that there are more than one call reads, or that SQS's count, which lags, differs from what was seen.
 */
export async function lookInDeadLetterQueue(backend: Backend): Promise<(messageId: string) => InQueue> {
  const count = await backend.deadLetters.depth();
  const seen = new Set<string>();
  for await (const { messageId } of count > 0 ? peekDeadLetters(backend) : []) {
    seen.add(messageId);
    if (seen.size >= count) break;
  }
  const sawAll = seen.size >= count;
  return (messageId) => {
    if (seen.has(messageId)) return "yes";
    return sawAll ? "no" : "unknown";
  };
}
