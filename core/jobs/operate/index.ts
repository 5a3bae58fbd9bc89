// What people and programs do with jobs: one set of functions under the API and the command line.

export { withRequest } from "../record/request.ts";
export { closeBreaker, listBreakers, type OpenBreaker } from "./breakers.ts";
export { cancelJob } from "./cancel-job.ts";
export { consumerState, pauseConsumer, resumeConsumer } from "./consumer.ts";
export { deleteJob } from "./delete-job.ts";
export { followUpsOf } from "./follow-ups-of.ts";
export { type GroupView, getGroup } from "./get-group.ts";
export { listDeadLetters } from "./list-dead-letters.ts";
export { getJob, getResult, jobNotFound, listJobs, resultOf } from "./read-jobs.ts";
export { runNow } from "./run-now.ts";
