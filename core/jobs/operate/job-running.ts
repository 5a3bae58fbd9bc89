// What every operation says of a job that runs just now.
import { VisibleError } from "../errors.ts";
import type { JobStatus } from "../record/job.ts";

/** After so many lost races the store itself must be at fault. */
export const MOST_TRIES = 5;

/** @param status of one that has not ended. */
export const jobRunning = (jobId: string, status: JobStatus = "running") =>
  new VisibleError("job-running", `job ${jobId} is ${status}; cancel it, or try again when it has ended`, {
    jobId,
  });
