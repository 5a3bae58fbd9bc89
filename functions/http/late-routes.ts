// The code of routes that are seldom asked for, loaded by the first request for one: one file for all, as core/jobs/late.ts says.
export * as changeBriefing from "./change-briefing.ts";
export * as changeJob from "./change-job.ts";
export * as consumer from "./consumer.ts";
export * as groups from "./groups.ts";
export * as schedules from "./schedules.ts";
