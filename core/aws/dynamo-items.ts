// How a job record is laid out as a DynamoDB item, and read back.
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { Job, JobSummary, jobListKey, listKey, parseRecord, summaryOfRecord } from "../jobs/engine.ts";
import { listOf } from "./dynamo-places.ts";
import { INDEX, KEY, TTL_ATTRIBUTE } from "./dynamo-table.ts";

export type Item = Record<string, AttributeValue>;

/**
 * Conditions, lists and expiry need native attributes. The rest is JSON text: DynamoDB's own types would refuse
 * numbers of 39 digits, 33 levels of nesting and lone surrogates that a request may well have.
 */
type Kind = "text" | "number" | "json" | "jsonList" | "claim";
const kinds = {
  v: "number",
  id: "text",
  type: "text",
  tenant: "text",
  priority: "text",
  status: "text",
  title: "text",
  request: "json",
  requestBytes: "number",
  requestHash: "text",
  edits: "json",
  traceparent: "text",
  createdAt: "number",
  sentAt: "number",
  nextAttemptAt: "number",
  processAt: "number",
  deadlineAt: "number",
  cancelRequestedAt: "number",
  endedAt: "number",
  expiresAtSeconds: "number",
  followUps: "json",
  groupId: "text",
  groupIndex: "number",
  after: "text",
  attempts: "jsonList",
  roundStart: "number",
  claim: "claim",
  progress: "json",
  steps: "json",
  messageId: "text",
  burn: "json",
  copies: "json",
  trouble: "json",
  snoozed: "json",
  heldBack: "json",
  cause: "text",
  errorKey: "text",
  redrives: "json",
  generation: "number",
  archivedAt: "number",
  resends: "number",
  deletedAt: "number",
  revision: "number",
} as const satisfies Record<keyof Job, Kind>;

export const fields = Object.keys(kinds) as (keyof Job)[];

/** A `null` result is kept apart from none; what JSON cannot say (`undefined`, a function) reads back as `null`. */
export const toJson = (value: unknown): AttributeValue.SMember => ({ S: JSON.stringify(value) ?? "null" });
export const toText = (value: unknown): AttributeValue.SMember => ({ S: String(value).toWellFormed() });
export const toNumber = (value: unknown): AttributeValue.NMember => ({ N: String(value) });
export const fromJson = (attribute: AttributeValue | undefined): unknown =>
  attribute?.S === undefined ? undefined : JSON.parse(attribute.S);

const Claim = Job.shape.claim.unwrap();

export function toAttribute(field: keyof Job, value: unknown): AttributeValue {
  switch (kinds[field]) {
    case "text":
      return toText(value);
    case "number":
      return toNumber(value);
    case "json":
      return toJson(value);
    case "jsonList":
      return { L: z.array(z.unknown()).parse(value).map(toJson) };
    case "claim": {
      const { claimId, leaseUntil, messageId, by } = Claim.parse(value);
      return {
        M: {
          ...{ claimId: toText(claimId), leaseUntil: toNumber(leaseUntil), messageId: toText(messageId) },
          ...(by !== undefined && { by: toText(by) }),
        },
      };
    }
  }
}

function fromAttribute(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.L !== undefined) return attribute.L.map(fromJson);
  if (attribute.M === undefined) return undefined;
  return Object.fromEntries(Object.entries(attribute.M).map(([name, value]) => [name, fromAttribute(value)]));
}

const JOB = "job#";
export const jobKey = (jobId: string): Item => ({ [KEY]: toText(JOB + jobId) });
export const requestKey = (jobId: string, hash: string): Item => ({
  [KEY]: toText(`request#${jobId}#${hash}`),
});

export function jobToItem(job: Job): Item {
  const item: Item = jobKey(job.id);
  for (const field of fields) {
    if (job[field] !== undefined) item[field] = toAttribute(field, job[field]);
  }
  item[INDEX.hashKey] = toText(listOf(job.id, job.status));
  // `createdKey` stays, so that a record can change its place in the lists by an update alone.
  item.createdKey = toText(listKey(job.createdAt, job.id));
  if (job.deletedAt === undefined) item[INDEX.rangeKey] = toText(jobListKey(job));
  return item;
}

/** @throws Error when the record is of a shape that this deployment does not know. */
export function itemToJob(item: Item): Job {
  const read: Record<string, unknown> = {};
  for (const field of fields) {
    const attribute = item[field];
    if (attribute !== undefined) {
      read[field] = kinds[field] === "json" ? fromJson(attribute) : fromAttribute(attribute);
    }
  }
  return parseRecord(Job, read, String(item[KEY]?.S));
}

/** From an item of the index; undefined where not even a list can show it (`summaryOfRecord`). */
export function itemToSummary(item: Item): JobSummary | undefined {
  const read: Record<string, unknown> = { id: item[KEY]?.S?.slice(JOB.length) };
  for (const field of Object.keys(JobSummary.shape) as (keyof JobSummary)[]) {
    const attribute = item[field];
    if (attribute !== undefined) read[field] = fromAttribute(attribute);
  }
  return summaryOfRecord(read);
}

/** DynamoDB deletes expired items days late; until then they are treated as gone. */
export const isExpired = (item: Item, nowMs: number): boolean => {
  const expiry = item[TTL_ATTRIBUTE]?.N;
  return expiry !== undefined && Number(expiry) * 1_000 <= nowMs;
};
