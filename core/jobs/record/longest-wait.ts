// Since when the job waits that has waited the longest.
import type { JobSummary } from "./job.ts";

/** One that is delayed or held back does not wait for the consumer before it is due. */
const waitsSince = ({ createdAt, nextAttemptAt = 0 }: JobSummary): number =>
  Math.max(createdAt, nextAttemptAt);

/** `since` in ms. @returns undefined when there is none. */
export function longestWait(jobs: readonly JobSummary[]): { job: JobSummary; since: number } | undefined {
  const [job] = jobs.toSorted((a, b) => waitsSince(a) - waitsSince(b));
  return job && { job, since: waitsSince(job) };
}
