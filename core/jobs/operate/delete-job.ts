// Deletes the data of a job that has ended.
import type { Backend } from "../backend.ts";
import { expiry } from "../record/death.ts";
import type { Job } from "../record/job.ts";
import { isTerminal } from "../record/states.ts";
import { jobRunning, MOST_TRIES } from "./job-running.ts";
import { assertMeant, jobNotFound, type Meant } from "./read-jobs.ts";

/**
 * Deletes request, result, steps, errors and tenant of a job that has ended. What remains of the record is invisible,
 * lets a late message be acknowledged, and expires. The record is written first, and names its items until they are deleted:
 * who has lost to a retry has taken nothing, and when the rest fails the job can be deleted again.
 * @throws VisibleError `job-not-found`, `job-running`, `job-moved-on`.
 */
export async function deleteJob(backend: Backend, jobId: string, meant: Meant = {}): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const job = await backend.store.get(jobId);
    if (!job || (job.deletedAt !== undefined && !isHalfDeleted(job))) throw jobNotFound(jobId);
    const hidden = isHalfDeleted(job) ? job : await hide(backend, job, meant);
    if (!hidden) continue;
    await deleteItems(backend, hidden);
    backend.log.info({ jobId, jobType: job.type }, "job deleted");
    return;
  }
  throw jobRunning(jobId);
}

/** Invisible, and its items are still there. */
export const isHalfDeleted = ({ deletedAt, steps }: Job): boolean =>
  deletedAt !== undefined && steps !== undefined;

/** @returns undefined when the record has changed. */
async function hide(backend: Backend, job: Job, meant: Meant): Promise<Job | undefined> {
  if (!isTerminal(job.status)) throw jobRunning(job.id, job.status);
  await assertMeant(meant, job);
  const now = backend.now();
  return await backend.store.update(
    job.id,
    {
      set: {
        ...{ request: null, title: "", attempts: [], roundStart: 0, redrives: [] },
        // Until it is removed, the items that the record names are to be deleted.
        steps: job.steps ?? [],
        edits: job.edits?.map((edit) => ({ ...edit, request: null })),
        deletedAt: now,
        expiresAtSeconds: expiry(now, backend.settings.jobs.terminalRetentionSeconds),
      },
      remove: [
        ...(["progress", "tenant", "trouble", "snoozed", "heldBack"] as const),
        ...(["followUps", "errorKey", "traceparent"] as const),
      ],
    },
    { revision: job.revision },
  );
}

/** No run of the job writes any more: none begins once `deletedAt` is there. */
async function deleteItems({ store }: Backend, job: Job): Promise<void> {
  const { id, requestBytes, requestHash, edits = [], steps = [] } = job;
  // A dead job may have left one, whose attempt could not be recorded.
  await store.deleteResult(id);
  for (const request of [{ requestBytes, requestHash }, ...edits]) {
    if (request.requestBytes !== undefined) await store.deleteRequest(id, request.requestHash);
  }
  for (const { key } of steps) await store.deleteStep(id, key);
  await store.update(id, { remove: ["steps", "edits", "requestBytes"] }, {});
}
