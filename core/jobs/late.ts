// What few jobs need, loaded by the first that does: one file for all of it, since esbuild gives each file that is loaded late
// a start of its own, and splits what it shares with others (stacks/bundling.ts).
export { checkGroup } from "./follow/check-group.ts";
export { enqueueWhatFollows } from "./follow/enqueue-what-follows.ts";
export { tellBreaker } from "./hold/breakers.ts";
export { holdBack } from "./hold/hold-back.ts";
export { runBulk } from "./operate/run-bulk.ts";
export { runSchedule } from "./schedules/run-schedule.ts";
export { createPresence } from "./stats/presence.ts";
export { createCountsWriter } from "./stats/write-counts.ts";
