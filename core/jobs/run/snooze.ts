// What follows when a job gives itself back: when it runs again, or that it has done so for too long.
import type { Backend } from "../backend.ts";
import type { SnoozeError } from "../errors.ts";
import { describeError } from "../record/attempt-error.ts";
import type { Job } from "../record/job.ts";
import type { Failure } from "./finish-attempt.ts";

/** A job that asks for less would be nothing but receives and writes. */
const LEAST_SECONDS = 1;

/**
 * Any delay: the fresh message is delayed by SQS's 15 minutes at most, and one that arrives before the job is due is
 * hidden for the rest (`what-a-receive-means.ts`).
 */
export function snooze(backend: Backend, job: Job, error: SnoozeError): Failure {
  const { jobs } = backend.settings;
  const now = backend.now();
  const { since = now, times = 0 } = job.snoozed ?? {};
  const longest = backend.registry.get(job.type)?.maxSnoozeSeconds ?? jobs.maxSnoozeSeconds;
  const leftSeconds = (since - now) / 1000 + longest;
  if (leftSeconds <= 0) return { outcome: "snoozed", error, dead: "expired" };
  const asked = Number.isFinite(error.retryAfterSeconds) ? error.retryAfterSeconds : jobs.backoffBaseSeconds;
  const retryInSeconds = Math.min(leftSeconds, Math.max(LEAST_SECONDS, asked));
  const reason = describeError(error, jobs).message;
  const until = now + Math.ceil(retryInSeconds * 1000);
  return { outcome: "snoozed", error, retryInSeconds, snoozed: { times: times + 1, since, reason, until } };
}
