// The job store of the embedded mode: SQLite, shared by several processes and threads.
import type { SQLInputValue } from "node:sqlite";
import { VisibleError } from "../core/jobs/errors.ts";
import { DeadLetter, Job, type JobSummary } from "../core/jobs/job.ts";
import { listKey, readCursor, timeKey, writeCursor } from "../core/jobs/list-cursor.ts";
import type { JobChange, JobCondition, JobStore, ListQuery, Page } from "../core/jobs/ports.ts";
import type { Settings } from "../core/settings.ts";
import { openStoreFile } from "./sqlite-file.ts";

const DEAD_LETTERS = "dead-letter";
const MOST = 100;

export type SqliteStoreOptions = {
  /** `:memory:` for a store that is gone with its process. */
  file: string;
  settings: Settings;
  now(): number;
};

/** @throws Error naming the file when it is no SQLite database, or one of a newer release; it is left as it is. */
export function createSqliteStore({ file, settings, now }: SqliteStoreOptions): JobStore {
  const db = openStoreFile(file, now());
  const read = db.prepare("SELECT json FROM items WHERE key = ? AND (expires IS NULL OR expires > ?)");
  const write = db.prepare(
    "INSERT OR REPLACE INTO items (key, list, listed, expires, json) VALUES (?, ?, ?, ?, ?)",
  );
  const erase = db.prepare("DELETE FROM items WHERE key = ?");

  const nowSeconds = () => Math.floor(now() / 1000);

  function get(key: string): unknown {
    const row = read.get(key, nowSeconds());
    return row === undefined ? undefined : JSON.parse(String(row.json));
  }

  function put(
    key: string,
    value: unknown,
    place: { list?: string; listed?: string | undefined; expires?: number | undefined },
  ): void {
    const json = JSON.stringify(value) ?? "null";
    const bytes = Buffer.byteLength(json);
    if (bytes > settings.jobs.maxItemBytes) {
      throw new VisibleError(
        "item-too-large",
        `the record would have ${bytes} bytes and may have ${settings.jobs.maxItemBytes}`,
      );
    }
    write.run(key, place.list ?? null, place.listed ?? null, place.expires ?? null, json);
  }

  const putJob = (job: Job): void =>
    put(`job#${job.id}`, job, {
      list: job.status,
      listed: job.deletedAt === undefined ? listKey(job.createdAt, job.id) : undefined,
      expires: job.expiresAtSeconds,
    });

  const getJob = (jobId: string): Job | undefined => {
    const value = get(`job#${jobId}`);
    return value === undefined ? undefined : Job.parse(value);
  };

  /** One writer at a time, so that what was read still holds when it is written. */
  function atomically<T>(work: () => T): T {
    db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  }

  /** A page of the values listed under any of `lists`. */
  function page(lists: readonly string[], query: Omit<ListQuery, "status">, scope: string): Page<unknown> {
    const limit = Math.min(MOST, Math.max(1, Math.floor(query.limit)));
    const { order } = query;
    const conditions = [
      `list IN (${lists.map(() => "?").join(", ")})`,
      "listed IS NOT NULL",
      "(expires IS NULL OR expires > ?)",
    ];
    const values: SQLInputValue[] = [...lists, nowSeconds()];
    if (query.cursor !== undefined) {
      conditions.push(order === "newest" ? "listed < ?" : "listed > ?");
      values.push(readCursor(query.cursor, { scope, order }));
    }
    if (query.createdBefore !== undefined) {
      conditions.push("listed < ?");
      values.push(timeKey(Math.ceil(query.createdBefore)));
    }
    // One more than asked for tells whether there is another page.
    const rows = db
      .prepare(
        `SELECT listed, json FROM items WHERE ${conditions.join(" AND ")} ORDER BY listed ${order === "newest" ? "DESC" : "ASC"} LIMIT ?`,
      )
      .all(...values, limit + 1);
    const shown = rows.slice(0, limit);
    const items = shown.map((row) => JSON.parse(String(row.json)) as unknown);
    const last = shown.at(-1);
    if (rows.length <= limit || !last) return { items };
    return { items, cursor: writeCursor(String(last.listed), { scope, order }) };
  }

  return {
    async create(job) {
      return atomically(() => {
        if (getJob(job.id)) return false;
        putJob(job);
        return true;
      });
    },

    async get(jobId) {
      return getJob(jobId);
    },

    async update(jobId, change, when) {
      return atomically(() => {
        const job = getJob(jobId);
        if (!job || !holds(job, when)) return undefined;
        putJob(applyChange(job, change));
        return getJob(jobId) ?? applyChange(job, change);
      });
    },

    async list({ status, ...query }) {
      const found = page(status ? [status] : Job.shape.status.options, query, status ?? "all");
      return { ...found, items: found.items.map((item) => summaryOf(Job.parse(item))) };
    },

    async putResult(jobId, result) {
      const expires = nowSeconds() + settings.jobs.terminalRetentionSeconds + 86_400;
      put(`result#${jobId}`, result, { expires });
    },

    async getResult(jobId) {
      return get(`result#${jobId}`);
    },

    async deleteResult(jobId) {
      erase.run(`result#${jobId}`);
    },

    async putDeadLetter(entry) {
      const key = `dead-letter#${entry.messageId}`;
      return atomically(() => {
        if (get(key) !== undefined) return false;
        const listed = listKey(entry.seenAt, entry.messageId);
        put(key, entry, { list: DEAD_LETTERS, listed, expires: entry.expiresAtSeconds });
        return true;
      });
    },

    async getDeadLetter(messageId) {
      const value = get(`dead-letter#${messageId}`);
      return value === undefined ? undefined : DeadLetter.parse(value);
    },

    async listDeadLetters(query) {
      const found = page([DEAD_LETTERS], { ...query, order: "newest" }, DEAD_LETTERS);
      return { ...found, items: found.items.map((item) => DeadLetter.parse(item)) };
    },

    async remember(key, value, expiresAtSeconds) {
      put(`memo#${key}`, value, { expires: expiresAtSeconds });
    },

    async recall(key) {
      return get(`memo#${key}`);
    },

    async ping() {
      db.prepare("SELECT 1").get();
    },

    close() {
      if (db.isOpen) db.close();
    },
  };
}

function holds(job: Job, { status, claimId, revision }: JobCondition): boolean {
  if (status !== undefined && !status.includes(job.status)) return false;
  if (claimId !== undefined && job.claim?.claimId !== claimId) return false;
  return revision === undefined || job.revision === revision;
}

function applyChange(job: Job, { set, remove = [], appendAttempt }: JobChange): Job {
  const changed: Job = { ...job, ...set, revision: job.revision + 1 };
  for (const field of remove) delete changed[field];
  if (appendAttempt) changed.attempts = [...changed.attempts, appendAttempt];
  return changed;
}

/** Absent fields stay absent, as they do in DynamoDB's index. */
function summaryOf(job: Job): JobSummary {
  const { id, type, status, title, createdAt, sentAt, nextAttemptAt, endedAt, cause, deletedAt } = job;
  const optional = Object.entries({ sentAt, nextAttemptAt, endedAt, cause, deletedAt });
  return {
    ...{ id, type, status, title, createdAt },
    ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
  };
}
