// Keeps a record small enough for every store, also when its job is tried and redriven often.
import type { Settings } from "../../settings.ts";
import { cut } from "./attempt-error.ts";
import type { Attempt, Job, Redrive } from "./job.ts";

/** Attempts that may keep their stack and the whole of their message. */
const WHOLE_ATTEMPTS = 20;
const BRIEF_MESSAGE_CHARACTERS = 200;
/** So a job is redriven so often at most. */
export const REDRIVES_KEPT = 100;

/**
 * Keeps the latest attempts whole, removes the stacks of older ones, and of hundreds removes the oldest: at most
 * `settings.maxHistoryBytes` as JSON. `roundStart` moves along, so that a round still counts its own attempts.
 */
export function trimAttempts(
  attempts: readonly Attempt[],
  roundStart: number,
  settings: Settings["jobs"],
): Pick<Job, "attempts" | "roundStart"> {
  const kept: Attempt[] = [];
  let bytes = 0;
  for (const [age, attempt] of attempts.toReversed().entries()) {
    // Whole attempts get half of the room, so that large stacks do not push out short attempts.
    const whole = age < WHOLE_ATTEMPTS && bytes + bytesOf(attempt) <= settings.maxHistoryBytes / 2;
    const shown = whole || age === 0 ? attempt : brief(attempt);
    bytes += bytesOf(shown);
    if (bytes > settings.maxHistoryBytes) break;
    kept.push(shown);
  }
  const dropped = attempts.length - kept.length;
  return { attempts: kept.reverse(), roundStart: Math.max(0, roundStart - dropped) };
}

/** @param job as it was when it died. */
export const withRedrive = (
  { redrives, endedAt, cause }: Pick<Job, "redrives" | "endedAt" | "cause">,
  redrive: Redrive,
): Redrive[] =>
  trimRedrives([
    ...redrives,
    { ...redrive, ...(endedAt !== undefined && { diedAt: endedAt }), ...(cause && { cause }) },
  ]);

export const trimRedrives = (redrives: readonly Redrive[]): Redrive[] => redrives.slice(-REDRIVES_KEPT);

function brief(attempt: Attempt): Attempt {
  if (attempt.error === undefined) return attempt;
  const { stack: _, ...error } = attempt.error;
  return { ...attempt, error: { ...error, message: cut(error.message, BRIEF_MESSAGE_CHARACTERS) } };
}

const bytesOf = (attempt: Attempt): number => Buffer.byteLength(JSON.stringify(attempt));
