// Deletes from the dead-letter queue what an operator is done with: messages whose job would not run if they were redriven.
import type { Backend } from "../backend.ts";
import { peekDeadLetters } from "../care/peek-dead-letters.ts";
import { StoreError } from "../errors.ts";
import { afterEnd } from "../follow/after-end.ts";
import type { ReceivedMessage } from "../ports.ts";
import type { Job } from "../record/job.ts";
import { isLeftOver, parseMessage } from "../record/message.ts";
import { withToldQueue } from "./told-queue.ts";

/**
 * What became of a job's message in the dead-letter queue. `deleted`. `none`: all of the queue was looked at, and it is not
 * there. `left`: it was not met, because another reader hides it or time was over, or the queue could not be reached. It is then harmless: if somebody redrives it, it is
 * acknowledged without a run.
 */
export type DeadLetterFate = "deleted" | "none" | "left";

export type Letter = {
  deadLetter: DeadLetterFate;
  /** Why it was left, where more is known than that it was not met: a right that is missing. */
  deadLetterProblem?: string;
};

export type Cleared = {
  deleted: number;
  /** Messages that were looked at. */
  looked: number;
  /** All of the queue was looked at: as many messages as SQS counted, whose count lags. Another reader hides messages. */
  reachedEnd: boolean;
};

export type ClearOptions = {
  /** Only messages of jobs that this is true for. Default: of every job. */
  wants?(job: Job): boolean;
  /** Only messages of this job; the walk ends at the first. */
  jobId?: string;
  /** Whether to receive another batch. */
  hasTime?(): boolean;
  /** Messages to look at; `settings.deadLetters.maxMessages` by default. */
  most?: number;
};

const BATCH = 10;
/** Messages that a walk leaves because the store did not tell of their jobs; then the store is away. */
const MOST_MISSED = 10;

/**
 * Walks through the dead-letter queue: SQS has no delete by id, so each message is received, hidden for a while, and judged
 * by its job's record. One whose job has been retried, archived, deleted or cancelled since, or has succeeded, is deleted,
 * once what follows the job is enqueued: its message may be all that still leads there. Every other one is made visible again.
 * @throws VisibleError `queue-unavailable`; StoreError.
 */
export async function clearDeadLetters(given: Backend, options: ClearOptions = {}): Promise<Cleared> {
  const backend = withToldQueue(given);
  const { jobId, hasTime, most } = options;
  const cleared: Cleared = { deleted: 0, looked: 0, reachedEnd: true };
  const depth = await backend.deadLetters.depth();
  if (depth === 0) return cleared;
  let missed = 0;
  const orMissed = (error: unknown): false => {
    if (!(error instanceof StoreError) || ++missed > MOST_MISSED) throw error;
    return false;
  };
  let done: string[] = [];
  const flush = async () => {
    const handles = done;
    done = [];
    if (handles.length === 0) return;
    cleared.deleted += await backend.deadLetters.delete(handles);
  };
  const walk = peekDeadLetters(backend, hasTime, most);
  try {
    for (;;) {
      const step = await walk.next();
      if (step.done) {
        cleared.reachedEnd = step.value && cleared.looked >= depth && missed === 0;
        break;
      }
      cleared.looked++;
      if (!(await isDoneWith(backend, step.value, options).catch(orMissed))) continue;
      done.push(step.value.receiptHandle);
      if (jobId !== undefined || done.length === BATCH) await flush();
      if (jobId !== undefined) {
        cleared.reachedEnd = false;
        break;
      }
    }
    await flush();
  } finally {
    // What was peeked is made visible again.
    await walk.return(false);
  }
  if (cleared.deleted > 0) {
    backend.log.info({ deleted: cleared.deleted, ...(jobId && { jobId }) }, "dead letters deleted");
  }
  return cleared;
}

/** Deletes the dead letter of a job that an operator has just dealt with. It never rejects: the job's record has said it all. */
export async function clearDeadLetterOf(backend: Backend, jobId: string): Promise<Letter> {
  const endsAt = backend.now() + backend.settings.deadLetters.lookSeconds * 1000;
  try {
    const hasTime = () => backend.now() < endsAt;
    const { deleted, reachedEnd } = await clearDeadLetters(backend, { jobId, hasTime });
    if (deleted > 0) return { deadLetter: "deleted" };
    return { deadLetter: reachedEnd ? "none" : "left" };
  } catch (error) {
    backend.log.warn({ err: error, jobId }, "dead letter not looked for");
    return {
      deadLetter: "left",
      deadLetterProblem: error instanceof Error ? error.message : String(error),
    };
  }
}

async function isDoneWith(
  backend: Backend,
  { body }: ReceivedMessage,
  { jobId, wants }: ClearOptions,
): Promise<boolean> {
  const parsed = parseMessage(body);
  if (parsed.kind !== "readable") return false;
  if (jobId !== undefined && parsed.message.jobId !== jobId) return false;
  const job = await backend.store.get(parsed.message.jobId);
  // Without a record nothing says that its job is done with.
  if (!job || wants?.(job) === false) return false;
  const isDone =
    isLeftOver(job, parsed.message) ||
    job.deletedAt !== undefined ||
    job.archivedAt !== undefined ||
    job.status === "succeeded" ||
    job.status === "cancelled";
  return isDone && (await afterEnd(backend, job));
}
