// A unique rule: of several equal jobs only the first is let in, and the others get it.
import { createHash } from "node:crypto";
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { DeclaredJob } from "../job-type.ts";
import type { Job } from "../record/job.ts";
import { isTerminal } from "../record/states.ts";

export type UniqueRule<Payload> = {
  /** Jobs with one key are equal. Default: the whole payload, as its caller wrote it, whatever the order of its fields. */
  key?(payload: Payload): string;
  /**
   * `"end"`, the default: equal jobs are kept out until the first has ended (succeeded, dead or cancelled). Seconds: for so
   * long after it was enqueued, also when it has ended before.
   */
  until?: "end" | { seconds: number };
};

/** Whoever took the lock and wrote no record within this time never will. */
const RECORD_SECONDS = 60;
/** A second for another call to write its record. */
const MOST_TRIES = 20;
const PAUSE_MS = 50;

/**
 * Takes the lock of the draft's key. No lock is ever given back, so none can be left behind: whether it still holds is read
 * off the record of the job that it names.
 * @returns the job that holds it already, or undefined when the draft may be recorded.
 * @throws VisibleError `try-again` while the job that holds it is being recorded.
 */
export async function takeLock(backend: Backend, type: DeclaredJob, draft: Job): Promise<Job | undefined> {
  const rule = type.unique;
  if (!rule) return undefined;
  const hash = createHash("sha256").update(rule.keyOf(draft.request)).digest("hex");
  const key = `${type.name}#${hash}`;
  const lock = { jobId: draft.id, at: backend.now() };
  const seconds =
    typeof rule.until === "object" ? rule.until.seconds : backend.settings.jobs.stepRetentionSeconds;
  // A lock that ends with its job outlives also the time for which the job is scheduled.
  const begins = typeof rule.until === "object" ? backend.now() : (draft.nextAttemptAt ?? backend.now());
  const expiresAtSeconds = Math.ceil(begins / 1000 + seconds);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (await backend.store.putLock(key, lock, expiresAtSeconds)) return undefined;
    const held = await backend.store.getLock(key);
    if (!held) continue;
    const holder = await backend.store.get(held.jobId);
    const waits = backend.now() - held.at < RECORD_SECONDS * 1000;
    if (typeof rule.until === "object" ? holder : holder && !isTerminal(holder.status)) return holder;
    if (!holder && waits) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    } else if (await backend.store.putLock(key, lock, expiresAtSeconds, held.jobId)) {
      return undefined;
    }
  }
  throw new VisibleError("try-again", "an equal job is being enqueued at this moment; try again to get it", {
    retryAfterSeconds: 1,
  });
}
