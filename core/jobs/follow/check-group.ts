// Looks at one group that has not ended.
import type { Backend } from "../backend.ts";
import type { Job } from "../record/job.ts";
import { beginGroup } from "./enqueue-group.ts";
import { changeState, type GroupState, memberId, nextLook, readMembers, UNFINISHED } from "./group.ts";
import { markEnded } from "./mark-ended.ts";

const PARALLEL = 10;

/** What a crash left out is enqueued, and what ended unseen is counted. Never rejects. */
export async function checkGroup(backend: Backend, groupId: string, state: GroupState): Promise<void> {
  await look(backend, groupId, state).catch((error: unknown) => {
    backend.log.error({ err: error, groupId }, "group not checked");
  });
}

async function look(backend: Backend, groupId: string, state: GroupState): Promise<void> {
  // Noted first: a group that cannot be checked keeps no other waiting.
  await changeState(backend, groupId, (before) => ({ ...before, ...nextLook(backend, before.looks) }));
  const members = await readMembers(backend, groupId);
  if (!state.begun) await beginGroup(backend, groupId, members);
  const ended: Pick<Job, "status" | "groupIndex">[] = [];
  const open = [...state.ends].flatMap((end, index) => (end === UNFINISHED ? [index] : []));
  const unread: unknown[] = [];
  while (open.length > 0) {
    const read = open.splice(0, PARALLEL).map(async (index) => {
      const id = memberId(backend, groupId, index, members.jobs[index]?.type ?? "");
      try {
        const job = await backend.store.get(id);
        // A record expires only once its job has ended. What became of it is not known any more.
        ended.push({ status: job?.status ?? "dead", groupIndex: index });
      } catch (error) {
        unread.push(error);
      }
    });
    await Promise.all(read);
  }
  // What was read is counted: of many, all might never be read in one look.
  await markEnded(backend, groupId, ended);
  if (unread.length > 0) throw unread[0];
  // Only a look that came to its end makes the pause longer: whoever was accepted, and not enqueued, waits for the next one.
  await changeState(backend, groupId, (before) =>
    before.endedAt === undefined ? { ...before, ...nextLook(backend, before.looks + 1) } : undefined,
  );
}
