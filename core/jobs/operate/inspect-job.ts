// All that is known of one job: its record with the payload, why it waits, what happened to it, and what belongs to it.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { GroupCounts } from "../follow/mark-ended.ts";
import { type Failure, failureOf, fingerprintOf } from "../record/fingerprint.ts";
import type { DeadLetter, Job, JobStatus } from "../record/job.ts";
import { withRequest } from "../record/request.ts";
import { followUpsOf } from "./follow-ups-of.ts";
import { getGroup } from "./get-group.ts";
import { getJob } from "./read-jobs.ts";
import { type TimelineEvent, timelineOf } from "./timeline.ts";
import { type Wait, whyItWaits } from "./why-it-waits.ts";

export type JobInspection = {
  /** With its payload. */
  job: Job;
  /** What its last attempt failed of, or what it died of. */
  failure?: Failure & { fingerprint: string };
  waits: Wait[];
  timeline: TimelineEvent[];
  /** The group that it belongs to. */
  group?: { id: string; title: string; counts: GroupCounts };
  /** `status` of those that are enqueued; no `id` where a type is not registered here. */
  followUps: { id?: string; type: string; status?: JobStatus }[];
};

/** Its messages that may have been seen in the dead-letter queue; more are not looked up. */
const MOST_MESSAGES = 20;

/** @throws VisibleError `job-not-found`. */
export async function inspectJob(backend: Backend, jobId: string): Promise<JobInspection> {
  const record = await getJob(backend, jobId);
  const [job, waits, deadLetters, group, followUps] = await Promise.all([
    withRequest(backend, record),
    whyItWaits(backend, record),
    deadLettersOf(backend, record),
    groupOf(backend, record),
    statesOfFollowUps(backend, record),
  ]);
  const failure = failureOf(record);
  const fingerprint = fingerprintOf(record);
  return {
    job,
    ...(failure && fingerprint !== undefined && { failure: { ...failure, fingerprint } }),
    waits,
    timeline: timelineOf(record, deadLetters),
    ...(group && { group }),
    followUps,
  };
}

async function deadLettersOf({ store }: Backend, job: Job): Promise<DeadLetter[]> {
  if (job.attempts.length === 0 && job.status !== "dead") return [];
  const { attempts, messageId, burn, copies = [], redrives } = job;
  const ids = [...attempts, ...redrives, { messageId }, { messageId: burn?.messageId }]
    .map((each) => each.messageId)
    .concat(copies);
  const known = [...new Set(ids)].filter((id) => id !== undefined).slice(-MOST_MESSAGES);
  const found = await Promise.all(known.map((id) => store.getDeadLetter(id)));
  return found.filter((entry) => entry !== undefined);
}

/** A group may have expired before its job. */
async function groupOf(backend: Backend, { groupId }: Job): Promise<JobInspection["group"]> {
  if (groupId === undefined) return undefined;
  const group = await getGroup(backend, groupId).catch((error: unknown) => {
    if (error instanceof VisibleError) return undefined;
    throw error;
  });
  return group && { id: groupId, title: group.title, counts: group.counts };
}

async function statesOfFollowUps(backend: Backend, job: Job): Promise<JobInspection["followUps"]> {
  const { followUps = [] } = job;
  // The id of a job follows from its type's prefix.
  if (!followUps.every(({ type }) => backend.registry.has(type)))
    return followUps.map(({ type }) => ({ type }));
  return await Promise.all(
    followUpsOf(backend, job).map(async ({ id, type }) => {
      const status = (await backend.store.get(id))?.status;
      return { id, type, ...(status !== undefined && { status }) };
    }),
  );
}
