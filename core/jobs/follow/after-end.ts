// What follows a job that has ended: its own follow-ups, and its mark in the group that it belongs to.
import { type Backend, logOf } from "../backend.ts";
import { enqueueFollowUp } from "../enqueue/enqueue.ts";
import type { Job } from "../record/job.ts";
import { isTerminal } from "../record/states.ts";
import { followUpKey } from "./follow-up.ts";
import { changeState } from "./group.ts";
import { markEnded } from "./mark-ended.ts";

/** Whether anything has to be done once the job has ended. */
export const isFollowed = (job: Job): boolean =>
  isTerminal(job.status) &&
  (job.groupId !== undefined || (job.followUps !== undefined && job.status === "succeeded"));

/**
 * For whoever may send nothing, as the dead-letter inspector: the minute's function looks at the job's group at its next run.
 * Never rejects.
 */
export async function lookAtGroup(backend: Backend, job: Job): Promise<void> {
  if (job.groupId === undefined) return;
  await changeState(backend, job.groupId, (state) => ({ ...state, looks: 0, lookAt: backend.now() })).catch(
    (error: unknown) => logOf(backend, job).error({ err: error }, "group not noted"),
  );
}

/**
 * Enqueues what follows the job. It may be repeated: each follow-up has an id of its own that follows from the job's.
 * @returns false when the store could not be reached; the message that led here is then to be kept, so that this is done again.
 */
export async function afterEnd(backend: Backend, job: Job): Promise<boolean> {
  if (!isFollowed(job)) return true;
  try {
    if (job.status === "succeeded") {
      for (const [index, followUp] of (job.followUps ?? []).entries()) {
        await enqueueFollowUp(backend, followUp, { after: job.id, key: followUpKey(job.id, index) });
      }
    }
    if (job.groupId !== undefined) await markEnded(backend, job.groupId, [job]);
    return true;
  } catch (error) {
    logOf(backend, job).error({ err: error }, "what follows the job was not enqueued");
    return false;
  }
}
