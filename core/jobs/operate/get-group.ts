// Reads a group: how far it is, its jobs, and what follows.
import type { Backend } from "../backend.ts";
import { idOfKey } from "../enqueue/idempotency.ts";
import { followUpKey } from "../follow/follow-up.ts";
import {
  type EndedStatus,
  GroupState,
  memberId,
  readMembers,
  STATE,
  statusOf,
  UNFINISHED,
} from "../follow/group.ts";
import { countEnds, type GroupCounts } from "../follow/mark-ended.ts";

export type GroupView = {
  groupId: string;
  title: string;
  createdAt: number;
  /** When the last of its jobs had ended, and what follows was enqueued. */
  endedAt?: number;
  counts: GroupCounts;
  /** In the order in which they were given. */
  jobs: { id: string; type: string; ended?: EndedStatus }[];
  /** `id` is that of a job once it was enqueued. */
  followUps: { id: string; type: string; when: "ended" | "succeeded"; enqueued: boolean }[];
};

/** @throws VisibleError `group-not-found` */
export async function getGroup(backend: Backend, groupId: string): Promise<GroupView> {
  const [members, found] = await Promise.all([
    readMembers(backend, groupId),
    backend.store.getDocument(STATE, groupId),
  ]);
  // A crash may have come between the two documents.
  const state = found ? GroupState.parse(found.value) : undefined;
  const ends = state?.ends ?? UNFINISHED.repeat(members.jobs.length);
  return {
    groupId,
    title: members.title,
    createdAt: members.createdAt,
    ...(state?.endedAt !== undefined && { endedAt: state.endedAt }),
    counts: countEnds(ends),
    jobs: members.jobs.map(({ type }, index) => {
      const ended = statusOf(ends[index]);
      return { id: memberId(backend, groupId, index, type), type, ...(ended && { ended }) };
    }),
    followUps: members.followUps.map(({ type, when }, index) => ({
      id: idOfKey(backend, type, followUpKey(groupId, index)),
      type,
      when,
      enqueued: state?.followed.includes(when) ?? false,
    })),
  };
}
