// Reads what follows a job: each follow-up with the id of its job.
import type { Backend } from "../backend.ts";
import { idOfKey } from "../enqueue/idempotency.ts";
import { followUpKey } from "../follow/follow-up.ts";
import type { FollowUpJob, Job } from "../record/job.ts";

/** In their order; `id` is that of a job once it was enqueued. None for a job whose data was deleted. */
export const followUpsOf = (
  backend: Backend,
  { id: jobId, followUps = [] }: Job,
): (FollowUpJob & { id: string })[] =>
  followUps.map((followUp, index) => ({
    ...followUp,
    id: idOfKey(backend, followUp.type, followUpKey(jobId, index)),
  }));
