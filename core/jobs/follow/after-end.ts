// What follows a job that has ended: its own follow-ups, and its mark in the group that it belongs to.
import { type Backend, logOf } from "../backend.ts";
import type { Job } from "../record/job.ts";
import { isTerminal } from "../record/states.ts";

/** Whether anything has to be done once the job has ended. */
export const isFollowed = (job: Job): boolean =>
  isTerminal(job.status) &&
  (job.groupId !== undefined || (job.followUps !== undefined && job.status === "succeeded"));

/**
 * Enqueues what follows the job. It may be repeated: each follow-up has an id of its own that follows from the job's.
 * @returns false when the store could not be reached; the message that led here is then to be kept, so that this is done again.
 */
export async function afterEnd(backend: Backend, job: Job): Promise<boolean> {
  if (!isFollowed(job)) return true;
  try {
    const { enqueueWhatFollows } = await import("../late.ts");
    await enqueueWhatFollows(backend, job);
    return true;
  } catch (error) {
    logOf(backend, job).error({ err: error }, "what follows the job was not enqueued");
    return false;
  }
}
