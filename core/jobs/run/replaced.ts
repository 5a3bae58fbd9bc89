// A message that took the place of others while the job's record could not be read: which of them it stands for.
import type { ReceivedMessage, Replaced } from "../ports.ts";
import { CLOCK_SKEW_MS } from "./queue-time.ts";

/** So that the message stays small, however long a store is away. */
const IDS_KEPT = 200;

/** A received message, and what its body says of those before it. */
export type Delivered = Pick<ReceivedMessage, "messageId" | "sentAt"> & {
  replaces?: Replaced | undefined;
  generation?: number | undefined;
};

/**
 * The messages whose place this one took. Undefined for one that took none, or that was sent again since: a redrive keeps
 * the body and gets a new send time.
 */
export function replacedBy({ replaces, sentAt }: Delivered): Replaced | undefined {
  if (replaces && sentAt !== undefined && sentAt - replaces.at > CLOCK_SKEW_MS) return undefined;
  return replaces;
}

/** What the body of a fresh message says that takes this one's place now (ms). */
export function replacing(message: Delivered, now: number): Replaced {
  const before = replacedBy(message);
  return {
    messageIds: [...(before?.messageIds ?? []), message.messageId].slice(-IDS_KEPT),
    sentAt: before ? before.sentAt : message.sentAt,
    at: now,
  };
}
