// Searches the jobs of the SQLite file: by the index of texts where it tells enough, else in the order of the lists.
import {
  type FoundPage,
  Job,
  type JobSummary,
  openRange,
  type Range,
  type SearchQuery,
  StoredRequest,
  summaryOf,
  summaryOfRecord,
} from "../core/jobs/index.ts";
import {
  type Candidate,
  isBetween,
  type JobFilter,
  matchesFilter,
  matchesIndexed,
  needsRequest,
  rangeOf,
  searchBounds,
  searchPage,
} from "../core/jobs/operate/inspector.ts";
import type { Database } from "./sqlite-connection.ts";
import { TYPE } from "./sqlite-file.ts";
import type { SqliteItems } from "./sqlite-items.ts";
import { isIndexed, rowsWith } from "./sqlite-texts.ts";

/** Rows read at once, and judged at once: the thread that owns the file does nothing else for a few milliseconds. */
const FIRST_CHUNK = 50;
const LARGEST_CHUNK = 500;
/** A page of twenty is read from as many, and a search that finds nothing soon goes on by as many. */
const BATCH = 100;
/** Of a text that more rows hold, a page is sooner full by reading in order: each row that the index names is looked up. */
const MOST_FOUND = 4_000;
/** Lists are read by type where there are few types. */
const MOST_TYPES = 4;

export async function searchFile(items: SqliteItems, query: SearchQuery): Promise<FoundPage> {
  const { run } = items;
  const { filter, order } = query;
  const found = await run((db) => keysByIndex(db, filter));
  const ranges = found
    ? [rangeOf(await listed(items, query, found), order)]
    : listsOf(filter).map((list) => openList(items, query, list));
  return await searchPage(
    {
      ranges: ranges.filter((range) => range !== undefined),
      batch: BATCH,
      judge: (rows) => run((db) => rows.map(({ id }) => judge(items, db, filter, id))),
    },
    query,
  );
}

function judge({ get }: SqliteItems, db: Database, filter: JobFilter, id: string): JobSummary | undefined {
  const value = get(db, keyOf(id));
  if (value === undefined) return undefined;
  const { data: job } = Job.safeParse(value);
  if (!job) return judgeNewer(filter, value);
  const isApart = job.requestBytes !== undefined && needsRequest(filter);
  const request = isApart
    ? StoredRequest.optional().parse(get(db, `request#${id}#${job.requestHash}`))?.request
    : job.request;
  return matchesFilter(filter, job, request) ? summaryOf(job) : undefined;
}

/** A record that a newer release wrote fits as far as a list shows it; what it holds beside that is not known. */
function judgeNewer(filter: JobFilter, value: unknown): JobSummary | undefined {
  const summary = summaryOfRecord(value);
  if (!summary || summary.deletedAt !== undefined || filter.fingerprint || needsRequest(filter))
    return undefined;
  return matchesIndexed(filter, summary) ? summary : undefined;
}

/** The keys of the jobs among which those that fit are; undefined where no index tells few enough. */
function keysByIndex(db: Database, { id, text, where = {} }: JobFilter): string[] | undefined {
  if (id) return id.map(keyOf);
  // What a payload has as `true` is not its text.
  const values = Object.values(where).filter((value) => !["true", "false", "null"].includes(value));
  const texts = [...(text === undefined ? [] : [text]), ...values].filter(isIndexed);
  const found = texts.flatMap((each) => {
    const rows = rowsWith(db, each, MOST_FOUND);
    return rows ? [rows] : [];
  });
  const [fewest] = found.sort((a, b) => a.length - b.length);
  const key = db.statement("SELECT key FROM items WHERE id = ?");
  return fewest?.flatMap((row) => {
    const [, list, rest = ""] = /^(job|request)#(.*)$/s.exec(String(key.get(row)?.key ?? "")) ?? [];
    if (list === undefined) return [];
    // A payload in an item of its own: `request#JOB#HASH`.
    return [list === "job" ? keyOf(rest) : keyOf(rest.slice(0, rest.lastIndexOf("#")))];
  });
}

/** Those that stand in a list, within the bounds of the page. */
async function listed(items: SqliteItems, query: SearchQuery, keys: readonly string[]): Promise<Candidate[]> {
  const bounds = { scheduled: searchBounds(query, true), others: searchBounds(query, false) };
  const all = [...new Set(keys)];
  const found: Candidate[] = [];
  for (let at = 0; at < all.length; at += LARGEST_CHUNK) {
    await items.run((db) => {
      const place = db.statement("SELECT list, listed FROM items WHERE key = ? AND listed IS NOT NULL");
      for (const key of all.slice(at, at + LARGEST_CHUNK)) {
        const row = place.get(key);
        const between = row?.list === "scheduled" ? bounds.scheduled : bounds.others;
        if (!row || !between || !isBetween(String(row.listed), between)) continue;
        found.push({ key: String(row.listed), id: idOf(key) });
      }
    });
  }
  return found;
}

type List = { status: string; type?: string };

function listsOf({ status = Job.shape.status.options, type }: JobFilter): List[] {
  if (type === undefined || type.length > MOST_TYPES) return status.map((each) => ({ status: each }));
  return status.flatMap((each) => type.map((one) => ({ status: each, type: one })));
}

function openList(
  { run, nowSeconds }: SqliteItems,
  query: SearchQuery,
  list: List,
): Range<Candidate> | undefined {
  const bounds = searchBounds(query, list.status === "scheduled");
  if (!bounds) return undefined;
  const newest = query.order === "newest";
  const { sql, values } = selection(list, newest);
  let end: string | undefined;
  return openRange(
    ({ key }) => key,
    [FIRST_CHUNK, LARGEST_CHUNK],
    async (count) => {
      const { after = "", before = "~" } = newest
        ? { ...bounds, before: end ?? bounds.before }
        : { ...bounds, after: end ?? bounds.after };
      const rows = await run((db) => db.statement(sql).all(...values, after, before, nowSeconds(), count));
      const found = rows.map(({ key, listed }) => ({ key: String(listed), id: idOf(String(key)) }));
      end = found.at(-1)?.key ?? end;
      return { items: found, read: found.length, readTo: end, isDone: found.length < count };
    },
  );
}

/** The query of a part of a list; its values come before the bounds, the time and the number of rows. */
export function selection({ status, type }: List, newest: boolean): { sql: string; values: string[] } {
  const byType = type !== undefined;
  return {
    sql: `SELECT key, listed FROM items INDEXED BY ${byType ? "items_by_type" : "items_by_list"}
      WHERE list = ?${byType ? ` AND ${TYPE} = ?` : ""} AND listed IS NOT NULL AND listed > ? AND listed < ?
      AND (expires IS NULL OR expires > ?) ORDER BY listed ${newest ? "DESC" : "ASC"} LIMIT ?`,
    values: byType ? [status, type] : [status],
  };
}

const keyOf = (id: string): string => `job#${id}`;
const idOf = (key: string): string => key.slice("job#".length);
