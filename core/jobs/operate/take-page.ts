// The next page of jobs that a bulk operation is done to: found, and noted before anything is done to it.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { BulkRun } from "./apply-operation.ts";
import { filterOfBulk, isMeant } from "./bulk-request.ts";
import { AWAY_SECONDS, type BulkState, nextPhase, type Wait } from "./bulk-state.ts";

const PAGE = 50;
/** Jobs that one search reads past, to find a page. */
const MOST_READ = 1_000;

/** Notes the next page, so that after a crash it is known what may have been done. */
export async function takePage(
  backend: Backend,
  { id: ownId, request, startedAt }: BulkRun,
  state: BulkState,
): Promise<BulkState | Wait> {
  const canariesLeft = state.phase === "canary" ? (request.canary ?? 0) - state.canaries.length : undefined;
  if (state.exhausted || canariesLeft === 0) return nextPhase(backend, state);
  const full = request.operation === "retry" && (await isFull(backend));
  if (full) return { waitSeconds: AWAY_SECONDS, because: "as many messages wait as may" };
  const { cursor: from, ...rest } = state;
  const page = await backend.store
    .search({
      filter: filterOfBulk(request, startedAt),
      order: "oldest",
      limit: Math.min(PAGE, canariesLeft ?? PAGE),
      maxRead: MOST_READ,
      ...(from !== undefined && { cursor: from }),
    })
    .catch((error: unknown) => ifOfAnotherRelease(error));
  // From the beginning: what was done does not fit any more, or is not done twice.
  if (!page) return rest;
  const { items, cursor, read } = page;
  const taken = items.filter((job) => isMeant(request, job, ownId)).map(({ id }) => id);
  return {
    ...rest,
    ...(cursor !== undefined && { cursor }),
    exhausted: cursor === undefined,
    taken,
    canaries: canariesLeft === undefined ? state.canaries : [...state.canaries, ...taken],
    read: state.read + read,
  };
}

/** The cursor was noted by a release whose searches have other ones. */
function ifOfAnotherRelease(error: unknown): undefined {
  if (!(error instanceof VisibleError && error.code === "invalid-cursor")) throw error;
}

/** Above the limit at which the API refuses new jobs, the messages of retried ones would wait too long as well. */
const isFull = async ({ queue, settings }: Backend): Promise<boolean> =>
  (await queue.backlog()) + PAGE > settings.queue.maxBacklog;
