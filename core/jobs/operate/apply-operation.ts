// Does a bulk operation's one thing to one job. It may be repeated: a job that it was done to already is not touched again.
import type { Backend } from "../backend.ts";
import { StoreError, VisibleError } from "../errors.ts";
import type { Job } from "../record/job.ts";
import { matchesFilter, matchesIndexed, needsRequest } from "../record/job-filter.ts";
import { withRequest } from "../record/request.ts";
import { waiting } from "../record/states.ts";
import { archiveDead, unarchiveJob } from "./archive-job.ts";
import { type BulkRequest, filterOfBulk, wasArchivedThen } from "./bulk-request.ts";
import { cancelJob } from "./cancel-job.ts";
import { deleteJob, isHalfDeleted } from "./delete-job.ts";
import { assertMeant, type Meant } from "./read-jobs.ts";
import { retryDead } from "./retry-job.ts";
import { runNow } from "./run-now.ts";

/** `begunAt`: from when on what was done to a job may have been done by it (`bulk-state.ts`). */
export type BulkRun = { id: string; request: BulkRequest; startedAt: number; begunAt?: number };

export const isSince = ({ startedAt, begunAt = startedAt }: BulkRun, at: number | undefined): boolean =>
  at !== undefined && at >= begunAt;

export type Applied = "done" | "skipped" | { code: string; message: string };

/** What a job may have done since it was found. It is then no failure that nothing is done to it. */
const MOVED_ON = ["job-moved-on", "job-not-found", "job-running", "job-ended", "job-not-dead"];
const AWAY = ["queue-unavailable", "store-unavailable", "try-again"];

/** Queue or store are away, or somebody else is at it: nothing is wrong with the job. */
export const isAway = (error: unknown): error is StoreError | VisibleError =>
  error instanceof StoreError || (error instanceof VisibleError && AWAY.includes(error.code));

/** @throws what `isAway` tells of: nothing can be done to the job at this moment. */
export async function applyOperation(backend: Backend, bulk: BulkRun, jobId: string): Promise<Applied> {
  for (let tries = 1; ; tries++) {
    try {
      const job = await backend.store.get(jobId);
      if (!job) return "skipped";
      if (isDone(bulk, job)) return "done";
      await carryOut(backend, bulk, job, meantBy(backend, bulk));
      return "done";
    } catch (error) {
      if (isAway(error)) throw error;
      if (error instanceof VisibleError) {
        return MOVED_ON.includes(error.code) ? "skipped" : { code: error.code, message: error.message };
      }
      // A record that cannot be read must not keep the others waiting; a store that is away must.
      if (tries === 1) continue;
      await backend.store.ping();
      return { code: "internal", message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Whether this very operation has been here, before a crash. */
function isDone(bulk: BulkRun, job: Job): boolean {
  const { id, request } = bulk;
  const since = (at: number | undefined) => isSince(bulk, at);
  switch (request.operation) {
    case "retry":
      return job.redrives.some(({ by }) => by === id);
    case "archive":
      return since(job.archivedAt);
    case "unarchive":
      return job.status === "dead" && job.archivedAt === undefined;
    case "delete":
      return since(job.deletedAt) && !isHalfDeleted(job);
    case "cancel":
      return since(job.cancelRequestedAt) || (job.status === "cancelled" && since(job.endedAt));
  }
}

/** The filter, once more: a job may have been taken before a crash, and run, archived or edited since. */
const meantBy = (backend: Backend, { request, startedAt }: BulkRun): Required<Meant> => {
  const filter = filterOfBulk(request, startedAt);
  return {
    async isMeant(job) {
      if (!matchesIndexed(filter, job) || !wasArchivedThen(request, job)) return false;
      return matchesFilter(filter, needsRequest(filter) ? await withRequest(backend, job) : job);
    },
  };
};

async function carryOut(
  backend: Backend,
  { id, request }: BulkRun,
  job: Job,
  meant: Required<Meant>,
): Promise<void> {
  const { operation, maxRedrives, withoutDeadline } = request;
  switch (operation) {
    case "retry": {
      if (waiting.includes(job.status)) {
        await assertMeant(meant, job);
        return void (await runNow(backend, job.id));
      }
      const limits = {
        ...(maxRedrives !== undefined && { maxRedrives }),
        ...(withoutDeadline !== undefined && { withoutDeadline }),
      };
      return void (await retryDead(backend, job.id, { by: id, ...limits, ...meant }));
    }
    case "archive":
      return void (await archiveDead(backend, job.id, meant));
    case "unarchive":
      return void (await unarchiveJob(backend, job.id, meant));
    case "delete":
      return await deleteJob(backend, job.id, meant);
    case "cancel":
      return void (await cancelJob(backend, job.id, meant));
  }
}
