// What `recover` does with one overdue job: it sends the job's message again, a few times, and then gives the job up as lost.

import { type Backend, logOf } from "../backend.ts";
import { afterEnd } from "../follow/after-end.ts";
import { reportOutcome } from "../hooks.ts";
import { closeKilled } from "../record/attempts.ts";
import { death } from "../record/death.ts";
import type { Job } from "../record/job.ts";
import { attributesOf, messageOf } from "../record/message.ts";
import { move, sent } from "../record/states.ts";
import { endCancelled } from "../run/end-cancelled.ts";
import { expireJob, isOver } from "../run/expire.ts";
import { noteCopy } from "../run/renew-message.ts";
import { isCancelling } from "../run/watch-claim.ts";
import { lastInspection } from "./last-inspection.ts";

export const overdueMs = (backend: Pick<Backend, "settings">): number =>
  backend.settings.recover.overdueSeconds * 1000;

/** When the job should have moved: after its last send, its backoff or the end of its lease, whichever is latest. */
const expectedAt = (job: Job): number =>
  Math.max(job.createdAt, job.sentAt ?? 0, job.nextAttemptAt ?? 0, job.claim?.leaseUntil ?? 0);

/**
 * Sends an overdue job's message again, or gives the job up as lost.
 * @returns what was done; "none" when the job has moved meanwhile, or may still move by itself.
 */
export async function recoverJob(
  backend: Backend,
  jobId: string,
  queueIsEmpty: boolean,
): Promise<"resent" | "lost" | "expired" | "cancelled" | "none"> {
  const job = await backend.store.get(jobId);
  if (!job || (job.status !== "pending" && !sent.includes(job.status))) return "none";
  if (backend.now() - expectedAt(job) < overdueMs(backend)) return "none";
  if (isCancelling(job)) {
    const cancelled = await endCancelled(backend, job);
    if (cancelled) await afterEnd(backend, cancelled);
    return cancelled ? "cancelled" : "none";
  }
  if (isOver(job, backend.now())) return (await expireJob(backend, job)) ? "expired" : "none";
  if (job.resends >= backend.settings.recover.maxResends) {
    // As long as messages wait, the consumer may be stopped. The job's messages are then not lost, and one more would not help.
    if (!queueIsEmpty || !(await isNowhere(backend, job))) return "none";
    return (await giveUp(backend, job)) ? "lost" : "none";
  }
  const resends = job.resends + 1;
  const messageId = await backend.queue.send(messageOf(job), attributesOf(job));
  backend.log.warn({ jobId, jobType: job.type, messageId, status: job.status, resends }, "job recovered");
  const step = job.status === "pending" ? move(["pending"], "queued").set : {};
  // The message is sent first. If this write fails, the next run sends one more, and the claim keeps the job from running twice.
  const noted = await backend.store.update(
    jobId,
    { set: { sentAt: backend.now(), messageId, resends, ...step } },
    { revision: job.revision },
  );
  // The job moved while its message was sent. If it died, the record has to know that the message is a copy and no redrive.
  if (!noted) await noteCopy(backend, jobId, messageId);
  return "resent";
}

/**
 * Whether no message of the job can be left, given that no message is visible in the queue. A hidden one would have used
 * up its receives by now. One in the dead-letter queue would have been found by the dead-letter inspector, which has since
 * read that queue to its end.
 */
async function isNowhere(backend: Backend, job: Job): Promise<boolean> {
  const { spentSeconds } = backend.settings.recover;
  const spentAt = expectedAt(job) + spentSeconds * 1000;
  const [hidden, dead] = await Promise.all([backend.queue.inFlight(), backend.deadLetters.depth()]);
  if (hidden === 0 && dead === 0) return true;
  if (backend.now() < spentAt) return false;
  return dead === 0 || ((await lastInspection(backend))?.startedAt ?? 0) >= spentAt;
}

/** Marks the job dead with the cause `lost`: none of its messages arrived. */
async function giveUp(backend: Backend, job: Job): Promise<boolean> {
  const now = backend.now();
  const { change, when } = death(backend, job, "lost", closeKilled(job.attempts, now));
  const dead = await backend.store.update(job.id, change, { ...when, revision: job.revision });
  if (!dead) return false;
  reportOutcome(backend, { at: now, outcome: "dead", cause: "lost", job: dead, log: logOf(backend, dead) });
  await afterEnd(backend, dead);
  return true;
}
