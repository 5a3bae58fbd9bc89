// Decides what becomes of the run of a schedule that is due, or soon will be.
import type { Cron } from "./cron.ts";
import { type Schedule, type ScheduleRun, withRun } from "./schedule.ts";

export type Moment = {
  now: number;
  /** The job of the last run, if it has not ended and the schedule makes no second beside it. */
  unfinishedJobId: string | undefined;
  /** A run that is found later than this is missed (`settings.schedules`). */
  lateSeconds: number;
  keptRuns: number;
};

export type Decision = {
  schedule: Schedule;
  /** The runs that were left out. */
  left: ScheduleRun[];
};

/**
 * Of several runs that are due only the last is made. @returns undefined while nothing can be said yet: the run is not due,
 * and the job of the last one may end before.
 */
export function decide(schedule: Schedule, cron: Cron, moment: Moment): Decision | undefined {
  const { now, unfinishedJobId, lateSeconds, keptRuns } = moment;
  const due = schedule.nextRunAt;
  if (due === undefined) return undefined;
  if (due > now && unfinishedJobId !== undefined) return undefined;

  const at = Math.max(due, cron.latest(now) ?? due);
  const isMissed = schedule.missed === "skip" && now - at > lateSeconds * 1_000;
  const lastMissed = isMissed ? at : (cron.latest(at - 1) ?? 0);
  const left: ScheduleRun[] = [];
  if (lastMissed >= due) {
    left.push({ at: due, ...(lastMissed > due && { until: lastMissed }), outcome: "missed" });
  }
  if (!isMissed && unfinishedJobId !== undefined) {
    left.push({ at, outcome: "skipped", jobId: unfinishedJobId });
  }
  const decided: Schedule = {
    ...left.reduce((before, run) => withRun(before, run, keptRuns), schedule),
    decidedUntil: at,
    nextRunAt: cron.next(at),
    ...(!isMissed && unfinishedJobId === undefined && { making: { at } }),
  };
  return { schedule: decided, left };
}
