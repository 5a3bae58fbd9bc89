// A unique rule: of several equal jobs only the first is let in, and the others get it.
import { createHash } from "node:crypto";
import type { Backend } from "../backend.ts";
import { StoreError, VisibleError } from "../errors.ts";
import type { DeclaredJob } from "../job-type.ts";
import type { Job, Lock } from "../record/job.ts";
import { requestOf } from "../record/request.ts";
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
 * off the record of the job that it names. Whoever enqueues, edits or retries a job takes the lock first, and then writes
 * the record, if it is still of the revision that the lock names.
 * @param revision of the record that is to be changed; absent when the draft is to be one.
 * @returns the job that holds it already, or undefined when the draft may be recorded.
 * @throws VisibleError `try-again` while the job that it names is being recorded.
 */
export async function takeLock(
  backend: Backend,
  type: DeclaredJob,
  draft: Job,
  revision?: number,
): Promise<Job | undefined> {
  const rule = type.unique;
  if (!rule) return undefined;
  const key = lockKey(type, rule, draft.request);
  const lock: Lock = { jobId: draft.id, at: backend.now(), ...(revision !== undefined && { revision }) };
  const seconds =
    typeof rule.until === "object" ? rule.until.seconds : backend.settings.jobs.stepRetentionSeconds;
  // A lock that ends with its job outlives also the time for which the job is scheduled.
  const begins = typeof rule.until === "object" ? draft.createdAt : (draft.nextAttemptAt ?? backend.now());
  const expiresAtSeconds = Math.ceil(begins / 1000 + seconds);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (await backend.store.putLock(key, lock, expiresAtSeconds)) return undefined;
    const held = await backend.store.getLock(key);
    if (!held) continue;
    const isOwn = held.jobId === draft.id;
    const holder = isOwn ? undefined : await backend.store.get(held.jobId);
    if (holder && (await holds(backend, type, rule, held, holder, key))) return holder;
    const isBeingWritten = !isOwn && (!holder || holder.revision === held.revision);
    if (isBeingWritten && backend.now() - held.at < RECORD_SECONDS * 1000) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    } else if (await backend.store.putLock(key, lock, expiresAtSeconds, held)) {
      return undefined;
    }
  }
  throw new VisibleError("try-again", "an equal job is being enqueued at this moment; try again to get it", {
    retryAfterSeconds: 1,
  });
}

type Rule = NonNullable<DeclaredJob["unique"]>;

const lockKey = ({ name }: DeclaredJob, rule: Rule, request: unknown): string =>
  `${name}#${createHash("sha256").update(rule.keyOf(request)).digest("hex")}`;

/** A job that was edited may have another key by now; one that was to be edited may not have got this one. */
async function holds(
  backend: Backend,
  type: DeclaredJob,
  rule: Rule,
  held: Lock,
  holder: Job,
  key: string,
): Promise<boolean> {
  if (rule.until === "end" && isTerminal(holder.status)) return false;
  if (holder.deletedAt !== undefined || (!holder.edits && held.revision === undefined)) return true;
  try {
    return lockKey(type, rule, await requestOf(backend, holder)) === key;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    // Its payload has expired, or its type cannot read it: nothing says that it is another.
    return true;
  }
}
