// A doubly linked list through the messages themselves: push, pop and remove without searching or allocating.
import type { Message } from "./model.ts";

export class MessageList {
  first: Message | undefined = undefined;
  last: Message | undefined = undefined;

  push(message: Message): void {
    message.previous = this.last;
    message.next = undefined;
    if (this.last) {
      this.last.next = message;
    } else {
      this.first = message;
    }
    this.last = message;
  }

  remove(message: Message): void {
    if (message.previous) {
      message.previous.next = message.next;
    } else {
      this.first = message.next;
    }
    if (message.next) {
      message.next.previous = message.previous;
    } else {
      this.last = message.previous;
    }
    message.previous = undefined;
    message.next = undefined;
  }
}
