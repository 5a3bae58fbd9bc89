// Shows a message to a test without a receive.
import { selectSystemAttributes } from "../actions/receive.ts";
import { messageId } from "../engine/ids.ts";
import { type MessageState, messagesOf, stateOf } from "../engine/look.ts";
import { type Engine, type Message, Place, type Queue } from "../engine/model.ts";
import { settle } from "../engine/visibility.ts";
import type { MessageAttribute } from "../rules/message-attributes.ts";

export type InspectedMessage = {
  messageId: string;
  body: string;
  /** `visible` also where the message of a FIFO group waits for one in flight: SQS counts it so. */
  state: MessageState;
  /** SQS's ApproximateReceiveCount; exact here. */
  receiveCount: number;
  /** When the delay or the visibility timeout ends, in milliseconds since the epoch. Undefined where it is visible. */
  visibleAt: number | undefined;
  /** All that a receive would show, by SQS's names: SentTimestamp, MessageGroupId, DeadLetterQueueSourceArn, … */
  attributes: Record<string, string>;
  /** By the sender's names. The object has no prototype. Binary values are base64. */
  messageAttributes: Record<string, MessageAttribute>;
};

/** In the order sent. */
export function inspectQueue(engine: Engine, queue: Queue, now: number): InspectedMessage[] {
  settle(engine, queue, now);
  return messagesOf(queue).map((message) => inspectMessage(engine, queue, message));
}

export function inspectMessage(engine: Engine, queue: Queue, message: Message): InspectedMessage {
  return {
    messageId: messageId(engine, message.seq),
    body: message.body,
    state: stateOf(message),
    receiveCount: message.receiveCount,
    visibleAt: message.place === Place.hidden ? message.visibleAt : undefined,
    attributes: selectSystemAttributes(queue, message, ["All"]),
    messageAttributes: Object.setPrototypeOf(Object.fromEntries(message.extra?.attributes ?? []), null),
  };
}
