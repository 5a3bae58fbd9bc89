// Where a run of `recover` stopped. The next run goes on from there.
import * as z from "zod";
import type { Backend } from "../backend.ts";

const KEY = "recover:position";
const Position = z.object({
  list: z.enum(["unsent", "sent"]),
  /** Cursor of the page that was not finished; absent for the first page of the list. */
  cursor: z.string().optional(),
});
export type Position = z.infer<typeof Position>;
/** Jobs that were never sent, and jobs of which a message should be on its way. */
export type List = Position["list"];

/** A position that is older than this is ignored. */
const KEPT_SECONDS = 86_400;

/** A position that cannot be read costs a run that begins at the beginning, and no job. */
export async function recallPosition({ cache, log }: Backend): Promise<Position | undefined> {
  try {
    return Position.optional()
      .catch(undefined)
      .parse(await cache.get(KEY));
  } catch (error) {
    log.warn({ err: error }, "where recover stopped is not known");
    return undefined;
  }
}

/** @param at undefined once a run has read every list. */
export async function rememberPosition(backend: Backend, at: Position | undefined): Promise<void> {
  const expiresAtSeconds = Math.ceil(backend.now() / 1000) + KEPT_SECONDS;
  try {
    await backend.cache.put(KEY, at ?? null, expiresAtSeconds);
  } catch (error) {
    backend.log.warn({ err: error }, "where recover stopped is not noted");
  }
}

/** The same lists, beginning with the one that was not finished. */
export function startingAt(lists: readonly List[], at: Position | undefined): readonly List[] {
  return at === undefined || !lists.includes(at.list)
    ? lists
    : [at.list, ...lists.filter((list) => list !== at.list)];
}
