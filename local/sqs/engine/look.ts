// Looks at the messages of a queue without receiving them.
import { type Message, Place, type Queue } from "./model.ts";

export type MessageState = "visible" | "delayed" | "in-flight";

/** `visible` also names the messages of a FIFO group that wait for one in flight: SQS counts them so. */
export function stateOf(message: Message): MessageState {
  if (message.place !== Place.hidden) return "visible";
  return message.receivesHere > 0 ? "in-flight" : "delayed";
}

/** All messages, in the order sent. Call `settle` before, so that their states are those of now. */
export function messagesOf(queue: Queue): Message[] {
  const messages: Message[] = [...queue.hidden];
  for (const { waiting, returned } of queue.groups.values()) {
    for (let message = waiting.first; message; message = message.next) messages.push(message);
    messages.push(...returned);
  }
  return messages.sort((a, b) => a.seq - b.seq);
}
