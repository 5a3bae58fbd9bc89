// Takes a group of jobs in. What it is made of is written before the first of them, so that a crash leaves no half of it.
import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { enqueueMember } from "../enqueue/enqueue.ts";
import { assertKey } from "../enqueue/idempotency.ts";
import { VisibleError } from "../errors.ts";
import { invalidFields } from "../field-errors.ts";
import { encodeId } from "../record/ids.ts";
import { canonicalJson } from "../record/json.ts";
import { assertNotUnique, type FollowUp, storedFollowUp } from "./follow-up.ts";
import {
  changeState,
  type GroupMembers,
  groupExpiry,
  MEMBERS,
  memberId,
  memberKey,
  nextLook,
  putState,
  readMembers,
  UNFINISHED,
} from "./group.ts";
import { markEnded } from "./mark-ended.ts";

const MOST_JOBS = 1_000;
const MOST_FOLLOW_UPS = 10;
const HOW_MANY = `must be 1 to ${MOST_JOBS} jobs`;

/** As it comes over HTTP or from a file. */
export const GroupRequest = z.strictObject({
  /** One line for lists. */
  title: z.string().max(200).optional(),
  /** Of any types but those with a unique rule. */
  jobs: z
    .array(z.strictObject({ type: z.string(), payload: z.unknown() }))
    .min(1, HOW_MANY)
    .max(MOST_JOBS, HOW_MANY),
  /** Enqueued when all jobs have ended; with `succeeded` only once all have succeeded, also by a redrive. */
  followUps: z
    .array(
      z.strictObject({
        type: z.string(),
        payload: z.unknown(),
        when: z.enum(["ended", "succeeded"]).default("ended"),
      }),
    )
    .max(MOST_FOLLOW_UPS)
    .default([]),
});
export type GroupRequest = z.infer<typeof GroupRequest>;

/** The same in code, where a type may be given itself. */
export type NewGroup = {
  jobs: readonly FollowUp[];
  followUps?: readonly (FollowUp & { when?: "ended" | "succeeded" })[];
  title?: string | undefined;
  /** The same key gives the same group; with other jobs it is refused. */
  idempotencyKey?: string;
};

export type EnqueuedGroup = {
  groupId: string /** In the order given. */;
  jobIds: string[];
  created: boolean;
};

/** Below the item limit, with room for the rest. */
const MOST_BYTES = 256 * 1024;
const PARALLEL = 10;

/**
 * Records a group and enqueues its jobs. It is accepted once it is recorded: what could not be enqueued at once, because
 * the store went away or the time of the request was over, is enqueued by the minute's function.
 * @throws VisibleError `invalid-request`, `group-too-large`, `idempotency-conflict`
 */
export async function enqueueGroup(backend: Backend, request: NewGroup): Promise<EnqueuedGroup> {
  const members = draft(backend, request);
  const key = request.idempotencyKey;
  if (key !== undefined) assertKey(key);
  const groupId = `grp_${encodeId(key === undefined ? randomBytes(32) : createHash("sha256").update(key).digest())}`;
  const expiresAtSeconds = groupExpiry(backend);
  const created = await backend.store.putDocument(MEMBERS, groupId, members, {
    revision: 0,
    expiresAtSeconds,
  });
  if (!created) assertSame(members, await readMembers(backend, groupId), groupId);
  const ends = UNFINISHED.repeat(members.jobs.length);
  const state = { ends, begun: false, followed: [], ...nextLook(backend, 0) };
  const isNew = await putState(backend, groupId, state, 0);
  try {
    if (isNew || !(await isBegun(backend, groupId))) await beginGroup(backend, groupId, members);
  } catch (error) {
    // It is accepted: the minute's function goes on, as it does when this request's time is over.
    backend.log.warn({ err: error, groupId }, "group not wholly enqueued yet");
  }
  const jobIds = members.jobs.map(({ type }, index) => memberId(backend, groupId, index, type));
  return { groupId, jobIds, created };
}

const isBegun = async (backend: Backend, groupId: string): Promise<boolean> =>
  (await changeState(backend, groupId, () => undefined))?.begun ?? false;

/** Enqueues each of its jobs that is not there yet. May be repeated. */
export async function beginGroup(backend: Backend, groupId: string, { jobs }: GroupMembers): Promise<void> {
  const left = [...jobs.entries()];
  const enqueuer = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [groupIndex, job] = next;
      await enqueueMember(backend, job, { groupId, groupIndex, key: memberKey(groupId, groupIndex) });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, enqueuer));
  await changeState(backend, groupId, (state) => (state.begun ? undefined : { ...state, begun: true }));
  // All of them may have ended before this was noted.
  await markEnded(backend, groupId, []);
}

function draft(backend: Backend, { jobs, followUps = [], title }: NewGroup): GroupMembers {
  if (jobs.length === 0 || jobs.length > MOST_JOBS) {
    throw invalidFields([{ path: "jobs", message: `${HOW_MANY}, and are ${jobs.length}` }]);
  }
  if (followUps.length > MOST_FOLLOW_UPS) {
    throw invalidFields([{ path: "followUps", message: `may have ${MOST_FOLLOW_UPS} jobs at most` }]);
  }
  const members: GroupMembers = {
    title: title ?? `${jobs.length} jobs`,
    createdAt: backend.now(),
    jobs: jobs.map((job, index) => {
      const stored = storedFollowUp(backend, job, `jobs[${index}]`);
      assertNotUnique(backend, stored.type, `jobs[${index}].type`);
      return stored;
    }),
    followUps: followUps.map(({ when = "ended", ...job }, index) => ({
      ...storedFollowUp(backend, job, `followUps[${index}]`),
      when,
    })),
  };
  const bytes = Buffer.byteLength(JSON.stringify(members));
  if (bytes <= MOST_BYTES) return members;
  throw new VisibleError(
    "group-too-large",
    `the payloads of the group have ${bytes} bytes together and may have ${MOST_BYTES}; make it smaller, or several groups of it`,
  );
}

function assertSame(asked: GroupMembers, there: GroupMembers, groupId: string): void {
  const essence = ({ jobs, followUps }: GroupMembers) => canonicalJson({ jobs, followUps });
  if (essence(asked) === essence(there)) return;
  throw new VisibleError(
    "idempotency-conflict",
    `this Idempotency-Key was used for group ${groupId}, with other jobs; use a new key`,
    { groupId },
  );
}
