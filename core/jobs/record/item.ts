// What the stores that keep records as JSON text have in common: the item's limit, a condition, a change, a list's view.
import type { Settings } from "../../settings.ts";
import { VisibleError } from "../errors.ts";
import type { JobChange, JobCondition } from "../ports.ts";
import type { Job, JobSummary } from "./job.ts";

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
