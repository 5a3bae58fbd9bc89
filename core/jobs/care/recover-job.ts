// What `recover` does with one overdue job: its message is sent again a few times, then the job is given up as lost.

import { type Backend, logOf } from "../backend.ts";
import { reportOutcome } from "../hooks.ts";
import { closeKilled } from "../record/attempts.ts";
import { death } from "../record/death.ts";
import type { Job } from "../record/job.ts";
import { MESSAGE_VERSION } from "../record/message.ts";
import { move, unfinished } from "../record/states.ts";
import { noteMessage } from "../run/renew-message.ts";
import { lastInspection } from "./last-inspection.ts";

export const overdueMs = (backend: Backend): number => backend.settings.recover.overdueSeconds * 1000;

/** When the job should have moved: after its last send, its backoff or the end of its lease, whichever is latest. */
const expectedAt = (job: Job): number =>
  Math.max(job.createdAt, job.sentAt ?? 0, job.nextAttemptAt ?? 0, job.claim?.leaseUntil ?? 0);

/**
 * Sends an overdue job's message again, or gives the job up as lost.
 * @returns what was done; "none" when the job has moved meanwhile, or is waited for.
 */
export async function recoverJob(
  backend: Backend,
  jobId: string,
  queueIsEmpty: boolean,
): Promise<"resent" | "lost" | "none"> {
  const job = await backend.store.get(jobId);
  if (!job || !unfinished.includes(job.status)) return "none";
  if (backend.now() - expectedAt(job) < overdueMs(backend)) return "none";
  if (job.resends >= backend.settings.recover.maxResends) {
    // While anything waits, nothing may be consuming: then its messages are not lost, and one more would not help.
    if (!queueIsEmpty || !(await isNowhere(backend, job))) return "none";
    return (await giveUp(backend, job)) ? "lost" : "none";
  }
  const resends = job.resends + 1;
  const messageId = await backend.queue.send({ v: MESSAGE_VERSION, type: job.type, jobId });
  backend.log.warn({ jobId, jobType: job.type, messageId, status: job.status, resends }, "job recovered");
  const step = job.status === "pending" ? move(["pending"], "queued").set : {};
  // Sent first: if this write fails the job is sent once more, which its claim makes harmless.
  const noted = await backend.store.update(
    jobId,
    { set: { sentAt: backend.now(), messageId, resends, ...step } },
    { revision: job.revision },
  );
  // It moved while its message was sent: if it died, the message is a copy, not a redrive.
  if (!noted) await noteMessage(backend, jobId, messageId);
  return "resent";
}

/**
 * Whether no message of the job can be left, with nothing visible in the queue: none is hidden there, or it would have
 * used up its receives by now; and none is in the dead-letter queue, or the dead-letter inspector has since met all of those
 * and did not find it.
 */
async function isNowhere(backend: Backend, job: Job): Promise<boolean> {
  const { spentSeconds } = backend.settings.recover;
  const spentAt = expectedAt(job) + spentSeconds * 1000;
  const [hidden, dead] = await Promise.all([backend.queue.inFlight(), backend.deadLetters.depth()]);
  if (hidden === 0 && dead === 0) return true;
  if (backend.now() < spentAt) return false;
  return dead === 0 || ((await lastInspection(backend)) ?? 0) >= spentAt;
}

/** Dead, cause `lost`: no message of it ever arrived. */
async function giveUp(backend: Backend, job: Job): Promise<boolean> {
  const now = backend.now();
  const { change, when } = death(backend, job, "lost", closeKilled(job.attempts, now));
  const dead = await backend.store.update(job.id, change, { ...when, revision: job.revision });
  if (!dead) return false;
  reportOutcome(backend, { at: now, outcome: "dead", cause: "lost", job: dead, log: logOf(backend, dead) });
  return true;
}
