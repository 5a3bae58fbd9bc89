// A binary heap of messages that knows where each one is, so that any of them can be removed in O(log n).
import type { Message } from "./model.ts";

export class MessageHeap {
  #items: Message[] = [];
  readonly #key: (message: Message) => number;

  /** Smallest `key` first; the older message (smaller `seq`) among equals. */
  constructor(key: (message: Message) => number) {
    this.#key = key;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): Message | undefined {
    return this.#items[0];
  }

  push(message: Message): void {
    this.#items.push(message);
    this.#rise(message, this.#items.length - 1);
  }

  remove(message: Message): void {
    const index = message.heapIndex;
    const last = this.#items.pop();
    message.heapIndex = -1;
    if (!last || last === message) return;
    this.#rise(last, index);
    this.#sink(last, last.heapIndex);
  }

  /** Puts everything in order again after keys have changed. */
  reorder(): void {
    this.#items.sort((a, b) => (this.#before(a, b) ? -1 : 1));
    for (const [index, message] of this.#items.entries()) message.heapIndex = index;
  }

  clear(): void {
    this.#items.length = 0;
  }

  [Symbol.iterator](): Iterator<Message> {
    return this.#items[Symbol.iterator]();
  }

  #before(a: Message, b: Message): boolean {
    const difference = this.#key(a) - this.#key(b);
    return difference < 0 || (difference === 0 && a.seq < b.seq);
  }

  #rise(message: Message, from: number): void {
    const items = this.#items;
    let index = from;
    while (index > 0) {
      const up = (index - 1) >> 1;
      const parent = items[up] as Message;
      if (!this.#before(message, parent)) break;
      items[index] = parent;
      parent.heapIndex = index;
      index = up;
    }
    items[index] = message;
    message.heapIndex = index;
  }

  #sink(message: Message, from: number): void {
    const items = this.#items;
    let index = from;
    for (;;) {
      let down = 2 * index + 1;
      const left = items[down];
      const right = items[down + 1];
      if (!left) break;
      let child = left;
      if (right && this.#before(right, left)) {
        child = right;
        down += 1;
      }
      if (!this.#before(child, message)) break;
      items[index] = child;
      child.heapIndex = index;
      index = down;
    }
    items[index] = message;
    message.heapIndex = index;
  }
}
