// Looks at the dead-letter queue and says, once for each message, why it is there.
import { cut } from "./attempt-error.ts";
import type { Backend } from "./backend.ts";
import { expiry } from "./death.ts";
import { diagnose, isPoisonedAgain } from "./diagnose.ts";
import { noteInspection } from "./last-inspection.ts";
import { peekDeadLetters } from "./peek-dead-letters.ts";
import type { ReceivedMessage } from "./ports.ts";

export type Inspected = {
  /** Messages that were visible and looked at. */
  seen: number;
  /** Logged in this run for the first time. */
  poisoned: number;
  /** Left for a later run: their job is running just now, or the store did not answer. */
  postponed: number;
};

/** Of a body that belongs to no job, the ledger keeps so many; a job message has about a hundred. */
const BODY_CHARACTERS = 1_000;

type Run = Inspected & {
  /** Messages that may still be logged in this run, those that are being looked up taken off. */
  left: number;
  /** There was a message beyond the limit. */
  limited: boolean;
};

/**
 * Peeks through the whole queue and makes each message visible again. Nothing is deleted: only an operator takes a
 * message out. A run logs up to `settings.alarm.maxMessages`; messages that are known already do not count, or a run
 * would never get beyond them. `hasTime` says whether to look at another batch.
 */
export async function inspectDeadLetters(
  backend: Backend,
  hasTime: () => boolean = () => true,
): Promise<Inspected> {
  const startedAt = backend.now();
  const { maxMessages } = backend.settings.alarm;
  const run: Run = { seen: 0, poisoned: 0, postponed: 0, left: maxMessages, limited: false };
  const { reachedEnd, metAll } = await peekDeadLetters(
    backend,
    () => !run.limited && hasTime(),
    (message) => inspectOne(backend, message, run),
  );
  const { seen, poisoned, postponed, limited } = run;
  if (limited) backend.log.warn({ limit: maxMessages, seen }, "dead letters left for the next sweep");
  else if (!reachedEnd) backend.log.warn({ seen }, "no time to look at every dead letter");
  if (metAll && !limited && postponed === 0) await noteInspection(backend, startedAt);
  return { seen, poisoned, postponed };
}

/** It never throws: one message's trouble must not hold up the others. */
async function inspectOne(backend: Backend, message: ReceivedMessage, run: Run): Promise<void> {
  const log = backend.log.child({ messageId: message.messageId });
  let reserved = false;
  try {
    const known = await backend.store.getDeadLetter(message.messageId);
    if (known && !(await isPoisonedAgain(backend, known))) {
      run.seen++;
      return;
    }
    if (run.left === 0) {
      run.limited = true;
      return;
    }
    run.left--;
    reserved = true;
    run.seen++;
    if (await logOne({ ...backend, log }, message)) {
      run.poisoned++;
      return;
    }
    run.postponed++;
  } catch (error) {
    if (!reserved) run.seen++;
    run.postponed++;
    log.warn({ err: error }, "dead letter not inspected");
  }
  // What was not logged counts for nothing.
  if (reserved) run.left++;
}

/** @returns false when its job is running just now. */
async function logOne(backend: Backend, message: ReceivedMessage): Promise<boolean> {
  const diagnosis = await diagnose(backend, message);
  if (diagnosis === "running") return false;
  const { cause, reason, job, error } = diagnosis;
  const ids = job ? { jobId: job.id, jobType: job.type } : diagnosis.ids;
  // Logged before it is remembered: rather twice than never.
  backend.log.error(
    {
      deadLetter: true,
      cause,
      reason,
      ...ids,
      sentAt: message.sentAt === undefined ? undefined : new Date(message.sentAt).toISOString(),
      ...(job ? { attempts: job.attempts.length, status: job.status } : {}),
      ...(error ? { error } : {}),
    },
    "message poisoned",
  );
  await backend.store.putDeadLetter({
    messageId: message.messageId,
    ...ids,
    cause,
    reason,
    ...(job ? {} : { body: cut(message.body, BODY_CHARACTERS) }),
    // Not the error: it is the job's, and goes when the job's data is deleted.
    ...(message.sentAt === undefined ? {} : { sentAt: message.sentAt }),
    seenAt: backend.now(),
    expiresAtSeconds: expiry(backend, backend.now()),
  });
  return true;
}
