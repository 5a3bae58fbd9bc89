// A schedule: which job is made when. It is one document, listed at its next run.
import * as z from "zod";
import type { Document } from "../record/job.ts";

/** Milliseconds since the epoch. */
const time = z.number().int();

/** What a user says of a schedule. */
export const ScheduleDefinition = z.strictObject({
  /** A registered job type. */
  type: z.string(),
  /** As the type's schema takes it. */
  payload: z.unknown().optional().default({}),
  /** Five fields: minute, hour, day of the month, month, day of the week (`cron.ts`). */
  cron: z.string().max(200),
  /** A name of the IANA database, as `Europe/Berlin`. */
  zone: z.string().max(100).default("UTC"),
  /** When nothing looked at the time of one run or of several: one is made up, or none. */
  missed: z.enum(["run-once", "skip"]).default("run-once"),
  /** When the job of the last run has not ended at the time of the next: that run is skipped, or made beside it. */
  overlap: z.enum(["skip", "allow"]).default("skip"),
});
export type ScheduleDefinition = z.infer<typeof ScheduleDefinition>;

/**
 * What became of a run. `enqueued`: its job was enqueued. `skipped`: the job of the run before had not ended. `missed`:
 * nothing looked at its time. `refused`: its job could not be enqueued, `reason` says why.
 */
export const RunOutcome = z.enum(["enqueued", "skipped", "missed", "refused"]);
export type RunOutcome = z.infer<typeof RunOutcome>;

export const ScheduleRun = z.object({
  /** When it was due; of several in a row the first. */
  at: time,
  /** Of several in a row: when the last of them was due. */
  until: time.optional(),
  outcome: RunOutcome,
  /** Somebody asked for it (`run-schedule-now.ts`). */
  manual: z.boolean().optional(),
  /** Its job; of a skipped run the job that had not ended. */
  jobId: z.string().optional(),
  reason: z.string().optional(),
});
export type ScheduleRun = z.infer<typeof ScheduleRun>;

/** A run that is decided and not yet known to be enqueued: a crash may come between. */
const Making = z.object({
  at: time,
  /** Tells runs that somebody asked for apart: the revision at which they did. */
  manual: z.number().int().optional(),
  /** What it was to be, when the schedule was changed since. */
  job: z.object({ type: z.string(), payload: z.unknown() }).optional(),
});

export const Schedule = ScheduleDefinition.extend({
  /** Version of this shape. */
  v: z.literal(1),
  createdAt: time,
  pausedAt: time.optional(),
  /** Absent while it is paused. */
  nextRunAt: time.optional(),
  /** The latest run that was decided: no earlier one is made any more, also when the clock goes back. */
  decidedUntil: time.optional(),
  making: Making.optional(),
  /** The job of the last run that was made. */
  lastJobId: z.string().optional(),
  /** The last ones, oldest first; at most `settings.schedules.keptRuns`. */
  runs: z.array(ScheduleRun),
});
export type Schedule = z.infer<typeof Schedule>;

/** A schedule as it was read. */
export type Held = { id: string; schedule: Schedule; revision: number };

export const heldOf = ({ id, value, revision }: Document): Held => ({
  id,
  schedule: Schedule.parse(value),
  revision,
});

/** With a run in its history. Several in a row that were left out for one reason are one entry. */
export function withRun(schedule: Schedule, run: ScheduleRun, keptRuns: number): Schedule {
  const last = schedule.runs.at(-1);
  const joins =
    last !== undefined &&
    (run.outcome === "skipped" || run.outcome === "missed") &&
    last.outcome === run.outcome &&
    last.jobId === run.jobId;
  const runs = joins
    ? [...schedule.runs.slice(0, -1), { ...last, until: run.until ?? run.at }]
    : [...schedule.runs, run];
  return { ...schedule, runs: runs.slice(-keptRuns) };
}
