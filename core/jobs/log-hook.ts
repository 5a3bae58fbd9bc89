// The engine's own log lines: one when an attempt starts, one when its outcome is recorded.
import type { JobHook } from "./hooks.ts";

export const logJobs: JobHook = {
  name: "log",

  async attempt({ job, log }, next) {
    const startedAt = job.attempts.at(-1)?.startedAt ?? job.createdAt;
    const dueAt = Math.max(job.sentAt ?? job.createdAt, job.processAt ?? 0);
    log.info({ waitedMs: startedAt - dueAt }, "job started");
    await next();
  },

  outcome({ outcome, log, cause, error, attemptOutcome, retryInSeconds, runMs, job }) {
    if (outcome === "succeeded") {
      log.info({ durationMs: runMs }, "job succeeded");
      return;
    }
    if (outcome === "cancelled") {
      log.info(runMs === undefined ? {} : { durationMs: runMs }, "job cancelled");
      return;
    }
    if (outcome === "snoozed") {
      log.info({ reason: job.snoozed?.reason, durationMs: runMs, retryInSeconds }, "job snoozed");
      return;
    }
    const fields = { err: error, outcome: attemptOutcome, durationMs: runMs };
    if (outcome === "retried") log.warn({ ...fields, retryInSeconds }, "job failed");
    else if (attemptOutcome !== undefined) log.error({ ...fields, cause }, "job dead");
    // Only for a job that was given up without an attempt. The dead-letter inspector logs the others itself.
    else if (cause === "lost" || cause === "expired") {
      log.error({ cause, attempts: job.attempts.length, resends: job.resends }, "job dead");
    }
  },
};
