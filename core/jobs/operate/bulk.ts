// One thing done to all jobs that match: counted before, started as a job of its own, and watched.
import type { Backend } from "../backend.ts";
import { enqueue } from "../enqueue/enqueue.ts";
import { StoreError, VisibleError } from "../errors.ts";
import { switchOf } from "../hold/document-switch.ts";
import type { Job, JobSummary } from "../record/job.ts";
import { withRequest } from "../record/request.ts";
import { isTerminal } from "../record/states.ts";
import { BULK, bulkJob } from "./bulk-job.ts";
import { BulkRequest, filterOfBulk, isMeant, parseBulk } from "./bulk-request.ts";
import { type BulkFailure, newState, readState } from "./bulk-state.ts";
import { type Drive, driveBulk } from "./drive-bulk.ts";
import { jobNotFound } from "./read-jobs.ts";
import { runNow } from "./run-now.ts";

export type BulkPreview = {
  /** How many match; at least so many when it is not exact. */
  count: number;
  /** False when the count ended before all were read. */
  exact: boolean;
  /** Jobs that were read. */
  read: number;
  /** The ten oldest. */
  sample: JobSummary[];
  /** Then the operation waits as its jobs do, unless it is driven here (`driveHere`). */
  consumerPaused: boolean;
};

export type BulkView = {
  id: string;
  request: BulkRequest;
  /**
   * `canary`: the first few are done or waited for. `stopped`: they did not end well, and nothing more was done. `dead`: its
   * job has died, and can be retried; it goes on where it was.
   */
  status: "waiting" | "canary" | "running" | "done" | "stopped" | "cancelled" | "dead";
  createdAt: number;
  endedAt?: number;
  /** `skipped`: jobs that moved on before their turn came. */
  counts: { done: number; skipped: number; failed: number; read: number; deadLettersDeleted: number };
  /** The first 50 of those that failed. */
  failures: BulkFailure[];
  stopped?: string;
  /** Why it does not go on at this moment. */
  because?: string;
  consumerPaused: boolean;
};

const PAGE = 100;
const MOST_READ = 1_000;
const SAMPLE = 10;

/**
 * Counts what an operation would be done to, and shows ten. `hasTime` says whether to read on: without an index a count reads
 * every job.
 * @throws VisibleError `invalid-request`
 */
export async function previewBulk(
  backend: Backend,
  request: Pick<BulkRequest, "operation" | "filter">,
  hasTime: () => boolean = () => true,
): Promise<BulkPreview> {
  const filter = filterOfBulk(parseBulk(request), backend.now() + 1);
  const found = { count: 0, read: 0, sample: [] as JobSummary[] };
  let cursor: string | undefined;
  do {
    const page = await backend.store.search({
      ...{ filter, order: "oldest", limit: PAGE, maxRead: MOST_READ },
      ...(cursor !== undefined && { cursor }),
    });
    const meant = page.items.filter((job) => isMeant(request, job));
    found.count += meant.length;
    found.read += page.read;
    found.sample.push(...meant.slice(0, SAMPLE - found.sample.length));
    cursor = page.cursor;
  } while (cursor !== undefined && hasTime());
  return { ...found, exact: cursor === undefined, consumerPaused: await isPaused(backend) };
}

export type StartOptions = {
  /** Somebody drives it at once (`driveHere`): its own job begins only if that has not ended it within so many seconds. */
  hereForSeconds?: number;
};

/**
 * Starts the operation: a job of type `jobs:bulk`, of the highest priority that the app has. It is done to jobs that were made
 * before this moment. It is a job like any other: `cancelJob` ends it, what it has done stays done.
 * @throws VisibleError `invalid-request`; as `enqueue` does.
 */
export async function startBulk(
  backend: Backend,
  request: BulkRequest,
  { hereForSeconds }: StartOptions = {},
): Promise<BulkView> {
  parseBulk(request);
  const high = backend.settings.consumer.shares.high !== undefined;
  const { job } = await enqueue(backend, bulkJob, request, {
    ...(high && { priority: "high" }),
    ...(hereForSeconds !== undefined && { delaySeconds: hereForSeconds }),
  });
  return await viewOf(backend, job);
}

/** @throws VisibleError `job-not-found`, also for a job of another type. */
export async function getBulk(backend: Backend, id: string): Promise<BulkView> {
  const job = await backend.store.get(id);
  if (job?.type !== BULK || job.deletedAt !== undefined) throw jobNotFound(id);
  return await viewOf(backend, job);
}

/** The last that were started, the newest first; without those that are gone by now, or of a newer release. @throws StoreError */
export async function listBulk(backend: Backend, limit: number): Promise<BulkView[]> {
  const { items } = await backend.store.list({ type: BULK, order: "newest", limit });
  const read = items.map(({ id }) =>
    getBulk(backend, id).catch((error: unknown) => {
      if (error instanceof StoreError) throw error;
      return undefined;
    }),
  );
  return (await Promise.all(read)).filter((view) => view !== undefined);
}

/**
 * Drives an operation in this process until it has ended or `signal` fires, beside its own job or instead of it: for who has
 * paused the consumer, or would wait behind a long queue.
 */
export async function driveHere(
  backend: Backend,
  id: string,
  { signal, report, pause }: Pick<Drive, "signal" | "report"> & { pause(seconds: number): Promise<void> },
): Promise<BulkView> {
  const { request, createdAt: startedAt } = await getBulk(backend, id);
  for (;;) {
    const bulk = { id, request, startedAt };
    const driven = await driveBulk(backend, bulk, {
      ...{ signal, hasTime: () => true, isCancelled: () => isCancelled(backend, id) },
      ...(report && { report }),
    });
    if ("ended" in driven) break;
    if (await isCancelled(backend, id)) return await getBulk(backend, id);
    await pause(driven.waitSeconds);
  }
  // Its job notes the end, now instead of later.
  await runNow(backend, id).catch((error: unknown) => {
    if (!(error instanceof VisibleError)) throw error;
  });
  return await getBulk(backend, id);
}

const isCancelled = async ({ store }: Backend, id: string): Promise<boolean> =>
  (await store.get(id))?.status === "cancelled";

async function viewOf(backend: Backend, job: Job): Promise<BulkView> {
  const request = BulkRequest.parse((await withRequest(backend, job)).request);
  const state = (await readState(backend, job.id))?.state ?? newState(request.canary !== undefined);
  const { done, skipped, failed, read, deadLetters: deadLettersDeleted, failures, stopped } = state;
  const endedAt = state.endedAt ?? job.endedAt;
  const because = job.snoozed?.reason ?? job.trouble?.reason;
  return {
    id: job.id,
    request,
    status: statusOf(job, state),
    createdAt: job.createdAt,
    ...(endedAt !== undefined && { endedAt }),
    counts: { done, skipped, failed, read, deadLettersDeleted },
    failures,
    ...(stopped !== undefined && { stopped }),
    ...(because !== undefined && !isTerminal(job.status) && { because }),
    consumerPaused: await isPaused(backend),
  };
}

function statusOf(
  job: Job,
  state: Pick<ReturnType<typeof newState>, "phase" | "stopped" | "read">,
): BulkView["status"] {
  if (state.stopped !== undefined) return "stopped";
  if (state.phase === "ended") return "done";
  if (job.status === "cancelled" || job.status === "dead") return job.status;
  if (state.read === 0) return "waiting";
  return state.phase === "all" || state.phase === "dead-letters" ? "running" : "canary";
}

/** A switch that cannot be read keeps nobody from operating. */
const isPaused = async (backend: Backend): Promise<boolean> =>
  (
    await switchOf(backend)
      .read()
      .catch(() => ({ paused: false }))
  ).paused;
