// DeleteMessage and ChangeMessageVisibility: what a receipt handle still allows.
import { SqsError } from "../errors.ts";
import { refresh } from "./group.ts";
import { parseReceiptHandle, type Receipt } from "./ids.ts";
import { type Engine, type Message, Place, type Queue } from "./model.ts";
import { drop, hide, settle, show, unhide } from "./visibility.ts";

/** A message may be hidden for at most this long from its receive. [SQS: visibility timeout] */
const MAX_HIDDEN_SECONDS = 43_200;

/**
 * Deleting twice succeeds. On a standard queue a handle of an earlier receive deletes a message that is visible, and has
 * no effect on a message that a later receive has in flight. A FIFO queue refuses such a handle.
 */
export function deleteMessage(engine: Engine, queue: Queue, handle: string, now: number): void {
  settle(engine, queue, now);
  const receipt = parseReceiptHandle(engine, queue, handle);
  const message = queue.received.get(receipt.seq);
  if (!message) return;
  if (queue.fifo) refuseExpired(message, receipt, handle);
  if (message.place === Place.hidden && message.receiveCount !== receipt.receiveCount) return;
  drop(engine, queue, message);
}

/** On a standard queue, changing a message that is visible again has no effect and is no error. [LocalStack#9632, seen on AWS] */
export function changeVisibility(
  engine: Engine,
  queue: Queue,
  handle: string,
  seconds: number,
  now: number,
): void {
  settle(engine, queue, now);
  const receipt = parseReceiptHandle(engine, queue, handle);
  const message = queue.received.get(receipt.seq);
  if (!message) {
    throw new SqsError(
      "InvalidParameterValue",
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  if (queue.fifo) refuseExpired(message, receipt, handle);
  if (seconds * 1000 > MAX_HIDDEN_SECONDS * 1000 - (now - receipt.receivedAt)) {
    throw new SqsError(
      "InvalidParameterValue",
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${MAX_HIDDEN_SECONDS} seconds].`,
    );
  }
  if (message.place !== Place.hidden) return;
  unhide(queue, message);
  message.visibleAt = now + seconds * 1000;
  // From now on it is hidden for as long as its holder said, whatever becomes of the holder.
  message.heldInside = false;
  engine.journal.messageChanged(message);
  if (seconds > 0) {
    hide(engine, queue, message);
    refresh(queue, message.group);
  } else {
    show(engine, queue, message);
  }
}

function refuseExpired(message: Message, receipt: Receipt, handle: string): void {
  if (message.place === Place.hidden && message.receiveCount === receipt.receiveCount) return;
  throw new SqsError(
    "InvalidParameterValue",
    `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  );
}
