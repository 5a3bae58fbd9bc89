// Makes the runs of schedules that are due before the next look.
import type { Backend } from "../backend.ts";
import { openKept } from "./cron.ts";
import { decide } from "./decide.ts";
import { readSchedule, SCHEDULE, writeSchedule } from "./keep.ts";
import { makeRun, unfinishedJob } from "./make-run.ts";
import type { Held, RunOutcome, ScheduleRun } from "./schedule.ts";

/** Schedules by what became of their runs. */
export type RanSchedules = Record<RunOutcome, number> & {
  /** The queue or the store refused, too many jobs wait, or the schedule cannot be read: the next look tries again. */
  failed: number;
};

const PAGE = 50;
const PARALLEL = 10;
/** Of one schedule in one look: two for each run within 15 minutes, and some for races. */
const MOST_STEPS = 60;

/**
 * A run that is due within `settings.recover.aheadSeconds` is enqueued ahead, with its time as `processAt`, so that it begins
 * on its second although this is called once a minute. First the schedule is written with the run as one that is being
 * made, which one of several lookers can do, then its job is enqueued, then its history says so. After a crash the next
 * look goes on. It reads schedules that are due, and no others. `hasTime` says whether to begin another few.
 */
export async function runSchedules(
  backend: Backend,
  hasTime: () => boolean = () => true,
): Promise<RanSchedules> {
  const horizon = backend.now() + backend.settings.recover.aheadSeconds * 1_000;
  const ran: RanSchedules = { enqueued: 0, skipped: 0, missed: 0, refused: 0, failed: 0 };
  const query = { order: "oldest", limit: PAGE, listedBefore: horizon } as const;
  let cursor: string | undefined;
  do {
    const page = await backend.store.listDocuments(SCHEDULE, {
      ...query,
      ...(cursor !== undefined && { cursor }),
    });
    for (let begun = 0; begun < page.items.length; begun += PARALLEL) {
      if (!hasTime()) return ran;
      const due = page.items.slice(begun, begun + PARALLEL);
      await Promise.all(due.map(({ id }) => runOne(backend, id, horizon, ran)));
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ran;
}

async function runOne(backend: Backend, id: string, horizon: number, ran: RanSchedules): Promise<void> {
  const count = (run: ScheduleRun) => ran[run.outcome]++;
  try {
    // The list may lag behind.
    let held = await readSchedule(backend, id);
    for (let steps = 0; held && steps < MOST_STEPS; steps++) {
      const next = held.schedule.making
        ? await finish(backend, held, count)
        : await begin(backend, held, horizon, count);
      if (next === "done") return;
      held = next ?? (await readSchedule(backend, id));
    }
  } catch (error) {
    ran.failed++;
    backend.log.error({ err: error, scheduleId: id }, "schedule not run");
  }
}

type Next = Held | "done" | undefined;

async function finish(backend: Backend, held: Held, count: (run: ScheduleRun) => void): Promise<Next> {
  const made = await makeRun(backend, held);
  if (made?.held) count(made.run);
  return made?.held;
}

/** "done": no run of it is due before the horizon, or it cannot be decided yet. */
async function begin(
  backend: Backend,
  held: Held,
  horizon: number,
  count: (run: ScheduleRun) => void,
): Promise<Next> {
  const { nextRunAt } = held.schedule;
  if (nextRunAt === undefined || nextRunAt >= horizon) return "done";
  const { keptRuns, lateSeconds } = backend.settings.schedules;
  const decision = decide(held.schedule, await openKept(held.schedule), {
    now: backend.now(),
    unfinishedJobId: await unfinishedJob(backend, held.schedule),
    lateSeconds,
    keptRuns,
  });
  if (!decision) return "done";
  const decided = await writeSchedule(backend, held, decision.schedule);
  if (!decided) return undefined;
  for (const run of decision.left) {
    const { outcome, at, until, jobId } = run;
    const times = {
      runAt: new Date(at).toISOString(),
      ...(until !== undefined && { until: new Date(until).toISOString() }),
    };
    backend.log.warn({ scheduleId: held.id, ...times, jobId }, `scheduled run ${outcome}`);
    count(run);
  }
  return decided;
}
