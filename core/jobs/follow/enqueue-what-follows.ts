// Enqueues what follows a job that has ended. It is loaded by the first job that something follows: not at a cold start.
import type { Backend } from "../backend.ts";
import { enqueueFollowUp } from "../enqueue/enqueue.ts";
import type { Job } from "../record/job.ts";
import { followUpKey } from "./follow-up.ts";
import { markEnded } from "./mark-ended.ts";

/** It may be repeated: each follow-up has an id of its own that follows from the job's. @throws what store and queue throw. */
export async function enqueueWhatFollows(backend: Backend, job: Job): Promise<void> {
  if (job.status === "succeeded") {
    for (const [index, followUp] of (job.followUps ?? []).entries()) {
      await enqueueFollowUp(backend, followUp, { after: job.id, key: followUpKey(job.id, index) });
    }
  }
  if (job.groupId !== undefined) await markEnded(backend, job.groupId, [job]);
}
