// Searches the jobs of the SQLite file: bit by bit, since the thread that owns the file does nothing else meanwhile.
import {
  type FoundPage,
  Job,
  type JobSummary,
  jobListKey,
  type Range,
  type SearchQuery,
  StoredRequest,
  summaryOf,
} from "../core/jobs/index.ts";
import {
  type Candidate,
  isBetween,
  matchesFilter,
  needsRequest,
  rangeOf,
  searchBounds,
  searchPage,
} from "../core/jobs/operate/inspector.ts";
import type { Database } from "./sqlite-connection.ts";
import type { SqliteItems } from "./sqlite-items.ts";

/** The record as JSON: most are told apart without the shape being checked. */
type Row = Candidate & { json: string };

/** Rows read at once: a few milliseconds. */
const CHUNK = 500;
const BATCH = 250;

export async function searchFile(items: SqliteItems, query: SearchQuery): Promise<FoundPage> {
  const { run, get, nowSeconds } = items;
  const { filter, order } = query;

  function judge(db: Database, { json }: Row): JobSummary | undefined {
    const job = Job.parse(JSON.parse(json));
    if (job.requestBytes === undefined || !needsRequest(filter))
      return matchesFilter(filter, job) ? summaryOf(job) : undefined;
    const stored = get(db, `request#${job.id}#${job.requestHash}`);
    const request = stored === undefined ? undefined : StoredRequest.parse(stored).request;
    return matchesFilter(filter, job, request) ? summaryOf(job) : undefined;
  }

  const byIds = (ids: readonly string[]): Promise<Row[]> =>
    run((db) =>
      [...new Set(ids)].flatMap((id) => {
        const value = get(db, `job#${id}`);
        const job = value === undefined ? undefined : Job.parse(value);
        const bounds = job && searchBounds(query, job.status === "scheduled");
        const key = job && jobListKey(job);
        return key !== undefined && bounds && isBetween(key, bounds)
          ? [{ key, id, json: JSON.stringify(job) }]
          : [];
      }),
    );

  function openList(list: string): Range<Row> | undefined {
    const bounds = searchBounds(query, list === "scheduled");
    if (!bounds) return undefined;
    const newest = order === "newest";
    const sql = `SELECT key, listed, json FROM items INDEXED BY items_by_list
      WHERE list = ? AND listed IS NOT NULL AND listed > ? AND listed < ? AND (expires IS NULL OR expires > ?)
      ORDER BY listed ${newest ? "DESC" : "ASC"} LIMIT ${CHUNK}`;
    let rows: Row[] = [];
    let readTo: string | undefined;
    let isDone = false;
    let read = 0;
    return {
      get head() {
        return rows[0]?.key;
      },
      get isDone() {
        return isDone;
      },
      get readTo() {
        return readTo;
      },
      get read() {
        return read;
      },
      get waiting() {
        return rows.length;
      },
      take() {
        const row = rows.shift();
        if (!row) throw new Error("nothing was read that could be taken");
        return row;
      },
      async readOn() {
        const after = (newest ? undefined : readTo) ?? bounds.after ?? "";
        const before = (newest ? readTo : undefined) ?? bounds.before ?? "~";
        const found = await run((db) => db.statement(sql).all(list, after, before, nowSeconds()));
        rows = found.map(({ key, listed, json }) => ({
          key: String(listed),
          id: String(key).slice("job#".length),
          json: String(json),
        }));
        readTo = rows.at(-1)?.key ?? readTo;
        isDone = rows.length < CHUNK;
        read += rows.length;
      },
    };
  }

  const lists = filter.status ?? Job.shape.status.options;
  const ranges = filter.id
    ? [rangeOf(await byIds(filter.id), order)]
    : lists.map(openList).filter((range) => range !== undefined);
  return await searchPage<Row>(
    { ranges, batch: BATCH, judge: (rows) => run((db) => rows.map((row) => judge(db, row))) },
    query,
  );
}
