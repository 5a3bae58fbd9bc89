// Schedules: jobs that are made again and again, by a cron expression.

export { deleteSchedule } from "./delete-schedule.ts";
export { pauseSchedule, resumeSchedule } from "./pause-schedule.ts";
export { type PutSchedule, putSchedule, putScheduleByName, type ScheduleInput } from "./put-schedule.ts";
export {
  getSchedule,
  listSchedules,
  previewRuns,
  type ShownRun,
  type ShownSchedule,
  showSchedule,
} from "./read-schedules.ts";
export { runScheduleNow } from "./run-schedule-now.ts";
export { RunOutcome, ScheduleDefinition } from "./schedule.ts";
