// A job store in memory, for tests: it keeps JSON text, as the others do, and passes their contract.
import type { Settings } from "../../settings.ts";
import type { JobStore, ListQuery, Page } from "../ports.ts";
import { readCounted, withAdded } from "../record/counted.ts";
import { applyChange, conditionHolds, itemJson, summaryOf } from "../record/item.ts";
import { asStepResult, DeadLetter, Document, isSameLock, Job, Lock, StoredRequest } from "../record/job.ts";
import { matchesFilter, searchScope } from "../record/job-filter.ts";
import {
  jobListKey,
  jobScope,
  type ListScope,
  listKey,
  pageSize,
  readCursor,
  statusesOf,
  timeKey,
  writeCursor,
} from "../record/list-cursor.ts";

type Item = {
  json: string;
  /** The list key; undefined for what is in no list. */
  listed?: string | undefined;
  expiresAtSeconds?: number | undefined;
};

export type MemoryStore = JobStore & {
  /** Every record with its request, in the order in which they were created. */
  jobs(): Job[];
};

export function createMemoryStore({ settings, now }: { settings: Settings; now(): number }): MemoryStore {
  const jobs = new Map<string, Item>();
  const deadLetters = new Map<string, Item>();
  /** Results, steps, requests and locks. */
  const values = new Map<string, Item>();
  const documents = new Map<string, Item>();
  const nowSeconds = () => Math.floor(now() / 1000);
  const isThere = ({ expiresAtSeconds }: Item) =>
    expiresAtSeconds === undefined || expiresAtSeconds > nowSeconds();

  const read = (items: Map<string, Item>, key: string): unknown => {
    const item = items.get(key);
    return item && isThere(item) ? JSON.parse(item.json) : undefined;
  };
  const readAll = (items: Map<string, Item>): Item[] => [...items.values()].filter(isThere);
  const put = (key: string, value: unknown, expiresAtSeconds: number) => {
    values.set(key, { json: itemJson(value, settings), expiresAtSeconds });
  };
  const putJob = (job: Job): Job => {
    jobs.set(job.id, {
      json: itemJson(job, settings),
      listed: job.deletedAt === undefined ? jobListKey(job) : undefined,
      expiresAtSeconds: job.expiresAtSeconds,
    });
    return job;
  };
  const getJob = (jobId: string): Job | undefined => Job.optional().parse(read(jobs, jobId));

  const documentKey = (kind: string, id: string) => `${kind}#${id}`;
  const documentAt = (key: string): Document | undefined => Document.optional().parse(read(documents, key));
  const requestAt = ({ id, requestHash }: Pick<Job, "id" | "requestHash">) =>
    StoredRequest.optional().parse(read(values, `request#${id}#${requestHash}`));
  const countsAt = (slot: string) => readCounted(read(values, `counts#${slot}`));
  const getLock = (key: string): Lock | undefined => Lock.optional().parse(read(values, `lock#${key}`));

  return {
    jobs: () =>
      readAll(jobs).map(({ json }) => {
        const job = Job.parse(JSON.parse(json));
        return job.requestBytes === undefined ? job : { ...job, request: requestAt(job)?.request ?? null };
      }),

    async create(job) {
      if (getJob(job.id)) return false;
      putJob(job);
      return true;
    },
    get: async (jobId) => getJob(jobId),
    async update(jobId, change, when) {
      const job = getJob(jobId);
      if (!job || !conditionHolds(job, when)) return undefined;
      const changed = putJob(applyChange(job, change));
      return getJob(jobId) ?? changed;
    },
    async list(query) {
      const statuses = statusesOf(query.status);
      const fits = ({ status, type }: Job) =>
        (statuses?.includes(status) ?? true) && (query.type ?? type) === type;
      const found = readAll(jobs).map((item) => ({ ...item, value: Job.parse(JSON.parse(item.json)) }));
      const scope = { scope: jobScope(query), order: query.order };
      const { items, ...rest } = pageOf(
        found.filter(({ value }) => fits(value)),
        query,
        scope,
      );
      return { ...rest, items: items.map(summaryOf) };
    },
    async search({ filter, ...query }) {
      const all = readAll(jobs).map((item) => ({ ...item, value: Job.parse(JSON.parse(item.json)) }));
      const found = all.filter(({ value: job }) =>
        matchesFilter(filter, job, job.requestBytes === undefined ? job.request : requestAt(job)?.request),
      );
      const page = pageOf(found, query, { scope: searchScope(filter), order: query.order });
      return { ...page, items: page.items.map(summaryOf), read: all.length };
    },

    async countJobs(statuses) {
      const found = readAll(jobs).flatMap(({ json, listed }) =>
        listed === undefined ? [] : [Job.parse(JSON.parse(json)).status],
      );
      const counts = statuses.map((status) => [status, found.filter((one) => one === status).length]);
      return { counts: Object.fromEntries(counts), exact: true };
    },

    async putResult(jobId, result, retentionSeconds = settings.jobs.terminalRetentionSeconds) {
      put(`result#${jobId}`, result, nowSeconds() + retentionSeconds + 86_400);
    },
    getResult: async (jobId) => read(values, `result#${jobId}`),
    async deleteResult(jobId) {
      values.delete(`result#${jobId}`);
    },

    async putStep(jobId, key, step) {
      put(`step#${jobId}#${key}`, step, nowSeconds() + settings.jobs.stepRetentionSeconds);
    },
    getStep: async (jobId, key) => asStepResult(read(values, `step#${jobId}#${key}`)),
    async deleteStep(jobId, key) {
      values.delete(`step#${jobId}#${key}`);
    },

    async putLock(key, lock, expiresAtSeconds, held) {
      const there = getLock(key);
      if (there && !isSameLock(there, held)) return false;
      put(`lock#${key}`, lock, expiresAtSeconds);
      return true;
    },
    getLock: async (key) => getLock(key),

    async getDocument(kind, id) {
      return documentAt(documentKey(kind, id));
    },
    async putDocument(kind, id, value, { revision, listedAt, expiresAtSeconds }) {
      const key = documentKey(kind, id);
      if ((documentAt(key)?.revision ?? 0) !== revision) return false;
      const json = itemJson({ id, value, revision: revision + 1 }, settings);
      const listed = listedAt === undefined ? undefined : listKey(listedAt, id);
      documents.set(key, { json, listed, expiresAtSeconds });
      return true;
    },
    async deleteDocument(kind, id, revision) {
      const key = documentKey(kind, id);
      if ((documentAt(key)?.revision ?? revision) !== revision) return false;
      documents.delete(key);
      return true;
    },
    async listDocuments(kind, { order, listedBefore, ...query }) {
      const ofKind = [...documents].filter(([key]) => key.startsWith(documentKey(kind, "")));
      const found = ofKind.filter(([, item]) => isThere(item));
      return pageOf(
        found.map(([, item]) => ({ ...item, value: Document.parse(JSON.parse(item.json)) })),
        { ...query, ...(listedBefore !== undefined && { createdBefore: listedBefore }) },
        { scope: documentKey(kind, ""), order },
      );
    },

    async putRequest(jobId, hash, request, expiresAtSeconds) {
      put(`request#${jobId}#${hash}`, { request, expiresAtSeconds }, expiresAtSeconds);
    },
    getRequest: async (jobId, hash) => requestAt({ id: jobId, requestHash: hash }),
    async deleteRequest(jobId, hash) {
      values.delete(`request#${jobId}#${hash}`);
    },

    async putDeadLetter(entry) {
      if (read(deadLetters, entry.messageId) !== undefined) return false;
      const { messageId, seenAt, expiresAtSeconds } = entry;
      const listed = listKey(seenAt, messageId);
      deadLetters.set(messageId, { json: itemJson(entry, settings), listed, expiresAtSeconds });
      return true;
    },
    getDeadLetter: async (messageId) => DeadLetter.optional().parse(read(deadLetters, messageId)),
    async listDeadLetters(query) {
      const found = readAll(deadLetters).map((item) => ({
        ...item,
        value: DeadLetter.parse(JSON.parse(item.json)),
      }));
      return pageOf(found, query, { scope: "dead-letter", order: "newest" });
    },

    async addCounts(slot, added, expiresAtSeconds, additionId) {
      const counted = withAdded(countsAt(slot), added, additionId);
      if (counted) put(`counts#${slot}`, counted, expiresAtSeconds);
    },
    getCounts: async (slots) => slots.map((slot) => countsAt(slot).counts),

    ping: async () => {},
    close() {},
  };
}

/** A page of what is listed. */
function pageOf<T>(
  found: { value: T; listed?: string | undefined }[],
  query: Pick<ListQuery, "limit" | "cursor" | "createdBefore">,
  list: ListScope,
): Page<T> {
  const limit = pageSize(query.limit);
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, list);
  const before = query.createdBefore === undefined ? undefined : timeKey(Math.ceil(query.createdBefore));
  const newest = list.order === "newest";
  const fits = (key: string) =>
    (before === undefined || key < before) && (after === undefined || (newest ? key < after : key > after));
  const entries = found.flatMap(({ value, listed }) =>
    listed !== undefined && fits(listed) ? [{ value, listed }] : [],
  );
  entries.sort((a, b) => (a.listed < b.listed === newest ? 1 : -1));
  const shown = entries.slice(0, limit);
  const items = shown.map(({ value }) => value);
  const last = shown.at(-1);
  return entries.length > limit && last ? { items, cursor: writeCursor(last.listed, list) } : { items };
}
