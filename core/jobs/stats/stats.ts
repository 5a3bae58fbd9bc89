// Counts outcomes in this process, and writes the sums about once a minute: no request for a job (docs/decisions/0005).
import type { Backend } from "../backend.ts";
import type { JobHook, OutcomeReport } from "../hooks.ts";
import type { Counter } from "./count-names.ts";
import type { Presence, WorkerAbout } from "./presence.ts";
import type { CountsWriter } from "./write-counts.ts";

/** What is counted of one outcome. It is small, so that a thread can hand it to another. */
export type Outcome = { type: string; at: number; counters: Counter[]; waitMs?: number; runMs?: number };

export interface Stats {
  /** Never rejects, and never waits. */
  count(outcome: Outcome): unknown;
  /**
   * Writes what was counted, when the last time is long enough ago. What could not be written is kept for the next time.
   * Never rejects, and is waited for 2 seconds at most; what is still under way then goes on.
   * @param options `now`: whenever the last time was, as before the process ends.
   */
  flush(options?: { now?: boolean }): Promise<void>;
}

/** Hands each outcome to `count`, of this thread or another. */
export const countOutcomes = (count: Stats["count"]): JobHook => ({
  name: "stats",
  outcome: (report) => void count(outcomeOf(report)),
});

const failures: (string | undefined)[] = ["failed", "timed-out", "killed"];

function outcomeOf({ outcome, attemptOutcome, at, job, queueWaitMs, runMs }: OutcomeReport): Outcome {
  const failed = failures.includes(attemptOutcome);
  const counters: Counter[] = failed ? ["failed"] : [];
  if (outcome !== "retried") counters.push(outcome);
  else counters.push(failed ? "retried" : "interrupted");
  return {
    ...{ type: job.type, at, counters },
    ...(queueWaitMs !== undefined && { waitMs: queueWaitMs }),
    // A job that only looked whether it may go on is no measure of its work.
    ...(runMs !== undefined && (failed || outcome === "succeeded") && { runMs }),
  };
}

/**
 * @param everyMs between two flushes, at least
 * @param about the flush also tells, once a minute, that this worker is there
 */
export function createStats(
  backend: Pick<Backend, "store" | "log" | "now">,
  everyMs: number,
  about?: WorkerAbout,
): Stats & { count(outcome: Outcome): void } {
  const counted: Outcome[] = [];
  let flushedAt = Number.NEGATIVE_INFINITY;
  let late: { writer: CountsWriter; presence: Presence | undefined } | undefined;
  return {
    count: (outcome) => void counted.push(outcome),
    async flush({ now: atOnce = false } = {}) {
      if (!atOnce && backend.now() - flushedAt < everyMs) return;
      flushedAt = backend.now();
      if (!late && !about && counted.length === 0) return;
      try {
        // Loaded here, so that a cold start does not read it.
        const { createCountsWriter, createPresence } = await import("../late.ts");
        late ??= { writer: createCountsWriter(backend), presence: about && createPresence(backend, about) };
        await Promise.all([late.writer.write(counted.splice(0)), late.presence?.announce()]);
      } catch (error) {
        backend.log.error({ err: error }, "counts not written");
      }
    },
  };
}
