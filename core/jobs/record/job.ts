// The shapes of job records, attempts and dead letters, as both stores keep them and every reader sees them.
import * as z from "zod";
import { Priority } from "../../priorities.ts";

/** Milliseconds since the epoch, as far as a Date goes. */
export const time = z.number().int().nonnegative().max(864e13);

export const JobStatus = z.enum([
  "scheduled",
  "pending",
  "queued",
  "running",
  "retrying",
  "succeeded",
  "dead",
  "cancelled",
]);
export type JobStatus = z.infer<typeof JobStatus>;

/** Why a message or a job reached its end without success (docs/architecture.md, decision 3). */
export const DeadCause = z.enum([
  "permanent",
  "exhausted",
  "killed",
  "never-ran",
  "unreadable",
  "unknown-job",
  "lost",
  "already-finished",
  "copy",
  "expired",
]);
export type DeadCause = z.infer<typeof DeadCause>;

export const AttemptError = z.object({
  name: z.string(),
  message: z.string(),
  /** Cut at `settings.jobs.maxStackBytes`; dropped from old attempts of a job with many (`history.ts`). */
  stack: z.string().optional(),
  permanent: z.boolean(),
});
export type AttemptError = z.infer<typeof AttemptError>;

export const AttemptOutcome = z.enum([
  "succeeded",
  "failed",
  "timed-out",
  "killed",
  "interrupted",
  // It gave its job back (`SnoozeError`). Of several in a row only the last is kept.
  "snoozed",
  "cancelled",
]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** One run of the job. Without `endedAt` it is running, or it was killed and this is not recorded yet. */
export const Attempt = z.object({
  startedAt: time,
  endedAt: time.optional(),
  outcome: AttemptOutcome.optional(),
  error: AttemptError.optional(),
  messageId: z.string(),
  receiveCount: z.number().int(),
  /** The Lambda request that ran it. */
  requestId: z.string(),
});
export type Attempt = z.infer<typeof Attempt>;

export const Progress = z.object({
  stage: z.string(),
  done: z.number(),
  total: z.number(),
  at: time,
});
export type Progress = z.infer<typeof Progress>;

/** A part of the job whose result is kept, under `key`, in an item of its own (`run/steps.ts`). */
export const Step = z.object({ name: z.string(), key: z.string(), at: time, bytes: z.number().int() });
export type Step = z.infer<typeof Step>;

/**
 * Names the job that a unique rule lets be the only one of its key, and when it took the lock (`enqueue/unique.ts`).
 * `revision`: that of its record then; absent before it had one.
 */
export const Lock = z.object({ jobId: z.string(), at: time, revision: z.number().int().optional() });
export type Lock = z.infer<typeof Lock>;

/** Whether nobody has taken the lock since, not even the same job for another of its revisions. */
export const isSameLock = (a: Lock, b: Lock | undefined): boolean =>
  a.jobId === b?.jobId && a.revision === b.revision;

/** What is kept of a step's result; `result` is absent for a step that returned undefined. */
export type StepResult = { result?: unknown };
/** As read from a store; undefined when there is none. */
export const asStepResult = (read: unknown): StepResult | undefined =>
  read === undefined ? undefined : z.object({ result: z.unknown().optional() }).parse(read);

/** The payload of a job that is too large for its record (`payload.ts`). */
export const StoredRequest = z.object({ request: z.unknown(), expiresAtSeconds: z.number() });

/**
 * A small value beside the jobs that several processes change: a schedule, a group, a rate limit. `revision` is 1 when
 * it is made, and grows by one with every write.
 */
export const Document = z.object({ id: z.string(), value: z.unknown(), revision: z.number().int() });
export type Document = z.infer<typeof Document>;

/**
 * `by`: an operator's `retry`, or the id of the bulk operation that retried it. Absent: its message was moved by SQS.
 * `diedAt`, `cause`: when and why the job had died. The record itself loses both with the new round.
 */
export const Redrive = z.object({
  at: time,
  messageId: z.string().optional(),
  by: z.string().optional(),
  diedAt: time.optional(),
  cause: DeadCause.optional(),
});
export type Redrive = z.infer<typeof Redrive>;

/**
 * A payload that an operator has replaced: where it is kept tells `request`, or the item of its hash (`record/request.ts`).
 */
export const Edit = z.object({
  at: time,
  request: z.unknown(),
  requestBytes: z.number().int().optional(),
  requestHash: z.string(),
});
export type Edit = z.infer<typeof Edit>;

/** A job that is to be enqueued when something has ended: the name of its type, and its payload as it is kept. */
export const FollowUpJob = z.object({ type: z.string(), payload: z.unknown() });
export type FollowUpJob = z.infer<typeof FollowUpJob>;

export const Job = z.object({
  /** Version of this shape. */
  v: z.literal(1),
  /** Prefixed by its type, `brf_…`; the key of everything. */
  id: z.string(),
  type: z.string(),
  /** Whose job it is: the messages of one tenant do not hold up those of another (SQS's fair queues). */
  tenant: z.string().optional(),
  /** Which queue its messages are sent to; absent for `default`. */
  priority: Priority.optional(),
  status: JobStatus,
  /** One line for lists. */
  title: z.string(),
  /** The payload as its caller gave it, at most `settings.jobs.maxRequestBytes` as JSON (`payload.ts`). */
  request: z.unknown(),
  /** Bytes of a payload that is kept in an item of its own, because it is above `settings.jobs.inlineRequestBytes`; `request` is then null. */
  requestBytes: z.number().int().optional(),
  /** SHA-256 of the request's JSON as the schema reads it: tells whether an Idempotency-Key came with the same request. */
  requestHash: z.string(),
  /** Payloads that an operator has replaced, the oldest first (`operate/edit-job.ts`). */
  edits: z.array(Edit).optional(),
  /** W3C trace context, as its caller gave it: every message of the job carries it. */
  traceparent: z.string().optional(),
  createdAt: time,
  /** When the last message for it was sent, or was about to be. */
  sentAt: time.optional(),
  /** Not to be run before: of a job that is scheduled, delayed, or retrying. */
  nextAttemptAt: time.optional(),
  /** As its caller asked: not to be run before. */
  processAt: time.optional(),
  /** As its caller asked: not to be run after. The job is then dead, cause `expired`. */
  deadlineAt: time.optional(),
  /** Somebody has cancelled the job while it ran: it becomes `cancelled` when its attempt has stopped. */
  cancelRequestedAt: time.optional(),
  /** Set once the job is terminal; a redriven job loses it again. */
  endedAt: time.optional(),
  /** Seconds since the epoch (DynamoDB's TTL); terminal records only. */
  expiresAtSeconds: z.number().int().optional(),
  /** Jobs that are enqueued once it has succeeded (`follow/follow-up.ts`). */
  followUps: z.array(FollowUpJob).optional(),
  /** The group that it belongs to, and its place there (`follow/group.ts`). */
  groupId: z.string().optional(),
  groupIndex: z.number().int().optional(),
  /** The job, or the group, that it was enqueued behind. */
  after: z.string().optional(),
  attempts: z.array(Attempt),
  /** Index of the first attempt after the last redrive: attempts are counted from here. */
  roundStart: z.number().int(),
  /** `by`: the execution environment or process that runs it (`stats/presence.ts`). */
  claim: z
    .object({ claimId: z.string(), leaseUntil: time, messageId: z.string(), by: z.string().optional() })
    .optional(),
  progress: Progress.optional(),
  steps: z.array(Step).optional(),
  /** The message that carries the job on, as far as is known: the last one sent again for it, or received for an attempt. */
  messageId: z.string().optional(),
  /** The job is dead, and each receive of this message is reported as failed until SQS moves it to the dead-letter queue (docs/glossary.md, burn). */
  burn: z.object({ messageId: z.string() }).optional(),
  /** Messages that are copies although they are younger than the job's death: sent in the moment in which it died, or burning then. */
  copies: z.array(z.string()).optional(),
  /** Why the job waits although its message was received: no attempt could begin. The next claim removes it. */
  trouble: z.object({ at: time, reason: z.string(), nextTryAt: time.optional() }).optional(),
  /** The job was given back without a failure: how often in a row and since when, why the last time, and until when. */
  snoozed: z.object({ times: z.number().int(), since: time, reason: z.string(), until: time }).optional(),
  /**
   * The engine keeps it from starting, by a rate limit or an open breaker: why, since when and how often, until when, and
   * which message comes then. The next claim removes it.
   */
  heldBack: z
    .object({
      by: z.enum(["rate limit", "breaker"]).default("rate limit"),
      ...{ reason: z.string(), since: time, times: z.number().int(), until: time, messageId: z.string() },
    })
    .optional(),
  /** Why it is dead. */
  cause: DeadCause.optional(),
  /** The fingerprint of what it died of (`fingerprint.ts`). Jobs that died in an earlier release have none. */
  errorKey: z.string().optional(),
  redrives: z.array(Redrive),
  /**
   * How often an operator has retried the job. Its messages name it, and a message of an earlier generation is acknowledged:
   * what is left of them in the dead-letter queue does not run the job again (docs/architecture.md, An operator's retry).
   */
  generation: z.number().int().optional(),
  /** An operator has put the dead job aside: it is in no inbox, and a redrive of its message is acknowledged. */
  archivedAt: time.optional(),
  /** Messages that `recover` has sent for it. */
  resends: z.number().int(),
  /** When the job's data was deleted by its owner. The rest of the record stays, so that a late message is acknowledged. */
  deletedAt: time.optional(),
  /** Grows by one with every write. */
  revision: z.number().int(),
});
export type Job = z.infer<typeof Job>;

/** What a list shows: what both stores keep in the index on status and creation time. */
export const JobSummary = Job.pick({
  id: true,
  type: true,
  status: true,
  title: true,
  tenant: true,
  priority: true,
  createdAt: true,
  sentAt: true,
  nextAttemptAt: true,
  endedAt: true,
  cause: true,
  errorKey: true,
  archivedAt: true,
  groupId: true,
  deletedAt: true,
});
export type JobSummary = z.infer<typeof JobSummary>;

/**
 * One message seen in the dead-letter queue; keyed by message id, written once.
 * A message that belongs to no job has no `jobId`.
 */
export const DeadLetter = z.object({
  messageId: z.string(),
  jobId: z.string().optional(),
  jobType: z.string().optional(),
  cause: DeadCause,
  error: AttemptError.optional(),
  /** What led to the cause, in a sentence. */
  reason: z.string().optional(),
  /** The beginning of the body, for a message that belongs to no job: no record tells what it was. */
  body: z.string().optional(),
  /** When SQS first got it, if the message says so. */
  sentAt: time.optional(),
  seenAt: time,
  expiresAtSeconds: z.number().int(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
