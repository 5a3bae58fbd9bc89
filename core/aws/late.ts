// What few environments ask of AWS, loaded by the first that does: one file for all of it, as core/jobs/late.ts says.
export { countQueue } from "./count-queue.ts";
export { createDynamoCounts } from "./dynamo-counts.ts";
export { searchTable } from "./dynamo-search.ts";
export { createMappingSwitch } from "./event-source-mapping-switch.ts";
export { sendBySes } from "./ses-mailer.ts";
export { createDeadLetterQueue } from "./sqs-dead-letters.ts";
