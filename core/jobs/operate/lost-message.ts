// Whether a job waits for a message that is not there: its queue was purged, or the message has expired.
import type { Backend } from "../backend.ts";
import type { Job } from "../record/job.ts";

/** SQS's counts follow a send after a minute or so. [SQS: GetQueueAttributes] */
const COUNTED_MS = 120_000;

/**
 * SQS can tell only where a queue holds nothing at all: it finds no message by the job's id. Costs a request to each queue.
 * @returns since when the job waits in vain, and when `recover` sends it again (both ms); undefined where that is not known.
 */
export async function lostMessage(
  { queue, settings, now }: Pick<Backend, "queue" | "settings" | "now">,
  job: Job,
): Promise<{ queue: string; since: number; until: number } | undefined> {
  const { status, createdAt, sentAt = 0, nextAttemptAt = 0, attempts, priority = "default" } = job;
  if (status !== "queued" && status !== "retrying") return undefined;
  const { startedAt = 0, endedAt = startedAt } = attempts.at(-1) ?? {};
  const since = Math.max(createdAt, sentAt, endedAt);
  if (now() - since < COUNTED_MS) return undefined;
  const counts = await queue.counts().catch(() => []);
  const mine = counts.find((one) => one.priority === priority);
  if (!mine || mine.visible + mine.inFlight + mine.delayed > 0) return undefined;
  const until = Math.max(since, nextAttemptAt) + settings.recover.overdueSeconds * 1000;
  return { queue: mine.queue, since, until };
}
