// How far the runs of `recover` have come: where the last one stopped, and when there is something to look for again.
import * as z from "zod";
import type { Backend } from "../backend.ts";

const KEY = "recover:position";
const Progress = z.object({
  /** Where a run stopped before the end. The next run goes on from there. */
  at: z
    .object({
      list: z.enum(["unsent", "sent"]),
      /** Cursor of the page that was not finished; absent for the first page of the list. */
      cursor: z.string().optional(),
      /** When the first of the jobs met so far is expected to move (ms). */
      first: z.number(),
    })
    .optional(),
  /** The same (ms) of a walk that has met every job that was sent. */
  quietSince: z.number().optional(),
});
export type Progress = z.infer<typeof Progress>;
/** Jobs that were never sent, and jobs of which a message should be on its way. */
export type List = NonNullable<Progress["at"]>["list"];

/** What is older than this is ignored. */
const KEPT_SECONDS = 86_400;

/** Progress that cannot be read costs a run that begins at the beginning, and no job. */
export async function recallProgress({ cache, log }: Backend): Promise<Progress> {
  try {
    return Progress.catch({}).parse((await cache.get(KEY)) ?? {});
  } catch (error) {
    log.warn({ err: error }, "where recover stopped is not known");
    return {};
  }
}

export async function rememberProgress(backend: Backend, progress: Progress): Promise<void> {
  const expiresAtSeconds = Math.ceil(backend.now() / 1000) + KEPT_SECONDS;
  try {
    await backend.cache.put(KEY, progress, expiresAtSeconds);
  } catch (error) {
    backend.log.warn({ err: error }, "where recover stopped is not noted");
  }
}

/** The same lists, beginning with the one that was not finished. */
export function startingAt(lists: readonly List[], at: Progress["at"]): readonly List[] {
  return at === undefined || !lists.includes(at.list)
    ? lists
    : [at.list, ...lists.filter((list) => list !== at.list)];
}
