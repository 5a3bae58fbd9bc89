// What the stores that keep records as JSON text have in common: the item's limit, a condition, a change, a list's view.
import * as z from "zod";
import type { Settings } from "../../settings.ts";
import { VisibleError } from "../errors.ts";
import type { JobChange, JobCondition } from "../ports.ts";
import { type Job, JobSummary } from "./job.ts";

/** The JSON of a value, as it is kept. @throws VisibleError `item-too-large` */
export function itemJson(value: unknown, { jobs }: Pick<Settings, "jobs">): string {
  const json = JSON.stringify(value) ?? "null";
  const bytes = Buffer.byteLength(json);
  if (bytes <= jobs.maxItemBytes) return json;
  throw new VisibleError(
    "item-too-large",
    `the record would have ${bytes} bytes and may have ${jobs.maxItemBytes}`,
  );
}

/** @throws Error that names the record, when it is of a shape that this deployment does not know. */
export function parseRecord<T>(shape: z.ZodType<T>, read: unknown, key: string): T {
  const parsed = shape.safeParse(read);
  if (parsed.success) return parsed.data;
  const version = Object(read).v ?? "unknown";
  throw new Error(
    `record ${key} (version ${version}) cannot be read by this deployment: ${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}

/**
 * What a list shows of a record. One that a newer release wrote is shown as far as that goes, and is left out where not even
 * a list can show it: it costs no other its place.
 */
export const summaryOfRecord = (read: unknown): JobSummary | undefined => JobSummary.safeParse(read).data;

export function conditionHolds(job: Job, { status, claimId, revision, generation }: JobCondition): boolean {
  if (status !== undefined && !status.includes(job.status)) return false;
  if (generation !== undefined && (job.generation ?? 0) !== generation) return false;
  if (claimId !== undefined && job.claim?.claimId !== claimId) return false;
  return revision === undefined || job.revision === revision;
}

export function applyChange(job: Job, { set, remove = [], appendAttempt }: JobChange): Job {
  const changed: Job = { ...job, ...set, revision: job.revision + 1 };
  for (const field of remove) delete changed[field];
  for (const [field, value] of Object.entries(set ?? {})) {
    if (value === undefined) delete changed[field as keyof Job];
  }
  if (appendAttempt) changed.attempts = [...changed.attempts, appendAttempt];
  return changed;
}

/** Absent fields stay absent, as they do in DynamoDB's index. */
export function summaryOf(job: Job): JobSummary {
  const { id, type, status, title, createdAt, tenant, priority, sentAt, nextAttemptAt, endedAt } = job;
  const { cause, errorKey, archivedAt, groupId, deletedAt } = job;
  const optional = Object.entries({
    ...{ tenant, priority, sentAt, nextAttemptAt, endedAt },
    ...{ cause, errorKey, archivedAt, groupId, deletedAt },
  });
  return {
    ...{ id, type, status, title, createdAt },
    ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
  };
}
