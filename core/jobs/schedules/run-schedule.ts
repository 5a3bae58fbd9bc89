// Makes the runs of one schedule that are due before the next look.
import type { Backend } from "../backend.ts";
import { openKept } from "./cron.ts";
import { decide } from "./decide.ts";
import { readSchedule, writeSchedule } from "./keep.ts";
import { makeRun, unfinishedJob } from "./make-run.ts";
import type { RanSchedules } from "./run-schedules.ts";
import type { Held, ScheduleRun } from "./schedule.ts";

/** Of one schedule in one look: two for each run within 15 minutes, and some for races. */
const MOST_STEPS = 60;

/** What became of each run is counted in `ran`. Never rejects. */
export async function runSchedule(
  backend: Backend,
  id: string,
  horizon: number,
  ran: RanSchedules,
): Promise<void> {
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
