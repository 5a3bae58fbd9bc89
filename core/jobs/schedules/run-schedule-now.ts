// Makes a run of a schedule at once, beside those that its cron expression names.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { getJob } from "../operate/read-jobs.ts";
import type { Job } from "../record/job.ts";
import { getHeld, untilDone, writeSchedule } from "./keep.ts";
import { makeRun, unfinishedJob } from "./make-run.ts";

/**
 * Also of one that is paused. Its next run stays where it is.
 * @returns the job of the run.
 * @throws VisibleError `schedule-not-found`, `schedule-busy` (with `jobId`: the job of the last run has not ended, and the
 * schedule makes no second beside it), `try-again`, and as `enqueue` does.
 */
export async function runScheduleNow(backend: Backend, id: string): Promise<Job> {
  const jobId = await untilDone(id, async () => {
    const held = await getHeld(backend, id);
    if (held.schedule.making) {
      await makeRun(backend, held);
      return undefined;
    }
    const unfinished = await unfinishedJob(backend, held.schedule);
    if (unfinished !== undefined) throw busy(id, unfinished);
    const making = { at: backend.now(), manual: held.revision };
    const decided = await writeSchedule(backend, held, { ...held.schedule, making });
    const made = decided && (await makeRun(backend, decided));
    if (made?.refusal) throw made.refusal;
    return made?.run.jobId;
  });
  return await getJob(backend, jobId);
}

const busy = (id: string, jobId: string) =>
  new VisibleError(
    "schedule-busy",
    `the last job of schedule ${id}, ${jobId}, has not ended; cancel it or wait for its end, or let runs overlap`,
    { jobId, scheduleId: id },
  );
