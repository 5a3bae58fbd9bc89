// Looks at groups that have not ended: what a crash left out is enqueued, and what ended unseen is counted.
import type { Backend } from "../backend.ts";
import { GroupState, STATE } from "./group.ts";

const PAGE = 20;

/**
 * Each open group is looked at ever less often, and at once when the inspector found a dead job of it. `hasTime` says whether to begin another.
 * @returns how many were looked at.
 */
export async function checkGroups(backend: Backend, hasTime: () => boolean = () => true): Promise<number> {
  let looked = 0;
  let cursor: string | undefined;
  do {
    const query = { order: "oldest", limit: PAGE, listedBefore: backend.now() + 1 } as const;
    const page = await backend.store.listDocuments(STATE, {
      ...query,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { id, value } of page.items) {
      if (!hasTime()) return looked;
      looked++;
      const { checkGroup } = await import("../late.ts");
      await checkGroup(backend, id, GroupState.parse(value));
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return looked;
}
