// Finds out why a message is in the dead-letter queue, from the message and the job record together.

import { type Backend, logOf } from "../backend.ts";
import { afterEnd } from "../follow/after-end.ts";
import { lookAtGroup } from "../follow/look-at-group.ts";
import { reportOutcome } from "../hooks.ts";
import type { ReceivedMessage } from "../ports.ts";
import { closeKilled } from "../record/attempts.ts";
import { death } from "../record/death.ts";
import type { AttemptError, DeadCause, DeadLetter, Job } from "../record/job.ts";
import { isLeftOver, parseMessage } from "../record/message.ts";
import { isTerminal } from "../record/states.ts";
import { endCancelled } from "../run/end-cancelled.ts";
import { isCancelling } from "../run/watch-claim.ts";

export type Diagnosis = {
  cause: DeadCause;
  reason: string;
  job?: Job;
  ids?: { jobId?: string; jobType?: string };
  error?: AttemptError;
};

/**
 * Compares the message with the job record, and marks the job dead when its message is in the dead-letter queue.
 * @returns "running" also when the job has just moved, or what follows it could not be enqueued: it is looked at again.
 */
export async function diagnose(backend: Backend, message: ReceivedMessage): Promise<Diagnosis | "running"> {
  const parsed = parseMessage(message.body);
  if (parsed.kind === "unreadable") return { cause: "unreadable", reason: parsed.reason };
  if (parsed.kind === "newer") {
    return {
      cause: "unknown-job",
      reason: `the message is of version ${parsed.version}, which no consumer here reads`,
    };
  }
  const { jobId, type } = parsed.message;
  const ids = { jobId, jobType: type };
  if (!backend.registry.has(type)) {
    return { cause: "unknown-job", reason: `no job type ${type} is registered`, ids };
  }
  const job = await backend.store.get(jobId);
  if (!job || job.deletedAt !== undefined) {
    return { cause: "unknown-job", reason: "the job has no record, or its data was deleted", ids };
  }
  if (isLeftOver(job, parsed.message)) return { cause: "copy", reason: LEFT_OVER, job };
  if (job.status === "succeeded" || job.status === "cancelled") {
    // Not noted as seen: the next run tries again.
    if (!(await afterEnd(backend, job))) return "running";
    return {
      cause: "already-finished",
      reason: `the job is ${job.status}; a copy of its message was left`,
      job,
    };
  }
  if (job.status === "dead") {
    await clearBurn(backend, job, [message.messageId, ...(parsed.message.replaces?.messageIds ?? [])]);
    const found = await correctLost(backend, job);
    const cause = found.cause ?? "exhausted";
    return { cause, reason: reasons[cause], job: found, ...lastError(found) };
  }
  if (isCopy(job, message)) return { cause: "copy", reason: reasons.copy, job };
  if (isCancelling(job) && leaseIsOver(backend, job)) {
    const cancelled = await endCancelled(backend, job);
    if (!cancelled) return "running";
    await lookAtGroup(backend, cancelled);
    return { cause: "already-finished", reason: "the job was cancelled while it ran", job: cancelled };
  }
  if (job.status === "running" && !leaseIsOver(backend, job)) return "running";
  return await markDead(backend, job);
}

const LEFT_OVER =
  "an operator has retried the job since; a redrive of this message is acknowledged without a run";

const leaseIsOver = ({ now }: Backend, { claim }: Job): boolean => (claim?.leaseUntil ?? 0) <= now();

/**
 * Whether a message that was logged before has failed once more since: a redrive on AWS gives it a new id, LocalStack's
 * keeps it. The job then failed again with the same message, or an attempt of it began and never ended.
 */
export async function isPoisonedAgain(
  { store }: Backend,
  known: DeadLetter,
  message: ReceivedMessage,
): Promise<boolean> {
  const job = known.jobId === undefined ? undefined : await store.get(known.jobId);
  if (!job) return false;
  const parsed = parseMessage(message.body);
  if (parsed.kind === "readable" && isLeftOver(job, parsed.message)) return false;
  if (job.status === "dead") return job.burn?.messageId === known.messageId;
  // A younger message carries the job on: it may wait for long, and its last attempt is still that of this one.
  if (isTerminal(job.status) || isCopy(job, message)) return false;
  return job.attempts.at(-1)?.messageId === known.messageId;
}

const reasons: Record<DeadCause, string> = {
  permanent: "the job failed for good; a retry would fail the same way",
  exhausted: "every attempt failed",
  killed: "an attempt began and never ended: timed out hard, out of memory, or its machine was lost",
  "never-ran":
    "received, but no attempt was recorded: throttled, failed to start, or the store was unreachable",
  unreadable: "the body is not a job message",
  "unknown-job": "the job is not known",
  lost: "its message stopped arriving",
  "already-finished": "the job had finished",
  expired: "its time was over: its deadline, or the longest time that it may be given back",
  copy: "another message of the job was sent or received since, and carries it on",
};

/** A message that is older than the one that carries the job on. The job is not dead because this message is. */
function isCopy(job: Job, { messageId, sentAt }: ReceivedMessage): boolean {
  if (job.messageId === undefined || job.messageId === messageId || sentAt === undefined) return false;
  const last = job.attempts.at(-1);
  return sentAt < Math.max(job.sentAt ?? 0, last?.endedAt ?? last?.startedAt ?? 0);
}

/** Clears `burn`: the message, or one that took its place, has reached the dead-letter queue. If it is received again, somebody has redriven it. */
async function clearBurn(backend: Backend, job: Job, messageIds: readonly string[]): Promise<void> {
  if (job.burn === undefined || !messageIds.includes(job.burn.messageId)) return;
  await backend.store.update(job.id, { remove: ["burn"] }, { status: ["dead"], revision: job.revision });
}

/** The job was given up as lost, and now its message was found. The record gets the cause that the message shows. */
async function correctLost(backend: Backend, job: Job): Promise<Job> {
  if (job.cause !== "lost") return job;
  const change = { set: { cause: causeOf(job) } };
  // The update is refused when a redriven message has just been claimed.
  return (await backend.store.update(job.id, change, { status: ["dead"] })) ?? { ...job, ...change.set };
}

/** Marks a job dead that did not record its own end. The write takes place only if the record is still as it was read. */
async function markDead(backend: Backend, job: Job): Promise<Diagnosis | "running"> {
  const now = backend.now();
  const cause = causeOf(job);
  const { change, when } = death(backend, job, cause, closeKilled(job.attempts, now));
  const dead = await backend.store.update(job.id, change, { ...when, revision: job.revision });
  // The record has changed meanwhile. The next run looks again.
  if (!dead) return "running";
  reportOutcome(backend, { at: now, outcome: "dead", cause, job: dead, log: logOf(backend, dead) });
  await lookAtGroup(backend, dead);
  return { cause, reason: reasons[cause], job: dead, ...lastError(dead) };
}

function causeOf(job: Job): DeadCause {
  const last = job.attempts.slice(job.roundStart).at(-1);
  if (!last) return "never-ran";
  return last.outcome === undefined || last.outcome === "killed" ? "killed" : "exhausted";
}

/** Without the stack: the log line of the failed attempt has it already. */
function lastError(job: Job): { error?: AttemptError } {
  const error = job.attempts.at(-1)?.error;
  if (!error) return {};
  const { stack: _, ...rest } = error;
  return { error: rest };
}
