// A group: several jobs, and what runs when all of them have ended. Two documents: what it is made of, and how far it is.
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { idOfKey } from "../enqueue/idempotency.ts";
import { VisibleError } from "../errors.ts";
import { FollowUpJob, type JobStatus } from "../record/job.ts";

/** What a group is made of. Written once, before its first job. */
export const GroupMembers = z.object({
  title: z.string(),
  createdAt: z.number(),
  jobs: z.array(FollowUpJob),
  followUps: z.array(FollowUpJob.extend({ when: z.enum(["ended", "succeeded"]) })),
});
export type GroupMembers = z.infer<typeof GroupMembers>;

/** One letter for each job, in their order: a group of a thousand stays small, as each end of a job rewrites it. */
const letters = { succeeded: "s", dead: "d", cancelled: "c" } as const satisfies Partial<
  Record<JobStatus, string>
>;
export type EndedStatus = keyof typeof letters;
export const UNFINISHED = ".";
export const letterOf = (status: JobStatus): string =>
  status in letters ? letters[status as EndedStatus] : UNFINISHED;

/** Undefined for a job that has not ended. */
export const statusOf = (letter: string | undefined): EndedStatus | undefined =>
  (Object.keys(letters) as EndedStatus[]).find((status) => letters[status] === letter);

/** How far a group is. */
export const GroupState = z.object({
  /** `.` unfinished, `s` succeeded, `d` dead, `c` cancelled. */
  ends: z.string(),
  /** Every job of it was enqueued. */
  begun: z.boolean(),
  /** What was enqueued behind it. */
  followed: z.array(z.enum(["ended", "succeeded"])),
  /** How often it was looked at because it had not ended, and when it is to be looked at again. */
  looks: z.number(),
  lookAt: z.number(),
  endedAt: z.number().optional(),
});
export type GroupState = z.infer<typeof GroupState>;

export const MEMBERS = "group-members";
export const STATE = "group";

/** The id of a group's job. It follows from the group's, so that enqueuing it twice makes one job. */
export const memberId = (backend: Backend, groupId: string, index: number, typeName: string): string =>
  idOfKey(backend, typeName, memberKey(groupId, index));

export const memberKey = (groupId: string, index: number): string => `group ${groupId} ${index}`;

/** Groups live as long as a job of theirs may: it waits in its queue, then as a dead letter, and is kept for a while. */
export const groupExpiry = ({ settings, now }: Backend): number =>
  Math.ceil(now() / 1_000) +
  settings.queue.retentionSeconds +
  settings.deadLetterQueue.retentionSeconds +
  settings.jobs.longestRetentionSeconds;

/** @throws VisibleError `group-not-found` */
export async function readMembers({ store }: Backend, groupId: string): Promise<GroupMembers> {
  const found = await store.getDocument(MEMBERS, groupId);
  if (found) return GroupMembers.parse(found.value);
  throw new VisibleError("group-not-found", `no group ${groupId}; it may have expired`, { groupId });
}

const MOST_TRIES = 50;
const PAUSE_MS = 20;

/**
 * Changes the state of a group as it is at this moment; `change` gives undefined for no change.
 * @returns the state as it is then; undefined when there is no such group.
 */
export async function changeState(
  backend: Backend,
  groupId: string,
  change: (state: GroupState) => GroupState | undefined,
): Promise<GroupState | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await backend.store.getDocument(STATE, groupId);
    if (!found) return undefined;
    const before = GroupState.parse(found.value);
    const after = change(before);
    if (after === undefined) return before;
    if (await putState(backend, groupId, after, found.revision)) return after;
    // Another job of the group has just ended too.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS));
  }
  throw new VisibleError("try-again", `group ${groupId} is changed by too many at once; try again`, {
    groupId,
  });
}

/** One that has not ended is listed by when it is to be looked at. */
export const putState = (
  backend: Backend,
  groupId: string,
  state: GroupState,
  revision: number,
): Promise<boolean> =>
  backend.store.putDocument(STATE, groupId, state, {
    revision,
    expiresAtSeconds: groupExpiry(backend),
    ...(state.endedAt === undefined && { listedAt: state.lookAt }),
  });

const LONGEST_PAUSE_MS = 86_400_000;

/** After two runs of `recover` (2 minutes), then 4, 8 … and once a day. */
export const nextLook = (
  { settings, now }: Backend,
  looks: number,
): Pick<GroupState, "looks" | "lookAt"> => ({
  looks,
  lookAt: now() + Math.min(settings.recover.everySeconds * 2_000 * 2 ** looks, LONGEST_PAUSE_MS),
});
