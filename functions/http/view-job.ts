// Turns a job's record into what the API shows of it.
import type { Job, JobSummary } from "../../core/jobs/engine.ts";
import type { JobListItem, JobView, RunView, SummaryView } from "./views.ts";

export const iso = (ms: number): string => new Date(ms).toISOString();

export function viewJob(job: Job, result?: unknown): JobView {
  return {
    ...viewJobSummary(job),
    ...(job.groupId === undefined ? {} : { groupId: job.groupId }),
    ...(job.after === undefined ? {} : { after: job.after }),
    ...(job.priority === undefined ? {} : { priority: job.priority }),
    payload: job.request,
    ...viewRun(job),
    ...(result === undefined ? {} : { result }),
  };
}

export const viewJobSummary = (job: JobSummary): JobListItem => ({
  ...viewSummary(job),
  type: job.type,
  title: job.title,
  ...(job.tenant === undefined ? {} : { tenant: job.tenant }),
  ...(job.errorKey === undefined ? {} : { fingerprint: job.errorKey }),
});

/** What a list says of a job of any kind. */
export function viewSummary(job: JobSummary): SummaryView {
  return {
    id: job.id,
    status: job.status,
    createdAt: iso(job.createdAt),
    ...(job.nextAttemptAt === undefined ? {} : { nextAttemptAt: iso(job.nextAttemptAt) }),
    ...(job.endedAt === undefined ? {} : { endedAt: iso(job.endedAt) }),
    ...(job.cause === undefined ? {} : { cause: job.cause }),
    ...(job.archivedAt === undefined ? {} : { archivedAt: iso(job.archivedAt) }),
  };
}

/** How a job's run goes: attempts, steps, progress, redrives. */
export function viewRun(job: Job): RunView {
  const { attempts, steps = [], processAt, deadlineAt, cancelRequestedAt, trouble, snoozed } = job;
  const { heldBack, progress, redrives, edits } = job;
  return {
    ...(processAt === undefined ? {} : { processAt: iso(processAt) }),
    ...(deadlineAt === undefined ? {} : { deadlineAt: iso(deadlineAt) }),
    ...(cancelRequestedAt === undefined ? {} : { cancelRequestedAt: iso(cancelRequestedAt) }),
    attempts: attempts.map((attempt, index) => ({
      number: index + 1,
      startedAt: iso(attempt.startedAt),
      ...(attempt.endedAt === undefined ? {} : { endedAt: iso(attempt.endedAt) }),
      ...(attempt.outcome === undefined ? {} : { outcome: attempt.outcome }),
      ...(attempt.error === undefined ? {} : { error: viewError(attempt.error) }),
    })),
    steps: steps.map(({ name, at, bytes }) => ({ name, at: iso(at), bytes })),
    ...(trouble === undefined ? {} : { trouble: viewTrouble(trouble) }),
    ...(snoozed === undefined
      ? {}
      : { snoozed: { ...snoozed, since: iso(snoozed.since), until: iso(snoozed.until) } }),
    ...(heldBack === undefined ? {} : { heldBack: viewHold(heldBack) }),
    ...(progress === undefined ? {} : { progress: { ...progress, at: iso(progress.at) } }),
    redrives: redrives.map(({ at, by, diedAt, cause }) => ({
      at: iso(at),
      ...(by === undefined ? {} : { by }),
      ...(diedAt === undefined ? {} : { diedAt: iso(diedAt) }),
      ...(cause === undefined ? {} : { cause }),
    })),
    ...(edits && { edits: edits.map(({ at }) => ({ at: iso(at) })) }),
  };
}

const viewTrouble = ({ at, reason, nextTryAt }: NonNullable<Job["trouble"]>) => ({
  at: iso(at),
  reason,
  ...(nextTryAt === undefined ? {} : { nextTryAt: iso(nextTryAt) }),
});

const viewHold = ({ reason, since, times, until }: NonNullable<Job["heldBack"]>) => ({
  times,
  since: iso(since),
  reason,
  until: iso(until),
});

/** Stacks stay with the operator: in the log and in the record. */
const viewError = ({ name, message, permanent }: { name: string; message: string; permanent: boolean }) => ({
  name,
  message,
  permanent,
});
