// What people and programs do with jobs: one set of functions under the API, the CLI and the dashboard.
import type { Backend } from "./backend.ts";
import { endOf, expiry } from "./death.ts";
import { VisibleError } from "./errors.ts";
import type { DeadLetter, Job, JobSummary } from "./job.ts";
import { MESSAGE_VERSION } from "./message.ts";
import type { ListQuery, Page } from "./ports.ts";
import { noteMessage } from "./renew-message.ts";
import { isTerminal, move, waiting } from "./states.ts";

export { enqueue } from "./enqueue.ts";

/** @throws VisibleError `job-not-found`, also for a job whose data was deleted. */
export async function getJob(backend: Backend, jobId: string): Promise<Job> {
  const job = await backend.store.get(jobId);
  if (job && job.deletedAt === undefined) return job;
  throw jobNotFound(jobId);
}

export const jobNotFound = (jobId: string): VisibleError =>
  new VisibleError("job-not-found", `no job ${jobId}; it may have been deleted or have expired`, { jobId });

/** The result of a succeeded job; undefined for any other. */
export async function getResult(backend: Backend, job: Job): Promise<unknown> {
  return job.status === "succeeded" ? await backend.store.getResult(job.id) : undefined;
}

export const listJobs = (backend: Backend, query: ListQuery): Promise<Page<JobSummary>> =>
  backend.store.list(query);

/** Every message that was seen in the dead-letter queue, newest first, with the last error of its job. */
export async function listDeadLetters(
  backend: Backend,
  query: { limit: number; cursor?: string },
): Promise<Page<DeadLetter>> {
  const page = await backend.store.listDeadLetters(query);
  const items = await Promise.all(
    page.items.map(async (entry): Promise<DeadLetter> => {
      const job = entry.jobId === undefined ? undefined : await backend.store.get(entry.jobId);
      const error = job?.attempts.at(-1)?.error;
      return error ? { ...entry, error } : entry;
    }),
  );
  return { ...page, items };
}

/** More lost races than this mean a store that misbehaves. */
const MOST_TRIES = 5;

/**
 * Cancels a job that waits; its message is acknowledged when it arrives.
 * @throws VisibleError `job-not-found`, `job-running`, `job-ended`.
 */
export async function cancelJob(backend: Backend, jobId: string): Promise<Job> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const job = await getJob(backend, jobId);
    if (isTerminal(job.status)) {
      throw new VisibleError("job-ended", `job ${jobId} is ${job.status}; there is nothing to cancel`, {
        jobId,
      });
    }
    if (!waiting.includes(job.status)) throw running(jobId);
    const now = backend.now();
    const step = move([job.status], "cancelled");
    const cancelled = await backend.store.update(
      jobId,
      { set: { ...step.set, ...endOf(backend, now) }, remove: ["nextAttemptAt", "trouble"] },
      { ...step.when, revision: job.revision },
    );
    if (cancelled) {
      backend.log.info({ jobId, jobType: job.type }, "job cancelled");
      return cancelled;
    }
  }
  throw running(jobId);
}

/**
 * Runs a job that waits now: a fresh message is sent for it, and its backoff is over. The message that it had is
 * acknowledged when it arrives.
 * @throws VisibleError `job-not-found`, `job-running`, `job-ended`, `queue-unavailable`.
 */
export async function runNow(backend: Backend, jobId: string): Promise<Job> {
  const job = await getJob(backend, jobId);
  if (isTerminal(job.status)) {
    const remedy = job.status === "dead" ? "; redrive its message, or enqueue it again" : "";
    throw new VisibleError("job-ended", `job ${jobId} is ${job.status}: it does not wait${remedy}`, {
      jobId,
    });
  }
  const waits = job.status === "retrying" ? { set: { nextAttemptAt: backend.now() } } : {};
  const due = await backend.store.update(jobId, waits, { status: waiting });
  if (!due) throw running(jobId);
  let messageId: string;
  try {
    messageId = await backend.queue.send({ v: MESSAGE_VERSION, type: job.type, jobId });
  } catch (error) {
    throw new VisibleError(
      "queue-unavailable",
      `the queue could not be reached; job ${jobId} waits as before`,
      {
        jobId,
        retryAfterSeconds: 30,
      },
      { cause: error },
    );
  }
  await noteMessage(backend, jobId, messageId);
  backend.log.info({ jobId, jobType: job.type, messageId }, "job run now");
  return (await backend.store.get(jobId)) ?? due;
}

/**
 * Deletes request, result and errors of a job that has ended. What remains of the record is invisible,
 * lets a late message be acknowledged, and expires.
 * @throws VisibleError `job-not-found`, `job-running`.
 */
export async function deleteJob(backend: Backend, jobId: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const job = await getJob(backend, jobId);
    if (!isTerminal(job.status)) throw running(jobId);
    // It never runs again, so its result can go first: should the rest fail, the job is still there to be deleted again.
    if (job.status === "succeeded") await backend.store.deleteResult(jobId);
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
          expiresAtSeconds: expiry(backend, now),
        },
        remove: ["progress", "trouble"],
      },
      { revision: job.revision },
    );
    if (!deleted) continue;
    // A dead job may have left one whose end could not be written; a redrive would be writing its own until here.
    if (job.status !== "succeeded") await backend.store.deleteResult(jobId);
    backend.log.info({ jobId, jobType: job.type }, "job deleted");
    return;
  }
  throw running(jobId);
}

const running = (jobId: string) =>
  new VisibleError("job-running", `job ${jobId} is running; it ends by itself, try again then`, { jobId });
