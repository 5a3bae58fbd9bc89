// Looks at the dead-letter queue and says, once for each message, why it is there.
import { cut } from "./attempt-error.ts";
import type { Backend } from "./backend.ts";
import { expiry } from "./death.ts";
import { diagnose, isPoisonedAgain } from "./diagnose.ts";
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

/**
 * Peeks at up to `settings.alarm.maxMessages`, and makes each visible again. Nothing is deleted: only an operator
 * takes a message out. `hasTime` says whether to look at another batch.
 */
export async function inspectDeadLetters(
  backend: Backend,
  hasTime: () => boolean = () => true,
): Promise<Inspected> {
  const inspected: Inspected = { seen: 0, poisoned: 0, postponed: 0 };
  for await (const message of peekDeadLetters(backend, hasTime)) {
    inspected.seen++;
    await inspectOne(backend, message, inspected);
  }
  return inspected;
}

async function inspectOne(backend: Backend, message: ReceivedMessage, inspected: Inspected): Promise<void> {
  const log = backend.log.child({ messageId: message.messageId });
  try {
    const known = await backend.store.getDeadLetter(message.messageId);
    if (known && !(await isPoisonedAgain(backend, known))) return;
    const diagnosis = await diagnose(backend, message);
    if (diagnosis === "running") {
      inspected.postponed++;
      return;
    }
    const { cause, reason, job, error } = diagnosis;
    const ids = job ? { jobId: job.id, jobType: job.type } : diagnosis.ids;
    // Logged before it is remembered: rather twice than never.
    log.error(
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
    inspected.poisoned++;
  } catch (error) {
    inspected.postponed++;
    log.warn({ err: error }, "dead letter not inspected");
  }
}
