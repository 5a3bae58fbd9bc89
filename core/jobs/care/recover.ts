// Finds jobs that should have moved and did not, and sends their messages again, so that a lost message does not lose its job.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { openBreakers } from "../hold/breakers.ts";
import { switchOf } from "../hold/document-switch.ts";
import type { Page } from "../ports.ts";
import type { JobStatus, JobSummary } from "../record/job.ts";
import { longestWait } from "../record/longest-wait.ts";
import { sent } from "../record/states.ts";
import { overdueMs, recoverJob } from "./recover-job.ts";
import {
  type List,
  type Position,
  recallPosition,
  rememberPosition,
  startingAt,
} from "./recover-position.ts";

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

const PAGE = 100;
/** Read past, to find the oldest job that was not tried yet. */
const MOST_READ = 1_000;

const statuses: Readonly<Record<List, readonly JobStatus[]>> = { unsent: ["pending"], sent };

type Run = Pick<Recovered, "resent" | "lost" | "expired" | "cancelled" | "failed"> & {
  queueIsEmpty: boolean;
  pagesLeft: number;
  /** The first page of each list that was read from its beginning. */
  firstPages: Map<List, Page<JobSummary>>;
  hasTime(): boolean;
};

/**
 * Looks at unfinished jobs that are old enough to be overdue, oldest first. While the queue is long, it looks only at jobs
 * that were never sent: the messages of the others may still wait there (docs/decisions/0001), so their records are not read.
 * So it is while the consumer is paused.
 * A run reads at most `settings.recover.maxPages` pages, and the next run goes on where it stopped. This bounds the cost of
 * a run, and neither list keeps the other waiting. `hasTime` says whether to begin another job.
 */
export async function recoverJobs(backend: Backend, hasTime: () => boolean = () => true): Promise<Recovered> {
  const { shortQueue, maxPages } = backend.settings.recover;
  const backlog = await backend.queue.backlog();
  const run: Run = {
    ...{ resent: 0, lost: 0, expired: 0, cancelled: 0, failed: 0 },
    queueIsEmpty: backlog === 0,
    pagesLeft: maxPages,
    firstPages: new Map(),
    hasTime,
  };
  const consumerPaused = await isPaused(backend);
  const lists: readonly List[] = backlog <= shortQueue && !consumerPaused ? ["unsent", "sent"] : ["unsent"];
  const before = await recallPosition(backend);
  const stoppedAt = await walk(backend, run, startingAt(lists, before), before);
  // A position in a list that this run did not read is kept.
  if (stoppedAt || (before && lists.includes(before.list))) await rememberPosition(backend, stoppedAt);
  const { resent, lost, expired, cancelled, failed } = run;
  return {
    ...{ resent, lost, expired, cancelled, failed },
    oldestPendingSeconds: await oldestSeconds(backend, run, "unsent", "pending"),
    oldestQueuedSeconds: await oldestSeconds(backend, run, "sent", "queued"),
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

/** @returns where it stopped, or undefined when it has read every list. */
async function walk(
  backend: Backend,
  run: Run,
  lists: readonly List[],
  before: Position | undefined,
): Promise<Position | undefined> {
  for (const list of lists) {
    let cursor = before?.list === list ? before.cursor : undefined;
    do {
      if (run.pagesLeft === 0) return position(list, cursor);
      const page = await readPage(backend, run, list, cursor);
      for (const summary of page.items) {
        if (!run.hasTime()) return position(list, cursor);
        if (mayBeOverdue(backend, summary)) await recoverOne(backend, summary, run);
      }
      // The list begins with the oldest. When no job of a page is old enough to be overdue, no later job is.
      const last = page.items.at(-1);
      cursor = last && ageMs(last, backend.now()) >= overdueMs(backend) ? page.cursor : undefined;
    } while (cursor !== undefined);
  }
  return undefined;
}

const position = (list: List, cursor: string | undefined): Position => ({
  list,
  ...(cursor === undefined ? {} : { cursor }),
});

async function readPage(
  { store }: Backend,
  run: Run,
  list: List,
  cursor: string | undefined,
): Promise<Page<JobSummary>> {
  run.pagesLeft--;
  const query = { status: statuses[list], order: "oldest", limit: PAGE } as const;
  if (cursor !== undefined) {
    try {
      return await store.list({ ...query, cursor });
    } catch (error) {
      // The position was noted by a deployment whose lists were laid out in another way.
      if (!(error instanceof VisibleError && error.code === "invalid-cursor")) throw error;
    }
  }
  const page = await store.list(query);
  run.firstPages.set(list, page);
  return page;
}

/** Of the jobs of this status in a list: from its first page, when the run has read it and the answer is there. */
async function oldestSeconds(backend: Backend, run: Run, list: List, status: JobStatus): Promise<number> {
  const first = run.firstPages.get(list);
  let since = longestWait(first?.items.filter((job) => job.status === status) ?? [])?.since;
  if (since === undefined && (!first || first.cursor !== undefined)) {
    const page = await backend.store.list({ status, order: "oldest", limit: PAGE, maxRead: MOST_READ });
    since = longestWait(page.items)?.since ?? page.readTo;
  }
  return since === undefined ? 0 : Math.max(0, (backend.now() - since) / 1000);
}

const ageMs = (job: JobSummary, now: number) => now - job.createdAt;

/** Decides from the index alone, so that a healthy job costs no read of its record. */
export const mayBeOverdue = (backend: Pick<Backend, "now" | "settings">, job: JobSummary): boolean =>
  backend.now() - Math.max(job.createdAt, job.sentAt ?? 0, job.nextAttemptAt ?? 0) >= overdueMs(backend);

/** Never throws, so that one job that cannot be recovered does not keep those behind it from being looked at. */
async function recoverOne(backend: Backend, { id, type }: JobSummary, run: Run): Promise<void> {
  try {
    const recovered = await recoverJob(backend, id, run.queueIsEmpty);
    if (recovered !== "none") run[recovered]++;
  } catch (error) {
    backend.log.error({ err: error, jobId: id, jobType: type }, "job not recovered");
    run.failed++;
  }
}
