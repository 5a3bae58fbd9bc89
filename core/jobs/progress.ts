// Writes a running job's progress to its record, seldom enough to cost little.
import type { Backend } from "./backend.ts";
import type { Job } from "./job.ts";

export type ProgressReporter = {
  report(stage: string, done: number, total: number): void;
  /** Ends the reporting; resolves when the write under way, if any, is done. */
  stop(): Promise<void>;
};

/**
 * At most one write every `settings.jobs.progressSeconds`; the latest note wins.
 * `onClaimLost` is called when the record no longer holds the job's claim.
 */
export function reportProgress(backend: Backend, job: Job, onClaimLost: () => void): ProgressReporter {
  const when = { claimId: job.claim?.claimId ?? "", status: ["running"] as const };
  let latest: { stage: string; done: number; total: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let stopped = false;

  const write = async () => {
    if (!latest || stopped) return;
    const progress = { ...latest, at: backend.now() };
    latest = undefined;
    try {
      const updated = await backend.store.update(job.id, { set: { progress } }, when);
      if (!updated) onClaimLost();
    } catch (error) {
      // Progress is a courtesy: a store that is slow for a moment must not fail the job.
      backend.log.warn({ err: error, jobId: job.id }, "progress not written");
    }
  };

  const schedule = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (!latest || stopped) return;
      writing = write().then(() => {
        if (!stopped) schedule();
      });
    }, backend.settings.jobs.progressSeconds * 1000);
    timer.unref();
  };

  return {
    report(stage, done, total) {
      if (stopped) return;
      const idle = timer === undefined && latest === undefined;
      latest = { stage, done, total };
      if (!idle) return;
      writing = writing.then(write);
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await writing;
    },
  };
}
