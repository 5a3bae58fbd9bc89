// ReceiveMessage: delivers messages, applies the redrive policy, and repeats FIFO receive attempts.
import { SqsError } from "../errors.ts";
import { refresh, takeVisible } from "./group.ts";
import { type Engine, type Message, Place, type Queue, type ReceiveAttempt } from "./model.ts";
import { moveToDeadLetterQueue, redriveTarget } from "./redrive.ts";
import { hide, isFull, MAX_IN_FLIGHT, settle, show, unhide } from "./visibility.ts";

/** [SQS API: ReceiveRequestAttemptId] */
const ATTEMPT_MS = 5 * 60_000;

export type ReceiveOptions = {
  max: number;
  /** Absent: the queue's. */
  visibilityTimeoutSeconds?: number | undefined;
  attemptId?: string | undefined;
  /** By a caller in the server's own process. */
  inside?: boolean;
};

/** `receivedAt` is part of the receipt handle: a repeated attempt returns the same handles. */
export type Delivery = { message: Message; receivedAt: number };

export function receive(engine: Engine, queue: Queue, options: ReceiveOptions, now: number): Delivery[] {
  settle(engine, queue, now);
  const hiddenMs = (options.visibilityTimeoutSeconds ?? queue.settings.visibilityTimeoutSeconds) * 1000;
  const repeated =
    options.attemptId === undefined ? undefined : repeat(engine, queue, options.attemptId, hiddenMs, now);
  if (repeated) return repeated;

  if (isFull(queue)) return [];

  const target = redriveTarget(engine, queue);
  const moved: Message[] = [];
  const taken = takeVisible(queue, Math.min(options.max, MAX_IN_FLIGHT - queue.inFlightCount), (message) => {
    if (!target || message.receivesHere < target.maxReceiveCount) return true;
    moved.push(message);
    return false;
  });
  for (const message of moved) {
    const { group } = message;
    if (target) moveToDeadLetterQueue(engine, queue, target.queue, message, now);
    refresh(queue, group);
  }
  for (const message of taken) {
    message.heldInside = options.inside === true;
    deliver(engine, queue, message, now, now + hiddenMs);
  }
  if (options.attemptId !== undefined && taken.length > 0) {
    const deliveries = taken.map((message) => ({
      message,
      receivedAt: now,
      receiveCount: message.receiveCount,
      visibleAt: message.visibleAt,
    }));
    queue.attempts.set(options.attemptId, { at: now, deliveries });
  }
  return taken.map((message) => ({ message, receivedAt: now }));
}

function deliver(engine: Engine, queue: Queue, message: Message, now: number, visibleAt: number): void {
  message.receiveCount += 1;
  message.receivesHere += 1;
  if (message.firstReceivedAt === 0) message.firstReceivedAt = now;
  message.visibleAt = visibleAt;
  queue.received.set(message.seq, message);
  engine.journal.messageChanged(message);
  if (visibleAt > now) {
    hide(engine, queue, message);
    refresh(queue, message.group);
  } else {
    show(engine, queue, message);
  }
}

/** The messages of an earlier receive with this attempt id, hidden again. Undefined where there was no such receive. */
function repeat(
  engine: Engine,
  queue: Queue,
  attemptId: string,
  hiddenMs: number,
  now: number,
): Delivery[] | undefined {
  for (const [id, { at }] of queue.attempts) {
    if (at + ATTEMPT_MS > now) break;
    queue.attempts.delete(id);
  }
  const attempt = queue.attempts.get(attemptId);
  if (!attempt || attempt.deliveries.every(hasTimedOut)) return undefined;
  if (!attempt.deliveries.every(isUntouched)) {
    throw new SqsError(
      "InvalidParameterValue",
      `Value ${attemptId} for parameter ReceiveRequestAttemptId is invalid. Reason: The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.`,
    );
  }
  for (const delivery of attempt.deliveries) {
    const { message } = delivery;
    unhide(queue, message);
    message.visibleAt = now + hiddenMs;
    delivery.visibleAt = message.visibleAt;
    engine.journal.messageChanged(message);
    if (hiddenMs > 0) {
      hide(engine, queue, message);
    } else {
      show(engine, queue, message);
    }
    refresh(queue, message.group);
  }
  return attempt.deliveries;
}

type Attempted = ReceiveAttempt["deliveries"][number];

function hasTimedOut({ message, receiveCount }: Attempted): boolean {
  const visible = message.place === Place.waiting || message.place === Place.returned;
  return visible || message.receiveCount !== receiveCount;
}

function isUntouched({ message, receiveCount, visibleAt }: Attempted): boolean {
  return (
    message.place === Place.hidden && message.receiveCount === receiveCount && message.visibleAt === visibleAt
  );
}
