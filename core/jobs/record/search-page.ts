// A page of a search: reads jobs in their order, looks which fit, and says where it stopped.
import type { FoundPage, SearchQuery } from "../ports.ts";
import type { JobSummary } from "./job.ts";
import { searchScope } from "./job-filter.ts";
import { readCursor, timeKey, timeOfKey, writeCursor } from "./list-cursor.ts";
import { mergeRanges, openRange, type Range } from "./merge-ranges.ts";

/** Read of a store that may hold a job that fits: its list key, its id, and whatever the store tells it by. */
export type Candidate = { key: string; id: string };

export type Source<Item extends Candidate> = {
  ranges: readonly Range<Item>[];
  /** How many are judged together. */
  batch: number;
  /** In their order; undefined for one that does not fit. */
  judge(candidates: readonly Item[]): Promise<(JobSummary | undefined)[]>;
};

/**
 * Behind a full page one batch more is read, to tell whether another follows. Of jobs that are rarer than that its cursor may
 * lead to an empty page. Without a cursor nothing is left.
 * `readTo`: `maxRead` was reached.
 */
export async function searchPage<Item extends Candidate>(
  source: Source<Item>,
  query: SearchQuery,
): Promise<FoundPage> {
  const { order, filter, maxRead = Number.POSITIVE_INFINITY } = query;
  const limit = Math.min(100, Math.max(1, Math.floor(query.limit)));
  const list = { order, scope: searchScope(filter) };
  const merged = mergeRanges(source.ranges, order, ({ id }) => id);
  const found = new Map<string, JobSummary>();
  const page = (rest: { cursor?: string; readTo?: number }): FoundPage => ({
    items: [...found.values()],
    ...rest,
    read: merged.read,
  });
  const stopAt = (key: string) => page({ cursor: writeCursor(key, list), readTo: timeOfKey(key) });

  let end: string | undefined;
  for (;;) {
    const wasFull = found.size === limit;
    const { items, stoppedAt } = await merged.take(source.batch, maxRead);
    const judged = await source.judge(items);
    for (const [index, { key, id }] of items.entries()) {
      const summary = judged[index];
      if (!summary) continue;
      if (found.size === limit) return page({ cursor: writeCursor(end ?? key, list) });
      found.set(id, summary);
      end = key;
    }
    const isOver = items.length < source.batch && stoppedAt === undefined;
    if (isOver) return page({});
    const reached = stoppedAt ?? items.at(-1)?.key;
    const isFull = wasFull || (found.size === limit && merged.read >= maxRead);
    if (reached !== undefined && isFull) return page({ cursor: writeCursor(reached, list) });
    if (reached !== undefined && (stoppedAt !== undefined || merged.read >= maxRead)) return stopAt(reached);
  }
}

/** Items that were found by another way than a list, in the order of their keys. */
export function rangeOf<Item extends Candidate>(
  items: readonly Item[],
  order: SearchQuery["order"],
): Range<Item> {
  const sorted = items.toSorted((a, b) => (a.key < b.key === (order === "newest") ? 1 : -1));
  const all = { items: sorted, read: items.length, readTo: undefined, isDone: true };
  return openRange(
    ({ key }) => key,
    [1, 1],
    async () => all,
  );
}

/** The list keys between which a page lies, both left out; undefined where it is open. */
export type Bounds = { after: string | undefined; before: string | undefined };

/**
 * @param byDue of jobs that are scheduled, which are listed by when they are due: no earlier than they were created.
 * @returns undefined when nothing can lie between them.
 * @throws VisibleError `invalid-cursor`
 */
export function searchBounds({ order, filter, cursor }: SearchQuery, byDue: boolean): Bounds | undefined {
  const place = cursor === undefined ? undefined : readCursor(cursor, { order, scope: searchScope(filter) });
  const { createdAfter, createdBefore, endedBefore } = filter;
  // No job ends before it is created.
  const latest = byDue ? [] : [createdBefore, endedBefore];
  const before = [
    ...latest.flatMap((time) => (time === undefined ? [] : [timeKey(time)])),
    ...(place !== undefined && order === "newest" ? [place] : []),
  ].sort()[0];
  const after = [
    ...(createdAfter === undefined ? [] : [timeKey(createdAfter)]),
    ...(place !== undefined && order === "oldest" ? [place] : []),
  ]
    .sort()
    .at(-1);
  if (after !== undefined && before !== undefined && after >= before) return undefined;
  return { after, before };
}

export const isBetween = (key: string, { after, before }: Bounds): boolean =>
  (after === undefined || key > after) && (before === undefined || key < before);
