// Pages through the table's index: the keys of a list are read side by side, each no further than the page needs, and merged.
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type JobSummary,
  jobScope,
  type ListQuery,
  type Page,
  readCursor,
  statusesOf,
  timeKey,
  timeOfKey,
  writeCursor,
} from "../jobs/engine.ts";
import { type Item, itemToSummary, toText } from "./dynamo-items.ts";
import { listsOf } from "./dynamo-places.ts";
import { openRange, type Range, type RangeQuery } from "./dynamo-range.ts";
import { INDEX, KEY } from "./dynamo-table.ts";

const MOST = 100;
/** One key of several gives about its share of a page. This is what is read of it at first. */
const LEAST_READ = 4;

type ListOptions = { client: DynamoDBClient; tableName: string; now(): number };

type PageQuery = Pick<ListQuery, "order" | "limit" | "cursor" | "createdBefore" | "maxRead"> & {
  scope: string;
  filter?: RangeQuery["filter"];
};

export function createLists(options: ListOptions) {
  return {
    async jobs(query: ListQuery): Promise<Page<JobSummary>> {
      const statuses = statusesOf(query.status);
      const { keys, shared } = listsOf(statuses);
      const filter = {
        ...(query.type !== undefined && { type: [query.type] }),
        ...(shared && { status: statuses }),
      };
      const page = await readPage(options, keys, { ...query, scope: jobScope(query), filter });
      return { ...page, items: page.items.map(itemToSummary) };
    },

    /** What stands under one key of the index: dead letters, the documents of a kind. */
    listed: (key: string, query: Omit<PageQuery, "scope">): Promise<Page<Item>> =>
      readPage(options, [key], { ...query, scope: key }),
  };
}

/** A page over several keys, which share one order. The cursor is the place in the lists behind which the next page begins. */
async function readPage(
  options: ListOptions,
  keys: readonly string[],
  query: PageQuery,
): Promise<Page<Item>> {
  const limit = Math.min(MOST, Math.max(1, Math.floor(query.limit)));
  const last = query.cursor === undefined ? undefined : readCursor(query.cursor, query);
  const bounds = [
    query.order === "newest" ? last : undefined,
    query.createdBefore === undefined ? undefined : timeKey(Math.ceil(query.createdBefore)),
  ].filter((bound) => bound !== undefined);
  const before = bounds.sort()[0];
  const after = query.order === "oldest" ? last : undefined;
  if (after !== undefined && before !== undefined && after >= before) return { items: [] };

  const { order, filter = {} } = query;
  const range: RangeQuery = { order, after, before, filter };
  const firstRead = Math.max(LEAST_READ, Math.ceil((2 * (limit + 1)) / keys.length));
  const ranges = keys.map((key) => openRange(options, toText(key), range, Math.min(limit + 1, firstRead)));
  // One more than asked for tells whether there is another page.
  const { found, stoppedAt } = await merge(
    ranges,
    order,
    limit + 1,
    query.maxRead ?? Number.POSITIVE_INFINITY,
  );
  const items = found.slice(0, limit);
  if (found.length > limit) return { items, cursor: writeCursor(sortKey(items.at(-1)), query) };
  if (stoppedAt === undefined) return { items };
  return { items, cursor: writeCursor(stoppedAt, query), readTo: timeOfKey(stoppedAt) };
}

/** The first `count` items of all ranges in their order. `stoppedAt`: more may follow, and `mostRead` items were read. */
async function merge(
  ranges: readonly Range[],
  order: ListQuery["order"],
  count: number,
  mostRead: number,
): Promise<{ found: Item[]; stoppedAt?: string }> {
  const precedes = (a: string, b: string) => (order === "newest" ? a > b : a < b);
  // A job that moves between two queries is seen by both. The later list is right.
  const found = new Map<string, Item>();
  while (found.size < count) {
    const first = ranges.reduce<Range | undefined>((best, range) => {
      if (range.head === undefined) return best;
      return best?.head === undefined || precedes(range.head, best.head) ? range : best;
    }, undefined);
    const dry = ranges.filter(({ head, isDone }) => head === undefined && !isDone);
    if (first?.head !== undefined) {
      const { head } = first;
      // What a dry range has not read yet lies behind where it stopped.
      if (dry.every(({ readTo }) => readTo !== undefined && !precedes(readTo, head))) {
        const item = first.take();
        found.set(item[KEY]?.S ?? "", item);
        continue;
      }
    } else if (dry.length === 0) break;
    const read = ranges.reduce((sum, range) => sum + range.read, 0);
    if (read >= mostRead) {
      const stops = dry.map(({ readTo }) => readTo ?? "").sort();
      const stoppedAt = order === "newest" ? stops.at(-1) : stops[0];
      return { found: [...found.values()], ...(stoppedAt !== undefined && { stoppedAt }) };
    }
    await Promise.all(dry.map((range) => range.readOn()));
  }
  return { found: [...found.values()] };
}

const sortKey = (item: Item | undefined): string => item?.[INDEX.rangeKey]?.S ?? "";
