// Cancels a job that waits.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { afterEnd } from "../follow/after-end.ts";
import { endOf } from "../record/death.ts";
import type { Job } from "../record/job.ts";
import { isTerminal, move, waiting } from "../record/states.ts";
import { jobRunning, MOST_TRIES } from "./job-running.ts";
import { getJob } from "./read-jobs.ts";

/**
 * Cancels a job that waits; its message is acknowledged when it arrives.
 * @throws VisibleError `job-not-found`, `job-running`, `job-ended`.
 */
export async function cancelJob(backend: Backend, jobId: string): Promise<Job> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const job = await getJob(backend, jobId);
    if (isTerminal(job.status)) {
      throw new VisibleError("job-ended", `job ${jobId} is ${job.status}; there is nothing to cancel`, {
        jobId,
      });
    }
    if (!waiting.includes(job.status)) throw jobRunning(jobId);
    const now = backend.now();
    const step = move([job.status], "cancelled");
    const cancelled = await backend.store.update(
      jobId,
      {
        set: { ...step.set, ...endOf(backend, job.type, now) },
        remove: ["nextAttemptAt", "trouble", "heldBack"],
      },
      { ...step.when, revision: job.revision },
    );
    if (cancelled) {
      backend.log.info({ jobId, jobType: job.type }, "job cancelled");
      await afterEnd(backend, cancelled);
      return cancelled;
    }
  }
  throw jobRunning(jobId);
}
