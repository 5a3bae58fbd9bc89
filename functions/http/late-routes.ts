// The code of routes that are seldom asked for, loaded by the first request for one: one file for all, as core/jobs/late.ts says.
import type { Backend } from "../../core/jobs/engine.ts";
import { json } from "./json-response.ts";
import { openApiDocument } from "./openapi.ts";

export { apiProbes } from "../../core/aws/doctor/api-probes.ts";
export * as changeBriefing from "./change-briefing.ts";
export * as changeJob from "./change-job.ts";
export * as consumer from "./consumer.ts";
export * as dead from "./dead.ts";
export * as doctor from "./doctor.ts";
export * as groups from "./groups.ts";
export { inspect } from "./inspect-job.ts";
export { listJobs } from "./list-jobs.ts";
export * as operate from "./operate.ts";
export * as queues from "./queues.ts";
export * as schedules from "./schedules.ts";

/** Made from every schema there is. */
export const openApi = async ({ registry }: Backend) => json(200, openApiDocument(registry));
