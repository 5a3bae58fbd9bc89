// A binary heap whose items know their own position, so that any of them can be removed in O(log n).

export type HeapItem = { heapIndex: number };

/** An item can be in one heap at a time. */
export class Heap<T extends HeapItem> {
  #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  /** `compare` is negative where `a` comes first, as for `Array.prototype.sort`; it is never 0 for two items. */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  remove(item: T): void {
    const index = item.heapIndex;
    const last = this.#items.pop();
    item.heapIndex = -1;
    if (!last || last === item) return;
    this.#rise(last, index);
    this.#sink(last, last.heapIndex);
  }

  /** Puts everything in order again after keys have changed. */
  reorder(): void {
    this.#items.sort(this.#compare);
    for (const [index, item] of this.#items.entries()) item.heapIndex = index;
  }

  clear(): void {
    this.#items.length = 0;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items[Symbol.iterator]();
  }

  #rise(item: T, from: number): void {
    const items = this.#items;
    let index = from;
    while (index > 0) {
      const up = (index - 1) >> 1;
      const parent = items[up] as T;
      if (this.#compare(item, parent) > 0) break;
      items[index] = parent;
      parent.heapIndex = index;
      index = up;
    }
    items[index] = item;
    item.heapIndex = index;
  }

  #sink(item: T, from: number): void {
    const items = this.#items;
    let index = from;
    for (;;) {
      let down = 2 * index + 1;
      const left = items[down];
      const right = items[down + 1];
      if (!left) break;
      let child = left;
      if (right && this.#compare(right, left) < 0) {
        child = right;
        down += 1;
      }
      if (this.#compare(child, item) > 0) break;
      items[index] = child;
      child.heapIndex = index;
      index = down;
    }
    items[index] = item;
    item.heapIndex = index;
  }
}
