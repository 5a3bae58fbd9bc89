// What people and programs do with single jobs, as the API reads it at its start. What is asked for less often stands in
// `inspector.ts`, which the API loads with the first request for it.
export { cancelJob } from "./cancel-job.ts";
export { deleteJob } from "./delete-job.ts";
export { runNow } from "./run-now.ts";
