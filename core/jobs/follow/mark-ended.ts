// Marks the jobs of a group that have ended, and enqueues what follows once the last of them has.
import type { Backend } from "../backend.ts";
import { enqueueFollowUp } from "../enqueue/enqueue.ts";
import type { Job } from "../record/job.ts";
import { isTerminal } from "../record/states.ts";
import { followUpKey } from "./follow-up.ts";
import {
  changeState,
  type GroupMembers,
  type GroupState,
  letterOf,
  readMembers,
  UNFINISHED,
} from "./group.ts";

type Ended = Pick<Job, "status" | "groupIndex">;
type When = GroupMembers["followUps"][number]["when"];

/** May be repeated. A dead job that was redriven and then succeeded counts as succeeded. */
export async function markEnded(backend: Backend, groupId: string, jobs: readonly Ended[]): Promise<void> {
  const state = await changeState(backend, groupId, (before) => {
    const ends = [...before.ends];
    for (const { status, groupIndex } of jobs) {
      if (groupIndex !== undefined && isTerminal(status)) ends[groupIndex] = letterOf(status);
    }
    const after = { ...before, ends: ends.join("") };
    return after.ends === before.ends ? undefined : after;
  });
  if (state) await followUp(backend, groupId, state);
}

/** Enqueues what is due and was not enqueued yet, and only then notes that it was. */
async function followUp(backend: Backend, groupId: string, state: GroupState): Promise<void> {
  if (!state.begun || state.ends.includes(UNFINISHED)) return;
  const due = dueOf(state).filter((when) => !state.followed.includes(when));
  if (due.length === 0) return;
  const { followUps } = await readMembers(backend, groupId);
  for (const [index, { when, ...job }] of followUps.entries()) {
    if (due.includes(when)) {
      await enqueueFollowUp(backend, job, { after: groupId, key: followUpKey(groupId, index) });
    }
  }
  await changeState(backend, groupId, (before) => ({
    ...before,
    followed: [...new Set([...before.followed, ...due])],
    endedAt: before.endedAt ?? backend.now(),
  }));
  backend.log.info({ groupId, ...countEnds(state.ends) }, "group ended");
}

const dueOf = ({ ends }: GroupState): When[] =>
  [...ends].every((end) => end === letterOf("succeeded")) ? ["ended", "succeeded"] : ["ended"];

export type GroupCounts = Record<"total" | "succeeded" | "dead" | "cancelled" | "unfinished", number>;

export function countEnds(ends: string): GroupCounts {
  const count = (letter: string) => [...ends].filter((end) => end === letter).length;
  return {
    total: ends.length,
    succeeded: count(letterOf("succeeded")),
    dead: count(letterOf("dead")),
    cancelled: count(letterOf("cancelled")),
    unfinished: count(UNFINISHED),
  };
}
