// What every operation says of a job that runs just now.
import { VisibleError } from "../errors.ts";

/** After so many lost races the store itself must be at fault. */
export const MOST_TRIES = 5;

export const jobRunning = (jobId: string) =>
  new VisibleError("job-running", `job ${jobId} is running; cancel it, or try again when it has ended`, {
    jobId,
  });
