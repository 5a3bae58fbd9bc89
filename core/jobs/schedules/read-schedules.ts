// Reads schedules: one with its next runs and its history, and pages of them.
import type { Backend } from "../backend.ts";
import type { Page } from "../ports.ts";
import type { JobStatus } from "../record/job.ts";
import { type Cron, openCron, openKept } from "./cron.ts";
import { getHeld, SCHEDULE } from "./keep.ts";
import { type Held, heldOf, type Schedule, type ScheduleDefinition, type ScheduleRun } from "./schedule.ts";

/** `status` is that of its job now; absent when the run has none, or its record has expired or was deleted. */
export type ShownRun = ScheduleRun & { status?: JobStatus };

export type ShownSchedule = ScheduleDefinition & {
  id: string;
  createdAt: number;
  pausedAt?: number;
  /** The first is also there while it is overdue; none while the schedule is paused. */
  nextRuns: number[];
  /** Newest first. */
  runs: ShownRun[];
};

/** With its next runs and its history. @throws VisibleError `schedule-not-found` */
export const getSchedule = async (backend: Backend, id: string): Promise<ShownSchedule> =>
  await showSchedule(backend, await getHeld(backend, id));

export async function showSchedule(backend: Backend, held: Held): Promise<ShownSchedule> {
  const { schedule } = held;
  const runs = schedule.runs.toReversed().map((run) => withStatus(backend, run));
  return {
    ...definitionOf(held),
    nextRuns: await nextRuns(backend, schedule),
    runs: await Promise.all(runs),
  };
}

/** The next to run first, those that are paused last; each with one next run and its last run. */
export async function listSchedules(
  backend: Backend,
  query: { limit: number; cursor?: string },
): Promise<Page<ShownSchedule>> {
  const page = await backend.store.listDocuments(SCHEDULE, { order: "oldest", ...query });
  const items = page.items.map(async (document) => {
    const held = heldOf(document);
    const { nextRunAt, runs } = held.schedule;
    const last = runs.slice(-1).map((run) => withStatus(backend, run));
    const next = nextRunAt === undefined ? [] : [nextRunAt];
    return { ...definitionOf(held), nextRuns: next, runs: await Promise.all(last) };
  });
  return { ...page, items: await Promise.all(items) };
}

/** When a schedule with this expression would run from now on. @throws VisibleError `invalid-request`, for `cron` or `zone`. */
export async function previewRuns(
  { now, settings }: Backend,
  { cron, zone }: Pick<ScheduleDefinition, "cron" | "zone">,
): Promise<number[]> {
  const opened = await openCron(cron, zone);
  return runsFrom(opened, opened.next(now()), settings.schedules.shownRuns);
}

function definitionOf({ id, schedule }: Held): Omit<ShownSchedule, "nextRuns" | "runs"> {
  const { type, payload, cron, zone, missed, overlap, createdAt, pausedAt } = schedule;
  return {
    ...{ id, type, payload, cron, zone, missed, overlap, createdAt },
    ...(pausedAt !== undefined && { pausedAt }),
  };
}

const nextRuns = async ({ settings }: Backend, schedule: Schedule): Promise<number[]> =>
  runsFrom(await openKept(schedule), schedule.nextRunAt, settings.schedules.shownRuns);

function runsFrom(cron: Cron, first: number | undefined, count: number): number[] {
  const runs: number[] = [];
  let next = first;
  while (next !== undefined && runs.length < count) {
    runs.push(next);
    next = cron.next(next);
  }
  return runs;
}

async function withStatus({ store }: Backend, run: ScheduleRun): Promise<ShownRun> {
  if (run.outcome !== "enqueued" || run.jobId === undefined) return run;
  const job = await store.get(run.jobId);
  return job && job.deletedAt === undefined ? { ...run, status: job.status } : run;
}
