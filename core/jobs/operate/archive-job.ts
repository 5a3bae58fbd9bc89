// Puts a dead job aside, where it stays to be read and is nobody's task any more, and takes it back.
import { type Backend, logOf } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { Job } from "../record/job.ts";
import { clearDeadLetterOf, type Letter } from "./clear-dead-letters.ts";
import { deleteJob } from "./delete-job.ts";
import { jobRunning, MOST_TRIES } from "./job-running.ts";
import { assertMeant, getJob, type Meant } from "./read-jobs.ts";

export type Archived = { job: Job } & Letter;

/**
 * The job stays `dead` and is kept as long as any other, but it is in no inbox, its dead letter is deleted, and a redrive of
 * what is left of its messages is acknowledged without a run. `unarchiveJob` puts it back into the inbox, `retryJob` runs it.
 * A job that is archived stays so.
 * @throws VisibleError `job-not-found`, `job-not-dead`, `job-running` when the record kept changing.
 */
export async function archiveJob(backend: Backend, jobId: string): Promise<Archived> {
  const job = await archiveDead(backend, jobId);
  return { job, ...(await clearDeadLetterOf(backend, jobId)) };
}

/** Leaves the dead-letter queue alone. @throws as `archiveJob`; VisibleError `job-moved-on`. */
export async function archiveDead(backend: Backend, jobId: string, meant: Meant = {}): Promise<Job> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const job = await getJob(backend, jobId);
    await assertMeant(meant, job);
    if (job.status !== "dead") {
      const remedy = job.status === "succeeded" || job.status === "cancelled" ? "" : "; cancel it instead";
      throw new VisibleError(
        "job-not-dead",
        `job ${jobId} is ${job.status}: only a dead job is archived${remedy}`,
        {
          jobId,
        },
      );
    }
    if (job.archivedAt !== undefined) return job;
    const archived = await backend.store.update(
      jobId,
      { set: { archivedAt: backend.now() }, remove: ["burn"] },
      { status: ["dead"], revision: job.revision },
    );
    if (!archived) continue;
    logOf(backend, job).info("job archived");
    return archived;
  }
  throw jobRunning(jobId);
}

/**
 * Back into the inbox, as if it had not been archived; its dead letter stays deleted. A dead job that is not archived stays so.
 * @throws VisibleError `job-not-found`, `job-not-dead`, `job-moved-on`, `job-running` when the record kept changing.
 */
export async function unarchiveJob(backend: Backend, jobId: string, meant: Meant = {}): Promise<Job> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const job = await getJob(backend, jobId);
    await assertMeant(meant, job);
    if (job.status !== "dead") {
      throw new VisibleError("job-not-dead", `job ${jobId} is ${job.status}: it is not archived`, { jobId });
    }
    if (job.archivedAt === undefined) return job;
    const back = await backend.store.update(
      jobId,
      { set: {}, remove: ["archivedAt"] },
      { status: ["dead"], revision: job.revision },
    );
    if (!back) continue;
    logOf(backend, job).info("job unarchived");
    return back;
  }
  throw jobRunning(jobId);
}

/** Deletes the data of a job that has ended (`deleteJob`), and its dead letter. @throws as `deleteJob`. */
export async function removeJob(backend: Backend, jobId: string): Promise<Letter> {
  // Not `getJob`: it may be half deleted.
  const job = await backend.store.get(jobId);
  await deleteJob(backend, jobId);
  return job?.status === "dead" ? await clearDeadLetterOf(backend, jobId) : { deadLetter: "none" };
}
