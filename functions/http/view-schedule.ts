// Turns a schedule into what the API shows of it.
import type { ShownRun, ShownSchedule } from "../../core/jobs/index.ts";
import type { ScheduleView } from "./views.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

export const viewSchedule = ({
  createdAt,
  pausedAt,
  nextRuns,
  runs,
  ...rest
}: ShownSchedule): ScheduleView => ({
  ...rest,
  createdAt: iso(createdAt),
  ...(pausedAt === undefined ? {} : { pausedAt: iso(pausedAt) }),
  nextRuns: nextRuns.map(iso),
  runs: runs.map(viewRun),
});

const viewRun = ({ at, until, ...rest }: ShownRun): ScheduleView["runs"][number] => ({
  at: iso(at),
  ...(until === undefined ? {} : { until: iso(until) }),
  ...rest,
});
