// Finds jobs that should have moved and did not, and sends their messages again, so that a lost message does not lose its job.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { Page } from "../ports.ts";
import type { JobStatus, JobSummary } from "../record/job.ts";
import { unfinished } from "../record/states.ts";
import { overdueMs, recoverJob } from "./recover-job.ts";
import { type Position, recallPosition, rememberPosition, startingAt } from "./recover-position.ts";

export type Recovered = {
  resent: number;
  /** Given up, cause `lost`. */
  lost: number;
  /** The queue or the store refused. The next run tries again. */
  failed: number;
  /** Age in seconds of the oldest job that was never sent, and of the oldest that waits for its first attempt; 0 when there is none. */
  oldestPendingSeconds: number;
  oldestQueuedSeconds: number;
};

const PAGE = 100;

type Run = Pick<Recovered, "resent" | "lost" | "failed"> & {
  queueIsEmpty: boolean;
  pagesLeft: number;
  /** By status, for each status whose list was read from its beginning. */
  oldestSeconds: Map<JobStatus, number>;
  hasTime(): boolean;
};

/**
 * Looks at unfinished jobs that are old enough to be overdue, oldest first. While the queue is long, it looks only at jobs
 * that were never sent: the messages of the others may still wait there (docs/decisions/0001), so their records are not read.
 * A run reads at most `settings.recover.maxPages` pages, and the next run goes on where it stopped. This bounds the cost of
 * a run, and no status keeps the others waiting. `hasTime` says whether to begin another job.
 */
export async function recoverJobs(backend: Backend, hasTime: () => boolean = () => true): Promise<Recovered> {
  const { shortQueue, maxPages } = backend.settings.recover;
  const backlog = await backend.queue.backlog();
  const run: Run = {
    ...{ resent: 0, lost: 0, failed: 0 },
    queueIsEmpty: backlog === 0,
    pagesLeft: maxPages,
    oldestSeconds: new Map(),
    hasTime,
  };
  const statuses: readonly JobStatus[] = backlog <= shortQueue ? unfinished : ["pending"];
  const before = await recallPosition(backend);
  const stoppedAt = await walk(backend, run, startingAt(statuses, before), before);
  // A position in a status that this run did not read is kept.
  if (stoppedAt || (before && statuses.includes(before.status))) await rememberPosition(backend, stoppedAt);
  const { resent, lost, failed } = run;
  return {
    ...{ resent, lost, failed },
    oldestPendingSeconds: await oldestSeconds(backend, run, "pending"),
    oldestQueuedSeconds: await oldestSeconds(backend, run, "queued"),
  };
}

/** @returns where it stopped, or undefined when it has read every status. */
async function walk(
  backend: Backend,
  run: Run,
  statuses: readonly JobStatus[],
  before: Position | undefined,
): Promise<Position | undefined> {
  for (const status of statuses) {
    let cursor = before?.status === status ? before.cursor : undefined;
    do {
      if (run.pagesLeft === 0) return position(status, cursor);
      const page = await readPage(backend, run, status, cursor);
      for (const summary of page.items) {
        if (!run.hasTime()) return position(status, cursor);
        if (mayBeOverdue(backend, summary)) await recoverOne(backend, summary, run);
      }
      // The list begins with the oldest. When no job of a page is old enough to be overdue, no later job is.
      const last = page.items.at(-1);
      cursor = last && ageMs(last, backend.now()) >= overdueMs(backend) ? page.cursor : undefined;
    } while (cursor !== undefined);
  }
  return undefined;
}

const position = (status: JobStatus, cursor: string | undefined): Position => ({
  status,
  ...(cursor === undefined ? {} : { cursor }),
});

async function readPage(
  backend: Backend,
  run: Run,
  status: JobStatus,
  cursor: string | undefined,
): Promise<Page<JobSummary>> {
  run.pagesLeft--;
  if (cursor === undefined) return await readFirstPage(backend, run, status, PAGE);
  return await backend.store
    .list({ status, order: "oldest", limit: PAGE, cursor })
    .catch((error: unknown) => {
      // The position was noted by a deployment whose lists were laid out in another way.
      if (!(error instanceof VisibleError && error.code === "invalid-cursor")) throw error;
      return readFirstPage(backend, run, status, PAGE);
    });
}

async function readFirstPage(backend: Backend, run: Run, status: JobStatus, limit: number) {
  const page = await backend.store.list({ status, order: "oldest", limit });
  const oldest = page.items[0];
  run.oldestSeconds.set(status, oldest ? ageMs(oldest, backend.now()) / 1000 : 0);
  return page;
}

/** Reads the first job of each status whose list this run did not read from its beginning. */
async function oldestSeconds(backend: Backend, run: Run, status: JobStatus): Promise<number> {
  if (!run.oldestSeconds.has(status)) await readFirstPage(backend, run, status, 1);
  return run.oldestSeconds.get(status) ?? 0;
}

const ageMs = (job: JobSummary, now: number) => now - job.createdAt;

/** Decides from the index alone, so that a healthy job costs no read of its record. */
const mayBeOverdue = (backend: Backend, job: JobSummary): boolean =>
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
