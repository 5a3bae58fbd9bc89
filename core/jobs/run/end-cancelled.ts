// Ends a cancelled job: at once when it waits, and when its attempt has stopped when it ran.
import type { Logger } from "pino";
import { type Backend, logOf } from "../backend.ts";
import { reportOutcome } from "../hooks.ts";
import { endOf } from "../record/death.ts";
import type { Attempt, Job } from "../record/job.ts";
import { move } from "../record/states.ts";
import type { Outcome } from "./outcome.ts";
import { isCancelling } from "./watch-claim.ts";

export const isCancelled: Outcome = { do: "acknowledge", because: "the job is cancelled" };

/**
 * Makes the job `cancelled`, if its record is still as it was read. The result that its attempt may have left is deleted
 * before: nothing that the attempt writes now makes the job a success, and a delete that fails is made again by whoever
 * ends the job.
 * @returns the record; undefined when it has changed.
 */
export async function endCancelled(
  backend: Backend,
  job: Job,
  log: Logger = logOf(backend, job),
): Promise<Job | undefined> {
  if (isCancelling(job)) await backend.store.deleteResult(job.id);
  const now = backend.now();
  const { set, when } = move([job.status], "cancelled");
  const open = job.attempts.find(({ endedAt }) => endedAt === undefined);
  const attempts = job.attempts.map(
    (attempt): Attempt => (attempt === open ? { ...attempt, endedAt: now, outcome: "cancelled" } : attempt),
  );
  const cancelled = await backend.store.update(
    job.id,
    {
      set: { ...set, ...endOf(backend, job.type, now), ...(open ? { attempts } : {}) },
      remove: ["claim", "progress", "nextAttemptAt", "trouble", "snoozed", "heldBack"],
    },
    { ...when, revision: job.revision },
  );
  if (!cancelled) return undefined;
  reportOutcome(backend, {
    ...{ at: now, outcome: "cancelled", job: cancelled, log },
    ...(open ? { attemptOutcome: "cancelled", runMs: now - open.startedAt } : {}),
  });
  return cancelled;
}
