// All job types of the app. A new one is a file in its domain, and a line here.
import { type BriefingOptions, generateBriefingJob } from "./briefings/job.ts";
import type { Cache, JobType } from "./jobs/index.ts";

/** What the code of job types needs of its process. */
export type JobTypeContext = {
  briefings: BriefingOptions;
  cache: Cache;
};

export const createJobTypes = ({ briefings, cache }: JobTypeContext): JobType[] => [
  generateBriefingJob(briefings, cache),
];
