// Reads a job that may not be there.
import { type Backend, getJob, type Job, VisibleError } from "../../jobs/engine.ts";

/** @returns undefined when there is none, or its data was deleted. */
export async function findJob(backend: Backend, jobId: string): Promise<Job | undefined> {
  try {
    return await getJob(backend, jobId);
  } catch (error) {
    if (error instanceof VisibleError && error.code === "job-not-found") return undefined;
    throw error;
  }
}
