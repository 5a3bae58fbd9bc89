// Whether a job waits for a message that is not there, or that nobody can receive: its queue was purged, or all it holds is hidden.
import type { Backend } from "../backend.ts";
import type { Job } from "../record/job.ts";

/** SQS's counts follow a send after a minute or so. [SQS: GetQueueAttributes] */
const COUNTED_MS = 120_000;

export type MissingMessage = { queue: string; since: number } & (
  | { is: "lost"; until: number }
  /** Of a job that is queued: the messages that are. */
  | { is: "hidden"; inFlight: number }
);

/**
 * SQS can tell only where a queue holds nothing at all, or nothing that is visible: it finds no message by the job's id. Costs
 * a request to each queue.
 * @returns since when the job waits in vain, and when `recover` sends it again (both ms); undefined where that is not known.
 */
export async function missingMessage(
  { queue, settings, now }: Pick<Backend, "queue" | "settings" | "now">,
  job: Job,
): Promise<MissingMessage | undefined> {
  const { status, createdAt, sentAt = 0, nextAttemptAt = 0, attempts, priority = "default" } = job;
  if (status !== "queued" && status !== "retrying") return undefined;
  const { startedAt = 0, endedAt = startedAt } = attempts.at(-1) ?? {};
  const since = Math.max(createdAt, sentAt, endedAt);
  if (now() - since < COUNTED_MS) return undefined;
  const counts = await queue.counts().catch(() => []);
  const mine = counts.find((one) => one.priority === priority);
  if (!mine || mine.visible + mine.delayed > 0) return undefined;
  const { queue: name, inFlight } = mine;
  if (inFlight > 0) {
    // Of one that is held back, or that could not begin, the record says why its message is hidden.
    const isTold = status !== "queued" || job.heldBack !== undefined || job.trouble !== undefined;
    return isTold ? undefined : { is: "hidden", queue: name, since, inFlight };
  }
  const until = Math.max(since, nextAttemptAt) + settings.recover.overdueSeconds * 1000;
  return { is: "lost", queue: name, since, until };
}
