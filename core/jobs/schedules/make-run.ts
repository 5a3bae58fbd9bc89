// Enqueues the job of a run that was decided, and notes it. It may be done again after a crash: the run's key makes one job of it.
import type { Backend } from "../backend.ts";
import { enqueueByName } from "../enqueue/enqueue-by-name.ts";
import { VisibleError } from "../errors.ts";
import { isTerminal } from "../record/states.ts";
import { writeSchedule } from "./keep.ts";
import { type Held, type Schedule, type ScheduleRun, withRun } from "./schedule.ts";

export type MadeRun = {
  run: ScheduleRun;
  /** The schedule with the run noted; undefined when somebody else has changed it since. */
  held: Held | undefined;
  /** Why the run was refused. */
  refusal?: VisibleError;
};

/** They pass: the run waits for the next look. */
const PASSING = ["backlog-full", "try-again", "store-unavailable"];
/** The job is recorded: `recover` sends it, or it has run and its data was deleted. */
const RECORDED = ["queue-unavailable", "idempotency-conflict"];

/**
 * @param held a schedule with a run that is being made.
 * @throws what passes, as `enqueue` does: the run stays as it is, and the next look goes on.
 */
export async function makeRun(backend: Backend, held: Held): Promise<MadeRun | undefined> {
  const { making, ...schedule } = held.schedule;
  if (!making) return undefined;
  const { at, manual } = making;
  const { type, payload } = making.job ?? schedule;
  const made: ScheduleRun = { at, outcome: "enqueued", ...(manual !== undefined && { manual: true }) };
  const log = backend.log.child({ scheduleId: held.id, jobType: type, runAt: new Date(at).toISOString() });
  const note = async (run: ScheduleRun): Promise<Held | undefined> => {
    const noted = withRun(schedule, run, backend.settings.schedules.keptRuns);
    return await writeSchedule(
      backend,
      held,
      run.outcome === "enqueued" ? { ...noted, lastJobId: run.jobId } : noted,
    );
  };
  try {
    const { job } = await enqueueByName(backend, type, payload, {
      processAt: at,
      idempotencyKey: keyOf(held.id, schedule, { at, manual }),
    });
    const run = { ...made, jobId: job.id };
    log.info({ jobId: job.id }, "scheduled run enqueued");
    return { run, held: await note(run) };
  } catch (error) {
    if (!(error instanceof VisibleError)) throw error;
    const { jobId } = error.details;
    if (RECORDED.includes(error.code) && typeof jobId === "string") {
      const run = { ...made, jobId };
      return { run, held: await note(run) };
    }
    // Whoever asks for a run is told, and asks again.
    if (PASSING.includes(error.code) && manual === undefined) throw error;
    log.error({ err: error }, "scheduled run refused");
    const run: ScheduleRun = { ...made, outcome: "refused", reason: error.message };
    return { run, held: await note(run), refusal: error };
  }
}

/** The time of its making tells a schedule from an earlier one with its name. */
const keyOf = (
  id: string,
  { createdAt }: Pick<Schedule, "createdAt">,
  run: { at: number; manual: number | undefined },
) =>
  ["schedule", id, createdAt, run.at, ...(run.manual === undefined ? [] : [`now ${run.manual}`])].join(" ");

/** The job of the last run while it has not ended, if the schedule makes no second beside it. */
export async function unfinishedJob(
  { store }: Pick<Backend, "store">,
  { overlap, lastJobId }: Schedule,
): Promise<string | undefined> {
  if (overlap === "allow" || lastJobId === undefined) return undefined;
  const job = await store.get(lastJobId);
  return job && !isTerminal(job.status) ? job.id : undefined;
}
