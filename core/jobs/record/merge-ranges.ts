// Merges lists that are each read bit by bit in one order: the keys of a table's index, the lists of a file.
import type { ListQuery } from "../ports.ts";

/** One list, read in the order of its keys. */
export type Range<Item> = {
  /** The list key of the first item that was read and not taken. */
  readonly head: string | undefined;
  /** Nothing is left to be read. */
  readonly isDone: boolean;
  /** The list key up to which it was read. */
  readonly readTo: string | undefined;
  /** Items read so far, with those that a filter of the store left out. */
  readonly read: number;
  /** Items read and not taken. */
  readonly waiting: number;
  /** Removes the head. */
  take(): Item;
  /** Reads some more. */
  readOn(): Promise<void>;
};

/** What one read of a list gave. */
export type Part<Item> = {
  items: Item[];
  /** With those that a filter of the store left out. */
  read: number;
  /** The list key up to which it was read. */
  readTo: string | undefined;
  isDone: boolean;
};

/**
 * A list that is read in parts, each four times as large as the one before: with a filter that few items pass, small reads
 * would never end.
 * @param readPart reads on from where the last part ended.
 */
export function openRange<Item>(
  keyOf: (item: Item) => string,
  [first, most]: readonly [first: number, most: number],
  readPart: (count: number) => Promise<Part<Item>>,
): Range<Item> {
  let count = first;
  let read = 0;
  let part: Part<Item> = { items: [], read: 0, readTo: undefined, isDone: false };
  return {
    get head() {
      const [item] = part.items;
      return item === undefined ? undefined : keyOf(item);
    },
    get isDone() {
      return part.isDone;
    },
    get readTo() {
      return part.readTo;
    },
    get read() {
      return read;
    },
    get waiting() {
      return part.items.length;
    },
    take() {
      const item = part.items.shift();
      if (item === undefined) throw new Error("nothing was read that could be taken");
      return item;
    },
    async readOn() {
      part = await readPart(count);
      read += part.read;
      count = Math.min(4 * count, most);
    },
  };
}

export type Merged<Item> = {
  /** Items passed so far, with those that a filter of the store left out. */
  readonly read: number;
  /**
   * The next items in order, fewer than `count` only at the end. `stoppedAt`: more may follow behind this list key, but
   * `mostRead` items were read.
   */
  take(count: number, mostRead: number): Promise<{ items: Item[]; stoppedAt?: string }>;
};

/** @param idOf an item that moves between two reads is seen in two lists. The later one is right. */
export function mergeRanges<Item>(
  ranges: readonly Range<Item>[],
  order: ListQuery["order"],
  idOf: (item: Item) => string,
): Merged<Item> {
  const precedes = (a: string, b: string) => (order === "newest" ? a > b : a < b);
  const sum = (of: (range: Range<Item>) => number) => ranges.reduce((total, range) => total + of(range), 0);

  /** The range whose head is next, once no other can have an earlier one. */
  function nextRange(dry: readonly Range<Item>[]): Range<Item> | undefined {
    const first = ranges.reduce<Range<Item> | undefined>((best, range) => {
      if (range.head === undefined) return best;
      return best?.head === undefined || precedes(range.head, best.head) ? range : best;
    }, undefined);
    const head = first?.head;
    if (head === undefined) return undefined;
    // What a dry range has not read yet lies behind where it stopped.
    return dry.every(({ readTo }) => readTo !== undefined && !precedes(readTo, head)) ? first : undefined;
  }

  return {
    get read() {
      return sum(({ read, waiting }) => read - waiting);
    },
    async take(count, mostRead) {
      const items = new Map<string, Item>();
      while (items.size < count) {
        const dry = ranges.filter(({ head, isDone }) => head === undefined && !isDone);
        const next = nextRange(dry);
        if (next) {
          const item = next.take();
          items.set(idOf(item), item);
          continue;
        }
        if (dry.length === 0) break;
        if (sum(({ read }) => read) >= mostRead) {
          const stops = dry.map(({ readTo }) => readTo ?? "").sort();
          const stoppedAt = order === "newest" ? stops.at(-1) : stops[0];
          return { items: [...items.values()], ...(stoppedAt !== undefined && { stoppedAt }) };
        }
        await Promise.all(dry.map((range) => range.readOn()));
      }
      return { items: [...items.values()] };
    },
  };
}
