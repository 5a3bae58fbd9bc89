// The job store on DynamoDB: one table, every write conditional, every update one UpdateItem.
import { randomUUID } from "node:crypto";
import { DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { asStepResult, DeadLetter, isSameLock, type JobStore, Lock, listKey } from "../jobs/engine.ts";
import { writeIf } from "./dynamo-call.ts";
import { createDynamoDocuments } from "./dynamo-documents.ts";
import { ABSENT_OR_EXPIRED, updateExpression } from "./dynamo-expression.ts";
import { createItemAccess, type DynamoOptions } from "./dynamo-item-access.ts";
import {
  fromJson,
  type Item,
  itemToJob,
  jobKey,
  jobToItem,
  requestKey,
  toJson,
  toNumber,
  toText,
} from "./dynamo-items.ts";
import { isStorableKey } from "./dynamo-limits.ts";
import { createLists } from "./dynamo-lists.ts";
import { INDEX, KEY, TTL_ATTRIBUTE } from "./dynamo-table.ts";

const DAY_SECONDS = 86_400;
/** The key of dead letters in the index. */
const DEAD_LETTERS = "dead-letter";
const resultKey = (jobId: string): Item => ({ [KEY]: toText(`result#${jobId}`) });
const stepKey = (jobId: string, key: string): Item => ({ [KEY]: toText(`step#${jobId}#${key}`) });
const lockKey = (key: string): Item => ({ [KEY]: toText(`lock#${key}`) });
const deadLetterKey = (messageId: string): Item => ({ [KEY]: toText(`dead-letter#${messageId}`) });

/** The condition, and its values, under which a lock is still this one (`isSameLock`). */
const whileHeld = ({ jobId, revision }: Lock): [string, Item] =>
  revision === undefined
    ? ["jobId = :jobId AND attribute_not_exists(jobRevision)", { ":jobId": toText(jobId) }]
    : ["jobId = :jobId AND jobRevision = :held", { ":jobId": toText(jobId), ":held": toNumber(revision) }];

export function createDynamoStore(options: DynamoOptions): JobStore {
  const { client, tableName, settings, now } = options;
  const { call, read, put } = createItemAccess(options);
  const lists = createLists(options);
  /** Loaded when it is first needed: a minute after a start, or never. */
  const counts = async () => (await import("./late.ts")).createDynamoCounts(options);

  /** False when there is a live item with this key that another call wrote. */
  async function putOnce(key: Item, attributes: Item): Promise<boolean> {
    const writeId = toText(randomUUID());
    const written = await call("PutItem", () =>
      writeIf(
        () => put({ ...attributes, ...key, writeId }, ABSENT_OR_EXPIRED).then(() => true),
        async () => (await read(key))?.writeId?.S === writeId.S,
      ),
    );
    return written ?? false;
  }

  async function getLock(key: string): Promise<Lock | undefined> {
    const item = await read(lockKey(key));
    if (!item) return undefined;
    const revision = item.jobRevision?.N;
    const kept = { jobId: item.jobId?.S, at: Number(item.at?.N) };
    return Lock.parse(revision === undefined ? kept : { ...kept, revision: Number(revision) });
  }

  return {
    create: (job) => putOnce(jobKey(job.id), jobToItem(job)),

    async get(jobId) {
      const item = await read(jobKey(jobId));
      return item && itemToJob(item);
    },

    async update(jobId, change, when) {
      const key = jobKey(jobId);
      if (when.status?.length === 0 || !isStorableKey(key)) return undefined;
      const writeId = randomUUID();
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: key,
        ...updateExpression(jobId, change, when, writeId, now()),
        ReturnValues: "ALL_NEW",
      });
      const item = await call("UpdateItem", () =>
        writeIf(
          async () => (await client.send(command)).Attributes,
          async () => {
            const stored = await read(key);
            return stored?.writeId?.S === writeId ? stored : undefined;
          },
        ),
      );
      return item && itemToJob(item);
    },

    list: (query) => lists.jobs(query),

    // Loaded when somebody searches: no function reads it at its start.
    search: async (query) => (await import("./late.ts")).searchTable(options, query),
    countJobs: async (...given) => (await counts()).countJobs(...given),

    async putResult(jobId, result, retentionSeconds = settings.jobs.terminalRetentionSeconds) {
      // A result is written before its record ends; it outlives the record by about a day.
      const expiry = Math.ceil(now() / 1_000) + retentionSeconds + DAY_SECONDS;
      const item = { ...resultKey(jobId), value: toJson(result), [TTL_ATTRIBUTE]: toNumber(expiry) };
      await call("PutItem", () => put(item));
    },

    async getResult(jobId) {
      return fromJson((await read(resultKey(jobId)))?.value);
    },

    async deleteResult(jobId) {
      const command = new DeleteItemCommand({ TableName: tableName, Key: resultKey(jobId) });
      await call("DeleteItem", () => client.send(command));
    },

    async putStep(jobId, key, step) {
      const expiry = Math.ceil(now() / 1_000) + settings.jobs.stepRetentionSeconds;
      const item = { ...stepKey(jobId, key), value: toJson(step), [TTL_ATTRIBUTE]: toNumber(expiry) };
      await call("PutItem", () => put(item));
    },

    async getStep(jobId, key) {
      return asStepResult(fromJson((await read(stepKey(jobId, key)))?.value));
    },

    async deleteStep(jobId, key) {
      const command = new DeleteItemCommand({ TableName: tableName, Key: stepKey(jobId, key) });
      await call("DeleteItem", () => client.send(command));
    },

    async putLock(key, lock, expiresAtSeconds, held) {
      const item = {
        ...lockKey(key),
        jobId: toText(lock.jobId),
        at: toNumber(lock.at),
        ...(lock.revision !== undefined && { jobRevision: toNumber(lock.revision) }),
        [TTL_ATTRIBUTE]: toNumber(expiresAtSeconds),
      };
      const mine = async () => {
        const there = await getLock(key);
        return there?.at === lock.at && isSameLock(there, lock);
      };
      const [condition, values] = held ? whileHeld(held) : [];
      const free = condition ? `${ABSENT_OR_EXPIRED} OR (${condition})` : ABSENT_OR_EXPIRED;
      const written = await call("PutItem", () =>
        writeIf(() => put(item, free, values).then(() => true), mine),
      );
      return written ?? false;
    },

    ...createDynamoDocuments(options, lists),

    async putRequest(jobId, hash, request, expiresAtSeconds) {
      const expiry = { [TTL_ATTRIBUTE]: toNumber(expiresAtSeconds) };
      const item = { ...requestKey(jobId, hash), value: toJson(request), ...expiry };
      await call("PutItem", () => put(item));
    },

    async getRequest(jobId, hash) {
      const item = await read(requestKey(jobId, hash));
      return item && { request: fromJson(item.value), expiresAtSeconds: Number(item[TTL_ATTRIBUTE]?.N) };
    },

    async deleteRequest(jobId, hash) {
      const command = new DeleteItemCommand({ TableName: tableName, Key: requestKey(jobId, hash) });
      await call("DeleteItem", () => client.send(command));
    },

    getLock,

    putDeadLetter: (entry) =>
      putOnce(deadLetterKey(entry.messageId), {
        entry: toJson(entry),
        [INDEX.hashKey]: toText(DEAD_LETTERS),
        [INDEX.rangeKey]: toText(listKey(entry.seenAt, entry.messageId)),
        [TTL_ATTRIBUTE]: toNumber(entry.expiresAtSeconds),
      }),

    async getDeadLetter(messageId) {
      const item = await read(deadLetterKey(messageId));
      return item && DeadLetter.parse(fromJson(item.entry));
    },

    async listDeadLetters(query) {
      const page = await lists.listed(DEAD_LETTERS, { ...query, order: "newest" });
      return { ...page, items: page.items.map((item) => DeadLetter.parse(fromJson(item.entry))) };
    },

    addCounts: async (...given) => (await counts()).addCounts(...given),
    getCounts: async (...given) => (await counts()).getCounts(...given),

    async ping() {
      await read({ [KEY]: toText("ping") });
    },

    close: () => client.destroy(),
  };
}
