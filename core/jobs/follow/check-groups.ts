// Looks at groups that have not ended: what a crash left out is enqueued, and what ended unseen is counted.
import type { Backend } from "../backend.ts";
import type { Job } from "../record/job.ts";
import { beginGroup } from "./enqueue-group.ts";
import { changeState, GroupState, memberId, nextLook, readMembers, STATE, UNFINISHED } from "./group.ts";
import { markEnded } from "./mark-ended.ts";

const PAGE = 20;
const PARALLEL = 10;

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
      const state = GroupState.parse(value);
      await checkGroup(backend, id, state).catch((error: unknown) => lookAgain(backend, id, state, error));
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return looked;
}

/** A look that failed makes the pause before the next no longer: whoever was accepted waits for it. */
async function lookAgain(
  backend: Backend,
  groupId: string,
  { looks }: GroupState,
  error: unknown,
): Promise<void> {
  backend.log.error({ err: error, groupId }, "group not checked");
  const again = (before: GroupState) => ({ ...before, ...nextLook(backend, looks), looks });
  await changeState(backend, groupId, again).catch(() => {});
}

async function checkGroup(backend: Backend, groupId: string, state: GroupState): Promise<void> {
  // Noted first: a group that cannot be checked keeps no other waiting.
  await changeState(backend, groupId, (before) => ({
    ...before,
    ...nextLook(backend, before.looks + 1),
  }));
  const members = await readMembers(backend, groupId);
  if (!state.begun) await beginGroup(backend, groupId, members);
  const ended: Pick<Job, "status" | "groupIndex">[] = [];
  const open = [...state.ends].flatMap((end, index) => (end === UNFINISHED ? [index] : []));
  while (open.length > 0) {
    const read = open.splice(0, PARALLEL).map(async (index) => {
      const id = memberId(backend, groupId, index, members.jobs[index]?.type ?? "");
      const job = await backend.store.get(id);
      // A record expires only once its job has ended. What became of it is not known any more.
      ended.push({ status: job?.status ?? "dead", groupIndex: index });
    });
    await Promise.all(read);
  }
  await markEnded(backend, groupId, ended);
}
