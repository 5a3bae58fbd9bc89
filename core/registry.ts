// All job types. A new one is added here, with its schema and function in the domain; nothing else needs to know it.
import { type BriefingOptions, generateBriefingJob } from "./briefings/job.ts";
import { createRegistry, type JobRegistry } from "./jobs/job-type.ts";
import type { JobStore } from "./jobs/ports.ts";

export const createJobRegistry = (
  options: BriefingOptions,
  store: Pick<JobStore, "remember" | "recall">,
): JobRegistry => createRegistry([generateBriefingJob(options, store)]);
