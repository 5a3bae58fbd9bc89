// Ends a job whose deadline is over before it has run, or run again.
import { type Backend, logOf } from "../backend.ts";
import { afterEnd } from "../follow/after-end.ts";
import { reportOutcome } from "../hooks.ts";
import { closeKilled } from "../record/attempts.ts";
import { death } from "../record/death.ts";
import type { Job } from "../record/job.ts";

export const isOver = ({ deadlineAt }: Pick<Job, "deadlineAt">, now: number): boolean =>
  deadlineAt !== undefined && deadlineAt <= now;

/**
 * Makes the job dead, cause `expired`, if its record is still as it was read. Its message is to be acknowledged: a redrive
 * would expire again. @returns false when the record has changed.
 */
export async function expireJob(backend: Backend, job: Job, attempts = job.attempts): Promise<boolean> {
  const now = backend.now();
  const { change, when } = death(backend, job, "expired", closeKilled(attempts, now));
  const dead = await backend.store.update(job.id, change, { ...when, revision: job.revision });
  if (!dead) return false;
  reportOutcome(backend, {
    at: now,
    outcome: "dead",
    cause: "expired",
    job: dead,
    log: logOf(backend, dead),
  });
  await afterEnd(backend, dead);
  return true;
}
