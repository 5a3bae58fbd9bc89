// SendMessage: a new message, its delay, and FIFO deduplication.
import { groupOf } from "./group.ts";
import type { Engine, Message, MessageExtra, Queue } from "./model.ts";
import { Place } from "./model.ts";
import { hide, settle, show } from "./visibility.ts";

/** [SQS: exactly-once processing] */
export const DEDUPLICATION_MS = 5 * 60_000;

export type NewMessage = {
  body: string;
  senderId: string;
  groupId?: string | undefined;
  /** FIFO only, and required there: the given id, or the SHA-256 of the body. */
  deduplicationId?: string | undefined;
  /** Absent: the queue's. */
  delaySeconds?: number | undefined;
  extra: MessageExtra | undefined;
};

/** Returns the `seq` of the new message, or of the original where the message is a duplicate. */
export function send(engine: Engine, queue: Queue, input: NewMessage, now: number): number {
  settle(engine, queue, now);
  const key = deduplicationKey(queue, input);
  if (key !== undefined) {
    forgetOldDeduplication(queue, now);
    const original = queue.deduplication.get(key);
    if (original) return original.seq;
  }
  const delaySeconds = input.delaySeconds ?? queue.settings.delaySeconds;
  const message = add(engine, queue, input, now, now + delaySeconds * 1000);
  if (key !== undefined) {
    queue.deduplication.set(key, { seq: message.seq, sentAt: now });
    engine.journal.deduplicationAdded(queue, key, message.seq, now);
  }
  return message.seq;
}

/** Puts a new message into the queue, without deduplication. */
export function add(
  engine: Engine,
  queue: Queue,
  input: NewMessage,
  now: number,
  visibleAt: number,
): Message {
  const message: Message = {
    seq: engine.nextSeq++,
    body: input.body,
    extra: input.extra,
    senderId: input.senderId,
    sentAt: now,
    firstReceivedAt: 0,
    receiveCount: 0,
    receivesHere: 0,
    heldInside: false,
    visibleAt,
    group: groupOf(queue, input.groupId ?? ""),
    place: Place.gone,
    previous: undefined,
    next: undefined,
    heapIndex: -1,
  };
  message.group.size += 1;
  engine.journal.messageAdded(queue, message);
  if (visibleAt > now) {
    hide(engine, queue, message);
  } else {
    show(engine, queue, message);
  }
  return message;
}

/** [SQS: DeduplicationScope] */
function deduplicationKey(queue: Queue, input: NewMessage): string | undefined {
  if (!queue.fifo || input.deduplicationId === undefined) return undefined;
  if (queue.settings.deduplicationScope === "queue") return input.deduplicationId;
  return JSON.stringify([input.groupId, input.deduplicationId]);
}

function forgetOldDeduplication(queue: Queue, now: number): void {
  for (const [key, { sentAt }] of queue.deduplication) {
    if (sentAt + DEDUPLICATION_MS > now) return;
    queue.deduplication.delete(key);
  }
}
