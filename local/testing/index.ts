// The embedded AWS for tests: everything that a test imports.
export type { LogLine } from "../log-output.ts";
export type { Fault, FaultKind, FaultOptions, InspectedMessage } from "../sqs/testing/index.ts";
export { type StartAwsOptions, startAws, type TestAws } from "./start-aws.ts";
export { createWaitForJob, type WaitForJob, type WaitForJobOptions } from "./wait-for-job.ts";
