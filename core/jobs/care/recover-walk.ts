// Walks through the lists of unfinished jobs, oldest first, from where the last run stopped.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { Page } from "../ports.ts";
import type { JobStatus, JobSummary } from "../record/job.ts";
import { sent } from "../record/states.ts";
import { overdueMs, recoverJob } from "./recover-job.ts";
import { type List, type Progress, startingAt } from "./recover-progress.ts";

/** As many as a store lists at once. A store whose list has many keys asks each of them once for so many. */
export const PAGE = 1_000;

const statuses: Readonly<Record<List, readonly JobStatus[]>> = { unsent: ["pending"], sent };

/** What a run has done so far, and what it may still do. */
export type Walk = Record<"resent" | "lost" | "expired" | "cancelled" | "failed", number> & {
  queueIsEmpty: boolean;
  pagesLeft: number;
  /** The first page of each list that was read from its beginning. */
  firstPages: Map<List, Page<JobSummary>>;
  hasTime(): boolean;
};

/**
 * Whether no job that was sent can be overdue yet. Whatever happens to a job, it is expected to move later than it happened.
 * So once a walk has met all jobs, none is overdue before the first of them can be.
 */
export const isQuiet = (backend: Backend, { at, quietSince }: Progress): boolean =>
  at?.list !== "sent" && quietSince !== undefined && backend.now() - quietSince < overdueMs(backend);

/** @returns how far it came, for the next run; undefined when that is as it was. */
export async function walkLists(
  backend: Backend,
  walk: Walk,
  lists: readonly List[],
  before: Progress,
): Promise<Progress | undefined> {
  const kept = lists.includes("sent") ? {} : { quietSince: before.quietSince };
  // A position in a list that this run does not read is kept.
  const position = before.at && !lists.includes(before.at.list) ? { at: before.at } : {};
  let after: Progress = { ...position, ...kept };
  for (const list of startingAt(lists, before.at)) {
    const ended = await walkList(backend, walk, list, before.at?.list === list ? before.at : undefined);
    if (ended.at) {
      after = { ...after, at: ended.at };
      break;
    }
    if (list === "sent" && ended.quietSince !== undefined) after = { ...after, quietSince: ended.quietSince };
  }
  return JSON.stringify(after) === JSON.stringify(before) ? undefined : after;
}

async function walkList(backend: Backend, walk: Walk, list: List, from: Progress["at"]): Promise<Progress> {
  let cursor = from?.cursor;
  let pages = cursor === undefined ? 0 : 1;
  /** When the first of the jobs that were met is expected to move; jobs that come from now on are expected later than now. */
  let first = from?.first ?? backend.now();
  do {
    const at = { list, first, ...(cursor === undefined ? {} : { cursor }) };
    if (walk.pagesLeft === 0) return { at };
    const page = await readPage(backend, walk, list, cursor);
    pages++;
    for (const summary of page.items) {
      if (!walk.hasTime()) return { at };
      const isDue = mayBeOverdue(backend, summary);
      first = Math.min(first, isDue ? await recoverOne(backend, summary, walk) : expectedAt(summary));
    }
    // The list begins with the oldest. When no job of a page is old enough to be overdue, no later job is.
    const last = page.items.at(-1);
    const isOld = last !== undefined && backend.now() - last.createdAt >= overdueMs(backend);
    if (last && !isOld) first = Math.min(first, last.createdAt);
    cursor = isOld ? page.cursor : undefined;
  } while (cursor !== undefined);
  // A list of one page is read each time for the ages, so there is nothing to save.
  return pages > 1 ? { quietSince: first } : {};
}

async function readPage(
  { store }: Backend,
  walk: Walk,
  list: List,
  cursor: string | undefined,
): Promise<Page<JobSummary>> {
  walk.pagesLeft--;
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
  walk.firstPages.set(list, page);
  return page;
}

/** From the index alone, so that a healthy job costs no read of its record. One that runs has its lease beside. */
const expectedAt = (job: JobSummary): number =>
  Math.max(job.createdAt, job.sentAt ?? 0, job.nextAttemptAt ?? 0);

/** As `recover` would see it, from the index alone. */
export const mayBeOverdue = (backend: Pick<Backend, "now" | "settings">, job: JobSummary): boolean =>
  backend.now() - expectedAt(job) >= overdueMs(backend);

/**
 * Never throws, so that one job that cannot be recovered does not keep those behind it from being looked at.
 * @returns when the job is expected to move from now on.
 */
async function recoverOne(backend: Backend, job: JobSummary, walk: Walk): Promise<number> {
  try {
    const recovered = await recoverJob(backend, job.id, walk.queueIsEmpty);
    if (recovered === "none") return expectedAt(job);
    walk[recovered]++;
    return backend.now();
  } catch (error) {
    backend.log.error({ err: error, jobId: job.id, jobType: job.type }, "job not recovered");
    walk.failed++;
    return expectedAt(job);
  }
}
