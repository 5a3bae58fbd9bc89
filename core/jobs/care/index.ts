// What looks after jobs: the minute's function and the dead-letter inspector read it at their start.
export { checkGroups } from "../follow/check-groups.ts";
export { type RanSchedules, runSchedules } from "../schedules/run-schedules.ts";
export { type Inspected, inspectDeadLetters } from "./inspect-dead-letters.ts";
export { type InQueue, lookInDeadLetterQueue } from "./peek-dead-letters.ts";
export { type Recovered, recoverJobs } from "./recover.ts";
export { type SentDue, sendDue } from "./send-due.ts";
