// Finds jobs that should have moved and did not, and sends their messages again, so that a lost message does not lose its job.
import type { Backend } from "../backend.ts";
import { openBreakers } from "../hold/breakers.ts";
import { switchOf } from "../hold/document-switch.ts";
import type { JobStatus } from "../record/job.ts";
import { longestWait } from "../record/longest-wait.ts";
import { noteRecovery } from "./last-recovery.ts";
import { type List, recallProgress, rememberProgress } from "./recover-progress.ts";
import { isQuiet, PAGE, type Walk, walkLists } from "./recover-walk.ts";

export type Recovered = {
  resent: number;
  /** Given up, cause `lost`. */
  lost: number;
  /** Past their deadline: dead, cause `expired`. */
  expired: number;
  /** Cancelled while they ran, and their attempt never ended. */
  cancelled: number;
  /** The queue or the store refused. The next run tries again. */
  failed: number;
  /**
   * Age in seconds of the oldest job that was never sent, and of the oldest that waits for its first attempt; 0 when there
   * is none. Behind a thousand jobs that were tried already, the second is what it can be at most.
   */
  oldestPendingSeconds: number;
  oldestQueuedSeconds: number;
  /** Then no message is overdue: nobody receives. */
  consumerPaused: boolean;
  /** Job types whose breaker is open. */
  openBreakers: number;
};

/** Read past, to find the oldest job that was not tried yet. */
const MOST_READ = 1_000;

/**
 * Looks at unfinished jobs that are old enough to be overdue, oldest first. While the queue is long, it looks only at jobs
 * that were never sent: the messages of the others may still wait there (docs/decisions/0001), so their records are not read.
 * So it is while the consumer is paused, and while none of the jobs that it has met can be overdue.
 * A run reads at most `settings.recover.maxPages` pages, and the next run goes on where it stopped. This bounds the cost of
 * a run, and neither list keeps the other waiting. `hasTime` says whether to begin another job.
 */
export async function recoverJobs(backend: Backend, hasTime: () => boolean = () => true): Promise<Recovered> {
  const { shortQueue, maxPages } = backend.settings.recover;
  const startedAt = backend.now();
  const backlog = await backend.queue.backlog();
  const walk: Walk = {
    ...{ resent: 0, lost: 0, expired: 0, cancelled: 0, failed: 0 },
    queueIsEmpty: backlog === 0,
    pagesLeft: maxPages,
    firstPages: new Map(),
    hasTime,
  };
  const consumerPaused = await isPaused(backend);
  const before = await recallProgress(backend);
  const mayMiss = backlog <= shortQueue && !consumerPaused && !isQuiet(backend, before);
  const lists: readonly List[] = mayMiss ? ["unsent", "sent"] : ["unsent"];
  const after = await walkLists(backend, walk, lists, before);
  if (after) await rememberProgress(backend, after);
  await noteRecovery(backend, startedAt);
  const { resent, lost, expired, cancelled, failed } = walk;
  return {
    ...{ resent, lost, expired, cancelled, failed },
    oldestPendingSeconds: await oldestSeconds(backend, walk, "unsent", "pending"),
    oldestQueuedSeconds: await oldestSeconds(backend, walk, "sent", "queued"),
    consumerPaused,
    openBreakers: await countBreakers(backend),
  };
}

async function countBreakers(backend: Backend): Promise<number> {
  const breakers = await openBreakers(backend);
  for (const { type, cause, failures } of breakers) {
    backend.log.warn({ jobType: type, cause, failures }, "breaker open, jobs wait");
  }
  return breakers.length;
}

/** A switch that cannot be read does not keep jobs from being recovered: a message too many is acknowledged. */
async function isPaused(backend: Backend): Promise<boolean> {
  try {
    return (await switchOf(backend).read()).paused;
  } catch (error) {
    backend.log.warn({ err: error }, "whether the consumer is paused is not known");
    return false;
  }
}

/** Of the jobs of this status in a list: from its first page, when the run has read it and the answer is there. */
async function oldestSeconds(backend: Backend, walk: Walk, list: List, status: JobStatus): Promise<number> {
  const first = walk.firstPages.get(list);
  let since = longestWait(first?.items.filter((job) => job.status === status) ?? [])?.since;
  if (since === undefined && (!first || first.cursor !== undefined)) {
    const page = await backend.store.list({ status, order: "oldest", limit: PAGE, maxRead: MOST_READ });
    since = longestWait(page.items)?.since ?? page.readTo;
  }
  return since === undefined ? 0 : Math.max(0, (backend.now() - since) / 1000);
}
