// Looks at the dead-letter queue, and logs once for each message why the message is there.

import type { Backend } from "../backend.ts";
import type { ReceivedMessage } from "../ports.ts";
import { cut } from "../record/attempt-error.ts";
import { expiry } from "../record/death.ts";
import type { DeadLetter } from "../record/job.ts";
import { diagnose, isPoisonedAgain } from "./diagnose.ts";
import { lastInspection, noteInspection } from "./last-inspection.ts";

export type Inspected = {
  /** Messages that were visible and looked at. */
  seen: number;
  /** Logged in this run for the first time. */
  poisoned: number;
  /** Left for a later run: their job is running just now, or the store did not answer. */
  postponed: number;
};

/** Up to so many batches are looked at one after the other. What is beyond them is looked at in parallel. */
const FIRST_BATCHES = 2;
const PARALLEL_BATCHES = 10;

/** Characters kept of a body that belongs to no job. A job message has about a hundred. */
const BODY_CHARACTERS = 1_000;

type Run = Inspected & {
  /** How many messages may still be logged in this run, without those that are being looked up. */
  left: number;
  /** True once a message was met beyond the limit. */
  limited: boolean;
};

/**
 * Peeks through the whole queue and makes each message visible again. Nothing is deleted: only an operator takes a
 * message out. A run logs up to `settings.deadLetters.maxMessages`; messages that are known already do not count, or a run
 * would never get past them. A run whose time is over leaves hidden what it has looked at until the next sweep has been, which
 * so goes on where this one stopped.
 * @param hasTime whether to look at another batch, and then to make that many messages visible again
 * @param unlessUnchanged a long queue that holds as many as when it was last read to its end is read once an hour only
 */
export async function inspectDeadLetters(
  backend: Backend,
  hasTime: (peeked: number) => boolean = () => true,
  { unlessUnchanged = false }: { unlessUnchanged?: boolean } = {},
): Promise<Inspected> {
  const startedAt = backend.now();
  const { maxMessages, sweepSeconds, timeoutSeconds } = backend.settings.deadLetters;
  if (unlessUnchanged && (await isUnchanged(backend))) return { seen: 0, poisoned: 0, postponed: 0 };
  const run: Run = { seen: 0, poisoned: 0, postponed: 0, left: maxMessages, limited: false };
  const peeked: string[] = [];
  let reachedEnd = false;
  let allSeen = false;
  let isCutShort = false;
  try {
    reachedEnd = await peekThrough(backend, run, peeked, () => hasTime(peeked.length));
    isCutShort = !reachedEnd && !run.limited;
    // This is read while all peeked messages are hidden. A second run, or somebody in the console, may hide others.
    allSeen = reachedEnd && run.seen > 0 && (await backend.deadLetters.depth()) <= run.seen;
  } finally {
    await backend.deadLetters.release(peeked, isCutShort ? sweepSeconds + timeoutSeconds : 0);
  }
  if (run.limited) {
    backend.log.warn({ limit: maxMessages, seen: run.seen }, "dead letters left for the next sweep");
  } else if (!reachedEnd) {
    backend.log.warn({ seen: run.seen }, "no time to look at every dead letter");
  }
  if (allSeen && !run.limited && run.postponed === 0) await noteInspection(backend, startedAt, run.seen);
  const { seen, poisoned, postponed } = run;
  return { seen, poisoned, postponed };
}

/** Where nobody deals with thousands of dead letters, each sweep would read them all again. */
async function isUnchanged(backend: Backend): Promise<boolean> {
  const { maxMessages, unchangedSeconds } = backend.settings.deadLetters;
  const last = await lastInspection(backend);
  if (!last || last.seen <= maxMessages || backend.now() - last.startedAt >= unchangedSeconds * 1000)
    return false;
  return (await backend.deadLetters.depth()) === last.seen;
}

/** @returns whether the queue's end was reached. */
async function peekThrough(
  backend: Backend,
  run: Run,
  peeked: string[],
  hasTime: () => boolean,
): Promise<boolean> {
  const met = new Set<string>();
  /** @returns false for an empty batch, or only messages whose peek has run out: all of the queue has been looked at. */
  const look = async (): Promise<boolean> => {
    const batch = await backend.deadLetters.peek(backend.settings.deadLetters.peekSeconds);
    peeked.push(...batch.map((message) => message.receiptHandle));
    const fresh = batch.filter((message) => !met.has(message.messageId));
    for (const message of fresh) met.add(message.messageId);
    await Promise.all(fresh.map((message) => inspectOne(backend, message, run)));
    return fresh.length > 0;
  };
  const lookOn = async (batches: number): Promise<"end" | "more"> => {
    for (let batch = 0; batch < batches; batch++) {
      if (run.limited || !hasTime()) return "more";
      if (!(await look())) return "end";
    }
    return "more";
  };
  if ((await lookOn(FIRST_BATCHES)) === "end") return true;
  const rest = Array.from({ length: PARALLEL_BATCHES }, () => lookOn(Number.POSITIVE_INFINITY));
  // No loop may still peek when the peeked messages are released.
  await Promise.allSettled(rest);
  return (await Promise.all(rest)).every((reached) => reached === "end");
}

/** Never throws, so that one message that cannot be looked up does not keep the others from being logged. */
async function inspectOne(backend: Backend, message: ReceivedMessage, run: Run): Promise<void> {
  const log = backend.log.child({ messageId: message.messageId });
  let reserved = false;
  try {
    const known = await backend.store.getDeadLetter(message.messageId);
    if (known && !(await isPoisonedAgain(backend, known, message))) {
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
  // The message was not logged, so it does not count towards the limit.
  if (reserved) run.left++;
}

/** @returns false when the job of the message is running at this moment. */
async function logOne(backend: Backend, message: ReceivedMessage): Promise<boolean> {
  const diagnosis = await diagnose(backend, message);
  if (diagnosis === "running") return false;
  const { cause, reason, job, error } = diagnosis;
  const ids = job ? { jobId: job.id, jobType: job.type } : diagnosis.ids;
  // The message is logged before it is recorded: if the process ends in between, it is logged twice instead of never.
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
  await noteLetter(backend, {
    messageId: message.messageId,
    ...ids,
    cause,
    reason,
    ...(job ? {} : { body: cut(message.body, BODY_CHARACTERS) }),
    // The entry does not hold the job's error: that belongs to the job's data and is deleted with it.
    ...(message.sentAt === undefined ? {} : { sentAt: message.sentAt }),
    seenAt: backend.now(),
    expiresAtSeconds: expiry(backend.now(), backend.settings.jobs.terminalRetentionSeconds),
  });
  return true;
}

/** As often as the end of an attempt is written: a letter that is not noted is logged again. */
const TRIES = 3;
const PAUSE_MS = 100;

async function noteLetter(backend: Backend, letter: DeadLetter): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await backend.store.putDeadLetter(letter);
      return;
    } catch (error) {
      if (attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
}
