// When to try again: exponential backoff with full jitter, and never before the other side said.
import type { Settings } from "../../settings.ts";

/**
 * Seconds until the next attempt.
 * @param attempt 1 after the first attempt of this round.
 * @param random from 0 up to 1.
 */
export function retryDelaySeconds(
  attempt: number,
  error: unknown,
  settings: Settings["jobs"],
  random: number,
): number {
  const longest = Math.min(settings.backoffCapSeconds, settings.backoffBaseSeconds * 2 ** (attempt - 1));
  return Math.max(random * longest, Math.min(retryAfterOf(error), settings.retryAfterCapSeconds));
}

/** An error's own `retryAfterSeconds`, if it has a sane one. */
function retryAfterOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("retryAfterSeconds" in error)) return 0;
  const seconds = error.retryAfterSeconds;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
