// Where a run of `recover` stopped. The next run goes on from there.
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { JobStatus } from "../record/job.ts";

const KEY = "recover:position";
const Position = z.object({
  status: JobStatus,
  /** Cursor of the page that was not finished; absent for the first page of the status. */
  cursor: z.string().optional(),
});
export type Position = z.infer<typeof Position>;

/** A position that is older than this is ignored. */
const KEPT_SECONDS = 86_400;

export async function recallPosition({ cache }: Backend): Promise<Position | undefined> {
  return Position.optional()
    .catch(undefined)
    .parse(await cache.get(KEY));
}

/** @param at undefined once a run has read every status. */
export async function rememberPosition(backend: Backend, at: Position | undefined): Promise<void> {
  const expiresAtSeconds = Math.ceil(backend.now() / 1000) + KEPT_SECONDS;
  await backend.cache.put(KEY, at ?? null, expiresAtSeconds);
}

/** The same statuses in the same order, beginning with the one that was not finished. */
export function startingAt(statuses: readonly JobStatus[], at: Position | undefined): readonly JobStatus[] {
  const start = at === undefined ? -1 : statuses.indexOf(at.status);
  return start <= 0 ? statuses : [...statuses.slice(start), ...statuses.slice(0, start)];
}
