// Pages through the table's index: the keys of a list are read side by side, each no further than the page needs, and merged.
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type JobSummary,
  jobScope,
  type ListQuery,
  mergeRanges,
  type Page,
  pageSize,
  readCursor,
  statusesOf,
  timeKey,
  timeOfKey,
  writeCursor,
} from "../jobs/engine.ts";
import { type Item, itemToSummary, toText } from "./dynamo-items.ts";
import { listsOf } from "./dynamo-places.ts";
import { type Filter, oneOf, openIndexRange, type RangeQuery } from "./dynamo-range.ts";
import { INDEX, KEY } from "./dynamo-table.ts";

const LEAST_READ = 4;
/** One key of several gives about its share of a page. This is what is read of it at first. */
export const firstReadOf = (limit: number, keys: readonly string[]): number =>
  Math.max(LEAST_READ, Math.ceil((2 * (limit + 1)) / keys.length));

type ListOptions = { client: DynamoDBClient; tableName: string; now(): number };

type PageQuery = Pick<ListQuery, "order" | "limit" | "cursor" | "createdBefore" | "maxRead"> & {
  scope: string;
  filters?: readonly Filter[];
};

export function createLists(options: ListOptions) {
  return {
    async jobs(query: ListQuery): Promise<Page<JobSummary>> {
      const statuses = statusesOf(query.status);
      const { keys, shared } = listsOf(statuses);
      const filters = [
        ...(query.type === undefined ? [] : [oneOf("type", [query.type])]),
        ...(shared && statuses ? [oneOf("status", statuses)] : []),
      ];
      const page = await readPage(options, keys, { ...query, scope: jobScope(query), filters });
      return { ...page, items: page.items.map(itemToSummary).filter((item) => item !== undefined) };
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
  const limit = pageSize(query.limit);
  const last = query.cursor === undefined ? undefined : readCursor(query.cursor, query);
  const bounds = [
    query.order === "newest" ? last : undefined,
    query.createdBefore === undefined ? undefined : timeKey(Math.ceil(query.createdBefore)),
  ].filter((bound) => bound !== undefined);
  const before = bounds.sort()[0];
  const after = query.order === "oldest" ? last : undefined;
  if (after !== undefined && before !== undefined && after >= before) return { items: [] };

  const { order, filters = [], maxRead = Number.POSITIVE_INFINITY } = query;
  const range: RangeQuery = { order, after, before, filters };
  const read = { firstRead: Math.min(limit + 1, firstReadOf(limit, keys)) };
  const ranges = keys.map((key) => openIndexRange(options, toText(key), range, read, asTheyAre));
  // One more than asked for tells whether there is another page.
  const { items: found, stoppedAt } = await mergeRanges(ranges, order, idOf).take(limit + 1, maxRead);
  const items = found.slice(0, limit);
  if (found.length > limit) return { items, cursor: writeCursor(sortKey(items.at(-1)), query) };
  if (stoppedAt === undefined) return { items };
  return { items, cursor: writeCursor(stoppedAt, query), readTo: timeOfKey(stoppedAt) };
}

const asTheyAre = { make: (item: Item) => item, keyOf: (item: Item) => sortKey(item) };
const idOf = (item: Item): string => item[KEY]?.S ?? "";
const sortKey = (item: Item | undefined): string => item?.[INDEX.rangeKey]?.S ?? "";
