// Reads jobs: one, its result, and pages of them.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { DeclaredJob, Json } from "../job-type.ts";
import type { ListQuery, Page } from "../ports.ts";
import type { Job, JobSummary } from "../record/job.ts";

/** What an operation is meant for, asked of each record that it reads: it is done to no other. */
export type Meant = { isMeant?(job: Job): boolean | Promise<boolean> };

/** @throws VisibleError `job-moved-on` */
export async function assertMeant({ isMeant }: Meant, job: Job): Promise<void> {
  if (!isMeant || (await isMeant(job))) return;
  throw new VisibleError("job-moved-on", `job ${job.id} is none any more that this is meant for`, {
    jobId: job.id,
  });
}

/** @throws VisibleError `job-not-found`, also for a job whose data was deleted. */
export async function getJob(backend: Backend, jobId: string): Promise<Job> {
  const job = await backend.store.get(jobId);
  if (job && job.deletedAt === undefined) return job;
  throw jobNotFound(jobId);
}

export const jobNotFound = (jobId: string): VisibleError =>
  new VisibleError("job-not-found", `no job ${jobId}; it may have been deleted or have expired`, { jobId });

/**
 * The result of a job of this type, as JSON keeps it; undefined when the job has not succeeded, or returned nothing.
 * @throws VisibleError `job-not-found`, also for a job of another type.
 */
export async function getResult<Result>(
  backend: Backend,
  type: DeclaredJob<unknown, Result>,
  job: Job | string,
): Promise<Json<Result> | undefined> {
  const record = typeof job === "string" ? await getJob(backend, job) : job;
  if (record.type !== type.name) throw jobNotFound(record.id);
  // The cast is safe: the result was written by a job of this type.
  return (await resultOf(backend, record)) as Json<Result> | undefined;
}

/** The result of a job of any type. */
export async function resultOf(backend: Backend, job: Job): Promise<unknown> {
  return job.status === "succeeded" ? await backend.store.getResult(job.id) : undefined;
}

export const listJobs = (backend: Backend, query: ListQuery): Promise<Page<JobSummary>> =>
  backend.store.list(query);
