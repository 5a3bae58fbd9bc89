// The deadline of a job, as its caller gives it.
import { invalidFields } from "../field-errors.ts";
import type { Job } from "../record/job.ts";

export type DeadlineOption = {
  /** Not run after this (ms since the epoch, or a Date): the job is then dead, cause `expired`. A running one is told to stop. */
  deadlineAt?: number | Date;
};

/** The latest time that a Date can hold. */
const LAST_MS = 8_640_000_000_000_000;

const refusal = (message: string) => invalidFields([{ path: "deadlineAt", message }]);

/** @throws VisibleError `invalid-request` for what is no time. */
export function deadlineOf({ deadlineAt }: DeadlineOption): Pick<Job, "deadlineAt"> {
  if (deadlineAt === undefined) return {};
  const at = Math.floor(Number(deadlineAt));
  if (at >= 0 && at <= LAST_MS) return { deadlineAt: at };
  throw refusal("must be a time: milliseconds since the epoch, or a Date");
}

/**
 * Of a job that is new: one that repeats an earlier request may come after its deadline.
 * @throws VisibleError `invalid-request` when the job could never run.
 */
export function assertCanRun({ createdAt, processAt = createdAt, deadlineAt }: Job): void {
  if (deadlineAt === undefined || deadlineAt > processAt) return;
  const problem = deadlineAt > createdAt ? "comes before the job is due" : "is over";
  throw refusal(`${new Date(deadlineAt).toISOString()} ${problem}; give a later time`);
}
