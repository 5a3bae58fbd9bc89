// The job store of the embedded mode: SQLite, shared by several processes and threads.
import {
  applyChange,
  asStepResult,
  conditionHolds,
  DeadLetter,
  isSameLock,
  Job,
  type JobStore,
  jobListKey,
  jobScope,
  Lock,
  listKey,
  parseRecord,
  readCounted,
  StoredRequest,
  statusesOf,
  summaryOfRecord,
  withAdded,
} from "../core/jobs/index.ts";
import type { Database } from "./sqlite-connection.ts";
import { createSqliteDocuments } from "./sqlite-documents.ts";
import { openSqliteItems, type SqliteOptions } from "./sqlite-items.ts";
import { countListed, readPage } from "./sqlite-lists.ts";
import { searchFile } from "./sqlite-search.ts";
import { hasOtherText, textOfJob, textOfRequest } from "./sqlite-texts.ts";

const DEAD_LETTERS = "dead-letter";
const requestKey = (jobId: string, hash: string): string => `request#${jobId}#${hash}`;

/** @param items the file, already opened by whoever shares it; `close` closes it for all. */
export function createSqliteStore(options: SqliteOptions, items = openSqliteItems(options)): JobStore {
  const { settings } = options;
  const { run, get, put, erase, setText, nowSeconds } = items;

  /** @param before the record that it takes the place of. */
  const putJob = (db: Database, job: Job, before?: Job): void => {
    const key = `job#${job.id}`;
    put(db, key, job, {
      list: job.status,
      listed: job.deletedAt === undefined ? jobListKey(job) : undefined,
      expires: job.expiresAtSeconds,
    });
    if (!before || hasOtherText(before, job)) setText(db, key, textOfJob(job));
  };

  const getJob = (db: Database, jobId: string): Job | undefined => {
    const value = get(db, `job#${jobId}`);
    return value === undefined ? undefined : parseRecord(Job, value, `job#${jobId}`);
  };

  const countsAt = (db: Database, slot: string) => readCounted(get(db, `counts#${slot}`));

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
          if (!job || !conditionHolds(job, when)) return undefined;
          const changed = applyChange(job, change);
          putJob(db, changed, job);
          return changed;
        }),
      ),

    async list(query) {
      const lists = statusesOf(query.status) ?? Job.shape.status.options;
      const found = await run((db) =>
        readPage(db, lists, { ...query, scope: jobScope(query), nowSeconds: nowSeconds() }),
      );
      return { ...found, items: found.items.map(summaryOfRecord).filter((item) => item !== undefined) };
    },

    search: (query) => searchFile(items, query),
    countJobs: (statuses, atMost) =>
      run((db) => {
        const counted = statuses.map((status) => [status, countListed(db, status, atMost + 1, nowSeconds())]);
        const counts: Record<string, number> = Object.fromEntries(counted);
        return { counts, exact: Object.values(counts).every((count) => count <= atMost) };
      }),

    putResult: (jobId, result, retentionSeconds = settings.jobs.terminalRetentionSeconds) =>
      run((db) => {
        const expires = nowSeconds() + retentionSeconds + 86_400;
        put(db, `result#${jobId}`, result, { expires });
      }),

    getResult: (jobId) => run((db) => get(db, `result#${jobId}`)),

    deleteResult: (jobId) => run((db) => erase(db, `result#${jobId}`)),

    putStep: (jobId, key, step) =>
      run((db) => {
        const expires = nowSeconds() + settings.jobs.stepRetentionSeconds;
        put(db, `step#${jobId}#${key}`, step, { expires });
      }),

    getStep: async (jobId, key) => asStepResult(await run((db) => get(db, `step#${jobId}#${key}`))),

    deleteStep: (jobId, key) => run((db) => erase(db, `step#${jobId}#${key}`)),

    putLock: (key, lock, expiresAtSeconds, held) =>
      run((db) =>
        db.atomically(() => {
          const there = get(db, `lock#${key}`);
          if (there !== undefined && !isSameLock(Lock.parse(there), held)) return false;
          put(db, `lock#${key}`, lock, { expires: expiresAtSeconds });
          return true;
        }),
      ),

    getLock: (key) =>
      run((db) => {
        const value = get(db, `lock#${key}`);
        return value === undefined ? undefined : Lock.parse(value);
      }),

    ...createSqliteDocuments(items),

    putRequest: (jobId, hash, request, expiresAtSeconds) =>
      run((db) =>
        db.atomically(() => {
          const key = requestKey(jobId, hash);
          put(db, key, { request, expiresAtSeconds }, { expires: expiresAtSeconds });
          setText(db, key, textOfRequest(request));
        }),
      ),

    getRequest: (jobId, hash) =>
      run((db) => {
        const value = get(db, requestKey(jobId, hash));
        return value === undefined ? undefined : StoredRequest.parse(value);
      }),

    deleteRequest: (jobId, hash) => run((db) => erase(db, requestKey(jobId, hash))),

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

    addCounts: (slot, added, expiresAtSeconds, additionId) =>
      run((db) =>
        db.atomically(() => {
          const counted = withAdded(countsAt(db, slot), added, additionId);
          if (counted) put(db, `counts#${slot}`, counted, { expires: expiresAtSeconds });
        }),
      ),

    getCounts: (slots) => run((db) => slots.map((slot) => countsAt(db, slot).counts)),

    // It writes, because no job can run with a file that can only be read.
    ping: () => run((db) => put(db, "ping", null, {})),

    close: () => items.close(),
  };
}
