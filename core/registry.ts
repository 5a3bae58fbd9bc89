// All job types of the app. A new one is a file in its domain, and a line here.
import type { SendMail } from "./briefings/deliver/send-email.ts";
import { readBriefingOptions } from "./briefings/env.ts";
import { briefingJobs } from "./briefings/jobs.ts";
import type { CreateJobTypes } from "./job-types.ts";

/** SES's client is loaded by the first e-mail. */
const sendBySes: SendMail = async (...mail) => (await import("./aws/late.ts")).sendBySes(...mail);

export const createJobTypes: CreateJobTypes = ({ env, cache }) => [
  ...briefingJobs(readBriefingOptions(env), { cache, sendBySes }),
];
