// Fair queues: measures which tenants of a standard queue take more than their share of the consumers. [SQS: How fair queues work]
import type { Group, Queue } from "./model.ts";

/** How many messages of a tenant, or of the whole queue, are in flight: at this moment, and on average of late. */
export type Usage = {
  inFlight: number;
  /** As of `changedAt`; the longer ago, the less it weighs. */
  average: number;
  changedAt: number;
};

export const noUsage = (): Usage => ({ inFlight: 0, average: 0, changedAt: 0 });

/** Both measures of SQS have this threshold; the one of messages in flight also wants so many. */
const NOISY_SHARE = 0.1;
const NOISY_IN_FLIGHT = 30;
/** A noisy tenant of whom nothing was in flight for so long is quiet again. */
const QUIET_AFTER_MS = 5 * 60_000;
/** SQS does not say how long "recent" is. A change has done two thirds of its work after this time. */
const RECENT_MS = 60_000;

/** A message of the group goes into flight (1), or leaves it (-1). */
export function noteFlight(queue: Queue, group: Group, change: 1 | -1): void {
  for (const usage of [queue.usage, group.usage]) {
    usage.average = averageAt(usage, queue.now);
    usage.changedAt = queue.now;
    usage.inFlight += change;
  }
}

function averageAt({ inFlight, average, changedAt }: Usage, now: number): number {
  // A clock that was set back counts as one that stands still.
  const passedMs = Math.max(0, now - changedAt);
  return inFlight + (average - inFlight) * Math.exp(-passedMs / RECENT_MS);
}

/** Whether the messages of quiet tenants go before those of this one. */
export function isNoisy(queue: Queue, group: Group): boolean {
  // Each message without a group id is a tenant of its own.
  if (group.id === "") return false;
  const { usage } = group;
  if (usage.inFlight === 0 && queue.now - usage.changedAt >= QUIET_AFTER_MS) return false;
  const [own, all] = [averageAt(usage, queue.now), averageAt(queue.usage, queue.now)];
  // The share of the consumers' processing time: the time in flight, whose average this is.
  if (own > NOISY_SHARE * all) return true;
  return usage.inFlight >= NOISY_IN_FLIGHT && usage.inFlight > NOISY_SHARE * queue.usage.inFlight;
}
