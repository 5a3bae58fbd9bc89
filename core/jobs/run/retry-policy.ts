// When to try again: exponential backoff with full jitter, and not before the delay that an error names.
import type { Settings } from "../../settings.ts";

/**
 * Of a job type: the longest first delay, which doubles with each failure, and the longest of all, with full jitter; or a
 * function that names the delay in seconds itself. `failures` is 1 after the first.
 */
export type RetryPolicy =
  | { baseSeconds?: number; capSeconds?: number }
  | ((failures: number, error: unknown) => number);

/**
 * Seconds until the next attempt; at most `settings.retryAfterCapSeconds`.
 * @param failures 1 after the first failure of this round.
 * @param random from 0 up to 1.
 */
export function retryDelaySeconds(
  failures: number,
  error: unknown,
  settings: Settings["jobs"],
  random: number,
  policy: RetryPolicy = {},
): number {
  const own = typeof policy === "function" ? ownDelay(policy, failures, error) : undefined;
  const backoff =
    own ?? random * longestDelay(failures, settings, typeof policy === "function" ? {} : policy);
  return Math.max(
    Math.min(backoff, settings.retryAfterCapSeconds),
    Math.min(retryAfterOf(error), settings.retryAfterCapSeconds),
  );
}

function longestDelay(
  failures: number,
  settings: Settings["jobs"],
  { baseSeconds, capSeconds }: { baseSeconds?: number; capSeconds?: number },
): number {
  const cap = capSeconds ?? settings.backoffCapSeconds;
  return Math.min(cap, (baseSeconds ?? settings.backoffBaseSeconds) * 2 ** (failures - 1));
}

/** Undefined when the function throws or names no sane delay: a mistake in it must not decide what becomes of the job. */
function ownDelay(policy: (failures: number, error: unknown) => number, failures: number, error: unknown) {
  try {
    return sane(policy(failures, error));
  } catch {
    return undefined;
  }
}

/** An error's own `retryAfterSeconds`, if it has a sane one. */
function retryAfterOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("retryAfterSeconds" in error)) return 0;
  return sane(error.retryAfterSeconds) ?? 0;
}

const sane = (seconds: unknown): number | undefined =>
  typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
