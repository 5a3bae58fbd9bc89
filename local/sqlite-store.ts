// The job store of the embedded mode: SQLite, shared by several processes and threads.
import {
  asStepResult,
  DeadLetter,
  Job,
  type JobChange,
  type JobCondition,
  type JobStore,
  type JobSummary,
  jobScope,
  Lock,
  listKey,
  VisibleError,
} from "../core/jobs/index.ts";
import type { Settings } from "../core/settings.ts";
import { connect, type Database } from "./sqlite-connection.ts";
import { readPage } from "./sqlite-lists.ts";

const DEAD_LETTERS = "dead-letter";

/** A writer holds the lock for a millisecond or less; whoever holds it for seconds is stuck, or a backup. */
const LOCK_PATIENCE_MS = 5_000;

const READ = "SELECT json FROM items WHERE key = ? AND (expires IS NULL OR expires > ?)";
const WRITE = "INSERT OR REPLACE INTO items (key, list, listed, expires, json) VALUES (?, ?, ?, ?, ?)";
const ERASE = "DELETE FROM items WHERE key = ?";

export type SqliteStoreOptions = {
  /** `:memory:` for a store that is gone with its process. */
  file: string;
  /** Makes the file when it is not there; without this a missing file is an error. */
  make?: boolean;
  settings: Settings;
  now(): number;
  /** How long a call waits for the lock of another connection. */
  lockPatienceMs?: number;
};

/**
 * The file is opened at the first call, and again at the next one after a failure: a store that was locked, full or
 * missing serves as soon as it is mended. Every call rejects with StoreError while the file cannot serve.
 */
export function createSqliteStore(options: SqliteStoreOptions): JobStore {
  const { file, make = false, settings, now, lockPatienceMs = LOCK_PATIENCE_MS } = options;
  const connection = connect({ file, make, now, lockPatienceMs });
  const { run } = connection;
  const nowSeconds = () => Math.floor(now() / 1000);

  function get(db: Database, key: string): unknown {
    const row = db.statement(READ).get(key, nowSeconds());
    return row === undefined ? undefined : JSON.parse(String(row.json));
  }

  function put(
    db: Database,
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
    db.statement(WRITE).run(key, place.list ?? null, place.listed ?? null, place.expires ?? null, json);
  }

  const putJob = (db: Database, job: Job): void =>
    put(db, `job#${job.id}`, job, {
      list: job.status,
      listed: job.deletedAt === undefined ? listKey(job.createdAt, job.id) : undefined,
      expires: job.expiresAtSeconds,
    });

  const getJob = (db: Database, jobId: string): Job | undefined => {
    const value = get(db, `job#${jobId}`);
    return value === undefined ? undefined : Job.parse(value);
  };

  return {
    create: (job) =>
      run((db) =>
        db.atomically(() => {
          if (getJob(db, job.id)) return false;
          putJob(db, job);
          return true;
        }),
      ),

    get: (jobId) => run((db) => getJob(db, jobId)),

    update: (jobId, change, when) =>
      run((db) =>
        db.atomically(() => {
          const job = getJob(db, jobId);
          if (!job || !holds(job, when)) return undefined;
          const changed = applyChange(job, change);
          putJob(db, changed);
          return getJob(db, jobId) ?? changed;
        }),
      ),

    async list(query) {
      const lists = query.status ? [query.status] : Job.shape.status.options;
      const found = await run((db) =>
        readPage(db, lists, { ...query, scope: jobScope(query), nowSeconds: nowSeconds() }),
      );
      return { ...found, items: found.items.map((item) => summaryOf(Job.parse(item))) };
    },

    putResult: (jobId, result, retentionSeconds = settings.jobs.terminalRetentionSeconds) =>
      run((db) => {
        const expires = nowSeconds() + retentionSeconds + 86_400;
        put(db, `result#${jobId}`, result, { expires });
      }),

    getResult: (jobId) => run((db) => get(db, `result#${jobId}`)),

    deleteResult: (jobId) =>
      run((db) => {
        db.statement(ERASE).run(`result#${jobId}`);
      }),

    putStep: (jobId, key, step) =>
      run((db) => {
        const expires = nowSeconds() + settings.jobs.stepRetentionSeconds;
        put(db, `step#${jobId}#${key}`, step, { expires });
      }),

    getStep: async (jobId, key) => asStepResult(await run((db) => get(db, `step#${jobId}#${key}`))),

    deleteStep: (jobId, key) =>
      run((db) => {
        db.statement(ERASE).run(`step#${jobId}#${key}`);
      }),

    putLock: (key, lock, expiresAtSeconds, heldBy) =>
      run((db) =>
        db.atomically(() => {
          const held = get(db, `lock#${key}`);
          if (held !== undefined && Lock.parse(held).jobId !== heldBy) return false;
          put(db, `lock#${key}`, lock, { expires: expiresAtSeconds });
          return true;
        }),
      ),

    getLock: (key) =>
      run((db) => {
        const value = get(db, `lock#${key}`);
        return value === undefined ? undefined : Lock.parse(value);
      }),

    putDeadLetter: (entry) =>
      run((db) =>
        db.atomically(() => {
          const key = `dead-letter#${entry.messageId}`;
          if (get(db, key) !== undefined) return false;
          const listed = listKey(entry.seenAt, entry.messageId);
          put(db, key, entry, { list: DEAD_LETTERS, listed, expires: entry.expiresAtSeconds });
          return true;
        }),
      ),

    getDeadLetter: (messageId) =>
      run((db) => {
        const value = get(db, `dead-letter#${messageId}`);
        return value === undefined ? undefined : DeadLetter.parse(value);
      }),

    async listDeadLetters(query) {
      const found = await run((db) =>
        readPage(db, [DEAD_LETTERS], {
          ...query,
          order: "newest",
          scope: DEAD_LETTERS,
          nowSeconds: nowSeconds(),
        }),
      );
      return { ...found, items: found.items.map((item) => DeadLetter.parse(item)) };
    },

    remember: (key, value, expiresAtSeconds) =>
      run((db) => put(db, `memo#${key}`, value, { expires: expiresAtSeconds })),

    recall: (key) => run((db) => get(db, `memo#${key}`)),

    // A write: a file that can only be read runs no job.
    ping: () => run((db) => put(db, "ping", null, {})),

    close: () => connection.close(),
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
