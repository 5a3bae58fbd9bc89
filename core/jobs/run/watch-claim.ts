// Tells a running job that its claim is gone: it was cancelled, or another receive has it.
import type { Backend } from "../backend.ts";
import type { Job } from "../record/job.ts";
import type { Stop } from "./stop-signal.ts";

export type ClaimWatch = {
  /** A write of the attempt took place, so the claim holds at this moment. */
  held(): void;
  /** A write of the attempt was refused. Resolves once the job's signal has fired. */
  lost(): Promise<void>;
  end(): void;
};

/**
 * Looks at the record every `settings.jobs.progressSeconds`, unless the attempt has written to it since the last look: a
 * job that is shorter costs no read, and one that is longer one read in this time.
 */
export function watchClaim(backend: Backend, job: Job, stop: Stop): ClaimWatch {
  const { store, settings, log, after = afterUnref } = backend;
  let written = false;
  let ended = false;
  let timer = nextLook();

  function nextLook() {
    return after(settings.jobs.progressSeconds * 1000, () => void look());
  }

  async function look(): Promise<void> {
    if (!written)
      await compare().catch((error: unknown) =>
        log.warn({ err: error, jobId: job.id }, "claim not looked at"),
      );
    written = false;
    if (!ended && !stop.signal.aborted) timer = nextLook();
  }

  async function compare(): Promise<void> {
    const record = await store.get(job.id);
    if (ended || record?.claim?.claimId === job.claim?.claimId) return;
    stop.now(isCancelling(record) ? "cancelled" : "claim-lost");
  }

  return {
    held() {
      written = true;
    },
    async lost() {
      await compare().catch(() => {});
      stop.now("claim-lost");
    },
    end() {
      ended = true;
      timer.cancel();
    },
  };
}

/** Somebody has cancelled the job while it ran, and its attempt has not ended yet. */
export const isCancelling = (job: Job | undefined): boolean =>
  job?.status === "running" && job.cancelRequestedAt !== undefined;

function afterUnref(delayMs: number, run: () => void): { cancel(): void } {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return { cancel: () => clearTimeout(timer) };
}
