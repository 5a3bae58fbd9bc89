// A doubly linked list through the messages themselves: push, pop and remove without searching or allocating.
import type { Message } from "./model.ts";

export class MessageList {
  first: Message | null = null;
  last: Message | null = null;

  push(message: Message): void {
    message.previous = this.last;
    message.next = null;
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
    message.previous = null;
    message.next = null;
  }
}
