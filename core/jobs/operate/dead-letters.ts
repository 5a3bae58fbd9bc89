// The messages that were seen in the dead-letter queue: each with what has become of it, and the removal of those without a job.
import type { Backend } from "../backend.ts";
import { type InQueue, lookInDeadLetterQueue, peekDeadLetters } from "../care/peek-dead-letters.ts";
import { VisibleError } from "../errors.ts";
import { fingerprintOf } from "../record/fingerprint.ts";
import type { DeadCause, DeadLetter, Job, JobStatus } from "../record/job.ts";
import { parseMessage } from "../record/message.ts";
import { withToldQueue } from "./told-queue.ts";

/**
 * `in-queue`: it is still there. `redriven`: its job runs or has run again since. `expired`: SQS has kept it as long as it
 * keeps messages. `purged`: its job is dead as before, and the message is gone. `removed`: it belonged to no job, and is gone.
 * The others are what the job is now. `unknown`: it was not seen, and not all of the queue was.
 */
export type LetterFate =
  | "in-queue"
  | "redriven"
  | "succeeded"
  | "cancelled"
  | "archived"
  | "deleted"
  | "expired"
  | "purged"
  | "removed"
  | "unknown";

export type ListedLetter = DeadLetter & {
  fate: LetterFate;
  inQueue: InQueue;
  /** Of its job now. */
  jobStatus?: JobStatus;
  fingerprint?: string;
};

export type LetterQuery = {
  limit: number;
  cursor?: string;
  cause?: readonly DeadCause[];
  type?: readonly string[];
  jobId?: readonly string[];
  fingerprint?: readonly string[];
};

export type LetterPage = {
  items: ListedLetter[];
  cursor?: string;
  /** Why it is not known what is in the queue. */
  problem?: string;
};

/** Entries that one call reads past to find those that fit. */
const MOST_READ = 1_000;

/**
 * Newest first. A page that is not full has a cursor when there is more.
 * @throws VisibleError `invalid-cursor`
 */
export async function listLetters(
  backend: Backend,
  query: LetterQuery,
  hasTime?: () => boolean,
): Promise<LetterPage> {
  let problem: string | undefined;
  const look = await lookInDeadLetterQueue(backend, hasTime).catch((error: unknown) => {
    problem = error instanceof Error ? error.message : String(error);
    return undefined;
  });
  const inQueue = look?.inQueue ?? ((): InQueue => "unknown");
  const items: ListedLetter[] = [];
  let { cursor } = query;
  let read = 0;
  do {
    const page = await backend.store.listDeadLetters({
      limit: query.limit - items.length,
      ...(cursor !== undefined && { cursor }),
    });
    const listed = await Promise.all(page.items.map((entry) => describe(backend, entry, inQueue)));
    items.push(...listed.filter((one) => fits(one, query)));
    read += page.items.length;
    cursor = page.cursor;
  } while (cursor !== undefined && items.length < query.limit && read < MOST_READ);
  return { items, ...(cursor !== undefined && { cursor }), ...(problem !== undefined && { problem }) };
}

/** @throws VisibleError `message-not-found` for one that no inspection has seen. */
export async function getLetter(
  backend: Backend,
  messageId: string,
  hasTime?: () => boolean,
): Promise<ListedLetter> {
  const entry = await backend.store.getDeadLetter(messageId);
  if (!entry) throw notSeen(messageId);
  const look = await lookInDeadLetterQueue(backend, hasTime).catch(() => undefined);
  return await describe(backend, entry, look?.inQueue ?? (() => "unknown"));
}

const notSeen = (messageId: string) =>
  new VisibleError("message-not-found", `no message ${messageId} was seen in the dead-letter queue`, {
    messageId,
  });

/**
 * Takes a message that belongs to no job out of the dead-letter queue, for good.
 * @throws VisibleError `message-not-found` when it was not met, `message-of-a-job`: its job is archived or deleted instead,
 * `queue-unavailable`.
 */
export async function deleteLetter(
  given: Backend,
  messageId: string,
  hasTime?: () => boolean,
): Promise<void> {
  const backend = withToldQueue(given);
  for await (const message of peekDeadLetters(backend, hasTime)) {
    if (message.messageId !== messageId) continue;
    const jobId = await jobOf(backend, message.body);
    if (jobId !== undefined) {
      throw new VisibleError(
        "message-of-a-job",
        `message ${messageId} carries job ${jobId}: retry, archive or delete the job, and its message goes with it`,
        { messageId, jobId },
      );
    }
    if ((await backend.deadLetters.delete([message.receiptHandle])) === 0) break;
    backend.log.info({ messageId }, "dead letter deleted");
    return;
  }
  throw new VisibleError(
    "message-not-found",
    `message ${messageId} was not met in the dead-letter queue: it is gone, or another reader hides it; try again in ${backend.settings.deadLetters.peekSeconds} s`,
    { messageId },
  );
}

/** The job that is dead, and that this message would run again. */
async function jobOf({ registry, store }: Backend, body: string): Promise<string | undefined> {
  const parsed = parseMessage(body);
  if (parsed.kind !== "readable" || !registry.has(parsed.message.type)) return undefined;
  const job = await store.get(parsed.message.jobId);
  return job && job.deletedAt === undefined ? job.id : undefined;
}

async function describe(
  backend: Backend,
  entry: DeadLetter,
  look: (messageId: string) => InQueue,
): Promise<ListedLetter> {
  const job = entry.jobId === undefined ? undefined : await backend.store.get(entry.jobId);
  const inQueue = look(entry.messageId);
  const error = job?.attempts.at(-1)?.error;
  const fingerprint = job && fingerprintOf(job);
  return {
    ...entry,
    ...(error && { error }),
    ...{ inQueue, fate: fateOf(backend, entry, job, inQueue) },
    ...(job && job.deletedAt === undefined && { jobStatus: job.status }),
    ...(fingerprint !== undefined && { fingerprint }),
  };
}

function fateOf(
  { settings, now }: Backend,
  entry: DeadLetter,
  job: Job | undefined,
  inQueue: InQueue,
): LetterFate {
  if (inQueue === "yes") return "in-queue";
  const keptUntil = (entry.sentAt ?? entry.seenAt) + settings.deadLetterQueue.retentionSeconds * 1000;
  const isOver = keptUntil <= now();
  if (job?.deletedAt !== undefined) return "deleted";
  if (job?.archivedAt !== undefined) return "archived";
  if (job?.status === "succeeded" || job?.status === "cancelled") return job.status;
  if (job && (job.status !== "dead" || job.redrives.some(({ at }) => at > entry.seenAt))) return "redriven";
  if (isOver) return "expired";
  if (inQueue === "unknown") return "unknown";
  return job ? "purged" : "removed";
}

function fits(letter: ListedLetter, { cause, type, jobId, fingerprint }: LetterQuery): boolean {
  const among = (wanted: readonly string[] | undefined, value: string | undefined) =>
    wanted === undefined || (value !== undefined && wanted.includes(value));
  return (
    among(cause, letter.cause) &&
    among(type, letter.jobType) &&
    among(jobId, letter.jobId) &&
    among(fingerprint, letter.fingerprint)
  );
}
