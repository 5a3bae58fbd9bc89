// What every operation says of a job that runs just now.
import { VisibleError } from "../errors.ts";

/** More lost races than this mean a store that misbehaves. */
export const MOST_TRIES = 5;

export const jobRunning = (jobId: string) =>
  new VisibleError("job-running", `job ${jobId} is running; it ends by itself, try again then`, { jobId });
