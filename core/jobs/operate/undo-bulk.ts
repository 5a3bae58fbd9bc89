// Takes an operation on many jobs back, where there is a way back: what was archived returns to the inbox.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { type BulkView, getBulk, type StartOptions, startBulk } from "./bulk.ts";
import { filterOfBulk } from "./bulk-request.ts";
import { readState } from "./bulk-state.ts";

/** Whoever drove an operation that was cancelled has brought its page to an end, by a clock of its own. */
const PAGE_MS = 60_000;

/** An archive that has ended, and that archived something. What was retried, cancelled or deleted cannot be called back. */
export const canUndoBulk = ({ request, endedAt, counts }: BulkView): boolean =>
  request.operation === "archive" && endedAt !== undefined && counts.done > 0;

/**
 * Starts an operation that puts back what this one has archived; a job that was archived before, or by somebody else since,
 * and one that was retried, stays as it is. Dead letters that were deleted stay so.
 * @throws VisibleError `job-not-found`, `cannot-be-undone`; as `startBulk` does.
 */
export async function undoBulk(backend: Backend, id: string, options: StartOptions = {}): Promise<BulkView> {
  const bulk = await getBulk(backend, id);
  const { request, createdAt, endedAt, counts } = bulk;
  if (!canUndoBulk(bulk) || endedAt === undefined) {
    throw new VisibleError("cannot-be-undone", `${id} is no archive that has ended: it cannot be undone`, {
      jobId: id,
    });
  }
  const state = (await readState(backend, id))?.state;
  const unarchive = {
    operation: "unarchive",
    filter: { ...filterOfBulk(request, createdAt), archived: true },
    archivedSince: state?.begunAt ?? createdAt,
    archivedUntil: state?.endedAt ?? endedAt + PAGE_MS,
    expected: counts.done,
  } as const;
  return await startBulk(backend, unarchive, options);
}
