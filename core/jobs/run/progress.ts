// Writes the progress of a running job to its record, at most every few seconds.
import type { Backend } from "../backend.ts";
import type { Job } from "../record/job.ts";
import type { ClaimWatch } from "./watch-claim.ts";

export type ProgressReporter = {
  report(stage: string, done: number, total: number): void;
  /** Ends the reporting; resolves when the write under way, if any, is done. */
  stop(): Promise<void>;
};

/**
 * Writes at most once every `settings.jobs.progressSeconds`. Of several reports in this time the latest is written.
 * The watch is told whether the record still holds the job's claim.
 */
export function reportProgress(
  backend: Backend,
  job: Job,
  watch: Pick<ClaimWatch, "held" | "lost">,
): ProgressReporter {
  const when = { claimId: job.claim?.claimId ?? "", status: ["running"] as const };
  let latest: { stage: string; done: number; total: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let busy = false;
  let stopped = false;

  const write = async (note: { stage: string; done: number; total: number }) => {
    try {
      const progress = { ...note, at: backend.now() };
      const updated = await backend.store.update(job.id, { set: { progress } }, when);
      if (updated) watch.held();
      else await watch.lost();
    } catch (error) {
      // Progress is not essential. A store that is slow for a moment must not fail the job.
      backend.log.warn({ err: error, jobId: job.id }, "progress not written");
    }
  };

  const pause = () =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, backend.settings.jobs.progressSeconds * 1000);
      timer.unref();
    });

  /** Writes as long as there are notes; a store that is slower than the pause is waited for. */
  const writeNotes = async () => {
    busy = true;
    while (latest && !stopped) {
      writing = write(latest);
      latest = undefined;
      await Promise.all([writing, pause()]);
    }
    busy = false;
  };

  return {
    report(stage, done, total) {
      if (stopped) return;
      latest = { stage, done, total };
      if (!busy) void writeNotes();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await writing;
    },
  };
}
