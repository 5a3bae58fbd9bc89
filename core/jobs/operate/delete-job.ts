// Deletes the data of a job that has ended.
import type { Backend } from "../backend.ts";
import { expiry } from "../record/death.ts";
import { isTerminal } from "../record/states.ts";
import { jobRunning, MOST_TRIES } from "./job-running.ts";
import { assertMeant, getJob, type Meant } from "./read-jobs.ts";

/**
 * Deletes request, result, steps, errors and tenant of a job that has ended. What remains of the record is invisible,
 * lets a late message be acknowledged, and expires.
 * @throws VisibleError `job-not-found`, `job-running`, `job-moved-on`.
 */
export async function deleteJob(backend: Backend, jobId: string, meant: Meant = {}): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const job = await getJob(backend, jobId);
    await assertMeant(meant, job);
    if (!isTerminal(job.status)) throw jobRunning(jobId);
    // A job that has succeeded never runs again, so its result is deleted first. If the rest fails, the job can be deleted again.
    if (job.status === "succeeded") await backend.store.deleteResult(jobId);
    if (job.requestBytes !== undefined) await backend.store.deleteRequest(jobId, job.requestHash);
    for (const { requestHash, requestBytes } of job.edits ?? []) {
      if (requestBytes !== undefined) await backend.store.deleteRequest(jobId, requestHash);
    }
    for (const { key } of job.steps ?? []) await backend.store.deleteStep(jobId, key);
    const now = backend.now();
    const deleted = await backend.store.update(
      jobId,
      {
        set: {
          request: null,
          title: "",
          attempts: [],
          roundStart: 0,
          redrives: [],
          deletedAt: now,
          expiresAtSeconds: expiry(now, backend.settings.jobs.terminalRetentionSeconds),
        },
        remove: [
          "progress",
          "steps",
          "tenant",
          "trouble",
          "snoozed",
          "heldBack",
          "requestBytes",
          "followUps",
          "errorKey",
          "traceparent",
          "edits",
        ],
      },
      { revision: job.revision },
    );
    if (!deleted) continue;
    // A dead job may have left a result whose attempt could not be recorded. Before this point a redrive might have been writing one.
    if (job.status !== "succeeded") await backend.store.deleteResult(jobId);
    backend.log.info({ jobId, jobType: job.type }, "job deleted");
    return;
  }
  throw jobRunning(jobId);
}
