// All job types of the app. A new one is a file in its domain, and a line here.
import { readBriefingOptions } from "./briefings/env.ts";
import { generateBriefingJob } from "./briefings/job.ts";
import type { CreateJobTypes } from "./job-types.ts";

export const createJobTypes: CreateJobTypes = ({ env, cache }) => [
  generateBriefingJob(readBriefingOptions(env), cache),
];
