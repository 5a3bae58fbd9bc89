// What the API shows of a job: the schemas of its responses, and the records turned into them.
import * as z from "zod";
import { Briefing } from "../../core/briefings/briefing.ts";
import { BriefingRequest } from "../../core/briefings/request.ts";
import {
  AttemptOutcome,
  DeadCause,
  type Job,
  JobStatus,
  type JobSummary,
  readStored,
} from "../../core/jobs/index.ts";

const Time = z.iso.datetime();

export const JobListItem = z.object({
  id: z.string(),
  status: JobStatus,
  topic: z.string(),
  createdAt: Time,
  nextAttemptAt: Time.optional(),
  endedAt: Time.optional(),
  /** Why it is dead. */
  cause: DeadCause.optional(),
});
export type JobListItem = z.infer<typeof JobListItem>;

export const JobList = z.object({
  items: z.array(JobListItem),
  /** Give it as `cursor` for the next page; absent on the last. */
  cursor: z.string().optional(),
});
export type JobList = z.infer<typeof JobList>;

const AttemptView = z.object({
  number: z.int().positive(),
  startedAt: Time,
  endedAt: Time.optional(),
  outcome: AttemptOutcome.optional(),
  error: z.object({ name: z.string(), message: z.string(), permanent: z.boolean() }).optional(),
});

export const JobView = JobListItem.extend({
  request: BriefingRequest,
  /** Why it waits although its message was received: no attempt could begin. */
  trouble: z.object({ at: Time, reason: z.string(), nextTryAt: Time.optional() }).optional(),
  attempts: z.array(AttemptView),
  progress: z.object({ stage: z.string(), done: z.number(), total: z.number(), at: Time }).optional(),
  redrives: z.array(z.object({ at: Time, by: z.string().optional() })),
  /** Once it has succeeded. */
  briefing: Briefing.optional(),
});
export type JobView = z.infer<typeof JobView>;

export const Health = z.object({ status: z.literal("ok") });

/** RFC 9457 lets a problem have members of its own: a job's status, a request id. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  jobId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export function viewSummary(job: JobSummary): JobListItem {
  return {
    id: job.id,
    status: job.status,
    topic: job.title,
    createdAt: iso(job.createdAt),
    ...(job.nextAttemptAt === undefined ? {} : { nextAttemptAt: iso(job.nextAttemptAt) }),
    ...(job.endedAt === undefined ? {} : { endedAt: iso(job.endedAt) }),
    ...(job.cause === undefined ? {} : { cause: job.cause }),
  };
}

export function viewJob(job: Job, result?: unknown): JobView {
  const { progress } = job;
  return {
    ...viewSummary(job),
    request: readRequest(job.request),
    attempts: job.attempts.map((attempt, index) => ({
      number: index + 1,
      startedAt: iso(attempt.startedAt),
      ...(attempt.endedAt === undefined ? {} : { endedAt: iso(attempt.endedAt) }),
      ...(attempt.outcome === undefined ? {} : { outcome: attempt.outcome }),
      ...(attempt.error === undefined ? {} : { error: viewError(attempt.error) }),
    })),
    ...(job.trouble === undefined ? {} : { trouble: viewTrouble(job.trouble) }),
    ...(progress === undefined ? {} : { progress: { ...progress, at: iso(progress.at) } }),
    redrives: job.redrives.map(({ at, by }) => ({ at: iso(at), ...(by === undefined ? {} : { by }) })),
    ...(result === undefined ? {} : { briefing: result as Briefing }),
  };
}

const viewTrouble = ({ at, reason, nextTryAt }: NonNullable<Job["trouble"]>) => ({
  at: iso(at),
  reason,
  ...(nextTryAt === undefined ? {} : { nextTryAt: iso(nextTryAt) }),
});

/** As the job reads it, defaults included; one that an earlier deployment took is shown as it was kept. */
const readRequest = (stored: unknown): BriefingRequest => {
  const parsed = readStored(BriefingRequest, stored);
  return parsed.success ? parsed.data : (stored as BriefingRequest);
};

/** Stacks stay with the operator: in the log and in the ledger. */
const viewError = ({ name, message, permanent }: { name: string; message: string; permanent: boolean }) => ({
  name,
  message,
  permanent,
});
