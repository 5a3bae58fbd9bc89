// Delays, visibility timeouts and retention: hides messages, and shows or drops them when their time has come.
import { noteFlight } from "./fairness.ts";
import { addVisible, headOf, isDeliverable, leave, refresh, removeVisible } from "./group.ts";
import { type Engine, type Message, Place, type Queue } from "./model.ts";

/** Messages in flight that a queue may have. [SQS: message quotas] */
export const MAX_IN_FLIGHT = 120_000;

/** Nothing is delivered until a message in flight is deleted or visible again. */
export function isFull(queue: Queue): boolean {
  return queue.inFlightCount >= MAX_IN_FLIGHT;
}

/** When a hidden message leaves the heap: it becomes visible, or it expires. */
export function dueAt(queue: Queue, message: Message): number {
  return Math.min(message.visibleAt, expiresAt(queue, message));
}

export function expiresAt(queue: Queue, message: Message): number {
  return message.sentAt + queue.settings.retentionSeconds * 1000;
}

/** A hidden message that was received here is in flight; one that was not is delayed. */
function isInFlight(message: Message): boolean {
  return message.receivesHere > 0;
}

export function hide(engine: Engine, queue: Queue, message: Message): void {
  engine.onChange(queue);
  message.place = Place.hidden;
  queue.hidden.push(message);
  if (!isInFlight(message)) {
    queue.delayedCount += 1;
    return;
  }
  queue.inFlightCount += 1;
  if (queue.fifo) message.group.inFlight.add(message.seq);
  else noteFlight(queue, message.group, 1);
}

export function unhide(queue: Queue, message: Message): void {
  queue.hidden.remove(message);
  message.place = Place.gone;
  if (!isInFlight(message)) {
    queue.delayedCount -= 1;
    return;
  }
  queue.inFlightCount -= 1;
  if (queue.fifo) message.group.inFlight.delete(message.seq);
  else noteFlight(queue, message.group, -1);
}

export function show(engine: Engine, queue: Queue, message: Message): void {
  addVisible(queue, message);
  queue.nextExpiry = Math.min(queue.nextExpiry, expiresAt(queue, message));
  engine.onChange(queue);
}

/** Removes the message from the queue for good, whatever its place. */
export function drop(engine: Engine, queue: Queue, message: Message): void {
  const wasFull = isFull(queue);
  if (message.place === Place.hidden) {
    unhide(queue, message);
  } else if (message.place !== Place.gone) {
    removeVisible(queue, message);
  }
  queue.received.delete(message.seq);
  leave(queue, message);
  engine.journal.messageDeleted(message);
  refresh(queue, message.group);
  // Deleting a message in flight may have unlocked its FIFO group, or made room for another.
  if (wasFull || isDeliverable(message.group)) engine.onChange(queue);
}

/**
 * Brings the queue up to `now`: hidden messages that are due become visible, expired messages are dropped. Every
 * operation begins with this, so that counts and deliveries are exact without a periodic timer.
 */
export function settle(engine: Engine, queue: Queue, now: number): void {
  for (let first = queue.hidden.first; first && dueAt(queue, first) <= now; first = queue.hidden.first) {
    queue.now = Math.max(queue.now, dueAt(queue, first));
    if (expiresAt(queue, first) <= now) {
      drop(engine, queue, first);
    } else {
      unhide(queue, first);
      show(engine, queue, first);
    }
  }
  queue.now = now;
  if (now >= queue.nextExpiry) expireVisible(engine, queue, now);
}

function expireVisible(engine: Engine, queue: Queue, now: number): void {
  queue.nextExpiry = Number.POSITIVE_INFINITY;
  for (const group of [...queue.groups.values()]) {
    let head = headOf(group);
    while (head && expiresAt(queue, head) <= now) {
      drop(engine, queue, head);
      head = headOf(group);
    }
    if (head) queue.nextExpiry = Math.min(queue.nextExpiry, expiresAt(queue, head));
  }
}

/** The next moment at which a message becomes visible, or a hidden one expires, by time alone. */
export function nextDue(queue: Queue): number {
  const { first } = queue.hidden;
  return first ? dueAt(queue, first) : Number.POSITIVE_INFINITY;
}
