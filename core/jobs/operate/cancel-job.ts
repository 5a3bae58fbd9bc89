// Cancels a job: at once when it waits; when it runs, by its AbortSignal.
import { randomUUID } from "node:crypto";
import { type Backend, logOf } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { afterEnd } from "../follow/after-end.ts";
import type { Job } from "../record/job.ts";
import { isTerminal, waiting } from "../record/states.ts";
import { endCancelled } from "../run/end-cancelled.ts";
import { isCancelling } from "../run/watch-claim.ts";
import { jobRunning, MOST_TRIES } from "./job-running.ts";
import { assertMeant, getJob, type Meant } from "./read-jobs.ts";

/**
 * Cancels a job; its message is acknowledged when it arrives, and it never runs again.
 * @returns the record: `cancelled` when the job waited. One that runs is still `running`, with `cancelRequestedAt`: its
 * AbortSignal fires within `settings.jobs.progressSeconds`, and it is `cancelled` once it has stopped, whatever it
 * returns. A process that has vanished is waited for until its lease is over.
 * @throws VisibleError `job-not-found`, `job-running` when the record kept changing, `job-ended`, `job-moved-on`.
 */
export async function cancelJob(backend: Backend, jobId: string, meant: Meant = {}): Promise<Job> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const job = await getJob(backend, jobId);
    await assertMeant(meant, job);
    if (isTerminal(job.status)) {
      throw new VisibleError("job-ended", `job ${jobId} is ${job.status}; there is nothing to cancel`, {
        jobId,
      });
    }
    const waits = waiting.includes(job.status);
    const cancelled = waits ? await endCancelled(backend, job) : await stopRunning(backend, job);
    if (cancelled) {
      await afterEnd(backend, cancelled);
      return cancelled;
    }
  }
  throw jobRunning(jobId);
}

/** A job whose lease is over has no process that would end it soon, so it is ended here. */
async function stopRunning(backend: Backend, job: Job): Promise<Job | undefined> {
  const cancelling = isCancelling(job) ? job : await takeClaim(backend, job);
  if (!cancelling || (cancelling.claim?.leaseUntil ?? 0) > backend.now()) return cancelling;
  return await endCancelled(backend, cancelling);
}

/** With another id in its claim, nothing that the attempt writes is taken any more: no result, no retry. */
async function takeClaim(backend: Backend, job: Job): Promise<Job | undefined> {
  const { claim } = job;
  const set = {
    cancelRequestedAt: backend.now(),
    ...(claim ? { claim: { ...claim, claimId: randomUUID() } } : {}),
  };
  const { revision } = job;
  const cancelling = await backend.store.update(job.id, { set }, { status: ["running"], revision });
  if (cancelling) logOf(backend, job).info("job to be cancelled");
  return cancelling;
}
