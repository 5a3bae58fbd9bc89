// The attempts of a job: which of them count, and how one that never ended is closed.
import type { Attempt, Job } from "./job.ts";

/** The name of an error that stands for one nobody reported. */
const UNREPORTED = "Killed";

/**
 * Attempts of this round that failed by the job's own doing. A shutdown and a lost claim are not its doing, and a snooze is
 * no failure. Neither can
 * an attempt be held against it whose environment vanished without a word: a restart of the machine looks just so.
 * SQS's receive count limits those.
 */
export const failuresInRound = ({ attempts, roundStart }: Pick<Job, "attempts" | "roundStart">): number =>
  attempts.slice(roundStart).filter(isFailure).length;

/** The number of the last attempt, 1 for the first. Attempts that gave their job back are not counted. */
export const attemptNumber = ({ attempts }: Pick<Job, "attempts">): number =>
  attempts.filter(({ outcome }) => outcome !== "snoozed").length;

function isFailure({ outcome, error }: Attempt): boolean {
  if (outcome === "killed") return error?.name !== UNREPORTED;
  return outcome === "failed" || outcome === "timed-out";
}

/** An attempt that began and never ended was killed: timeout, out of memory, or a lost machine. */
export function closeKilled(attempts: readonly Attempt[], now: number): Attempt[] {
  return attempts.map((attempt) =>
    attempt.endedAt === undefined
      ? {
          ...attempt,
          endedAt: now,
          outcome: "killed" as const,
          error: {
            name: UNREPORTED,
            message: `the attempt began and never ended: timed out hard, out of memory, or its machine was lost; the log has more under request id ${attempt.requestId}`,
            permanent: false,
          },
        }
      : attempt,
  );
}
