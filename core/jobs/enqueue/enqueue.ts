// Takes a job in. It writes the record before it sends the message, so that no accepted job can be lost.
import { eachPriority, type Priority } from "../../priorities.ts";
import { type Backend, logOf } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { invalidFields, invalidRequest } from "../field-errors.ts";
import { type FollowUp, storedFollowUps } from "../follow/follow-up.ts";
import { withHooks } from "../hooks.ts";
import type { DeclaredJob } from "../job-type.ts";
import { newJobId } from "../record/ids.ts";
import type { FollowUpJob, Job } from "../record/job.ts";
import { readStored, toStored } from "../record/payload.ts";
import { storeRequest, withRequest } from "../record/request.ts";
import { move } from "../record/states.ts";
import { assertTenant } from "../record/tenant.ts";
import { admit } from "./backlog.ts";
import { assertCanRun, type DeadlineOption, deadlineOf } from "./deadline.ts";
import { type DueOptions, dueAt, isFarOff } from "./due.ts";
import { assertKey, existingJob, jobIdOfKey, requestHash } from "./idempotency.ts";
import { sendJob } from "./send-job.ts";
import { takeLock } from "./unique.ts";

export type EnqueueOptions = DueOptions &
  DeadlineOption & {
    /** 1 to 255 characters. The same key gives the same job; with another payload it is refused. */
    idempotencyKey?: string;
    /** W3C trace context, carried as a message attribute. */
    traceparent?: string;
    /**
     * Whose job it is, in place of what the type derives from the payload: 1 to 128 characters of ASCII without spaces. One
     * tenant's many jobs do not hold up another's few.
     */
    tenant?: string;
    /** One of the app's priorities (`defineApp`), in place of the type's own: which queue the job waits in. */
    priority?: Priority;
    /** Enqueued once the job has succeeded, also when it does so after a redrive. At most 10, of 8 KB together. */
    followUps?: readonly FollowUp[];
  };

export type Enqueued = {
  job: Job;
  /** False when the Idempotency-Key, or the type's unique rule, named a job that was there already. */
  created: boolean;
};

/**
 * Records a job of this type and sends its message.
 * @throws VisibleError `invalid-request` (with `errors: [{ path, message }]`), `request-too-large`,
 * `backlog-full`, `idempotency-conflict`, or `queue-unavailable` (with `jobId`: the job is recorded, and is sent by the
 * same key again or by `recover`).
 */
export async function enqueue<Input>(
  backend: Backend,
  type: DeclaredJob<Input>,
  payload: NoInfer<Input>,
  options: EnqueueOptions = {},
): Promise<Enqueued> {
  const draft = draftJob(backend, type, payload, options);
  return await withHooks(backend, "enqueue", { jobType: type.name, jobId: draft.id }, () =>
    accept(backend, type, draft, options),
  );
}

/** Behind a job or a group that has ended. It is never refused because too many wait, and may be repeated. */
export const enqueueFollowUp = (
  backend: Backend,
  job: FollowUpJob,
  { after, key }: { after: string; key: string },
): Promise<void> => enqueueOnce(backend, job, key, { after });

/** A job of a group. It may be repeated. */
export const enqueueMember = (
  backend: Backend,
  job: FollowUpJob,
  { key, ...place }: { groupId: string; groupIndex: number; key: string },
): Promise<void> => enqueueOnce(backend, job, key, place);

async function enqueueOnce(
  backend: Backend,
  { type: name, payload }: FollowUpJob,
  idempotencyKey: string,
  fields: Pick<Job, "after" | "groupId" | "groupIndex">,
): Promise<void> {
  const type = backend.registry.get(name);
  if (!type)
    throw new VisibleError("unknown-job-type", `no job type ${JSON.stringify(name)} is registered here`);
  const draft = { ...draftJob(backend, type, payload, { idempotencyKey }), ...fields };
  try {
    await withHooks(backend, "enqueue", { jobType: name, jobId: draft.id }, () =>
      accept(backend, type, draft, { idempotencyKey, admitted: true }),
    );
  } catch (error) {
    // It is recorded, and `recover` sends it; or it was there, and its data was deleted meanwhile.
    const code = error instanceof VisibleError ? error.code : undefined;
    if (code !== "queue-unavailable" && code !== "idempotency-conflict") throw error;
  }
}

async function accept(
  backend: Backend,
  type: DeclaredJob,
  draft: Job,
  options: EnqueueOptions & { admitted?: boolean },
): Promise<Enqueued> {
  // A repeated request adds nothing to the backlog, so it gets its job also while new jobs are refused.
  const repeated = options.idempotencyKey !== undefined && (await backend.store.get(draft.id)) !== undefined;
  if (!repeated) {
    assertCanRun(draft);
    if (!options.admitted) await admit(backend);
    const equal = await takeLock(backend, type, draft);
    if (equal) return { job: await withRequest(backend, equal), created: false };
  }

  if (await backend.store.create(await storeRequest(backend, draft))) {
    const job = draft.status === "scheduled" ? draft : await send(backend, draft, options);
    if (job.status === "scheduled")
      logOf(backend, job).info({ processAt: job.nextAttemptAt }, "job scheduled");
    return { job: { ...job, request: draft.request }, created: true };
  }
  const existing = await existingJob(backend, draft);
  const job = await sendIfPending(backend, existing, options);
  return { job: { ...job, request: existing.request }, created: false };
}

/** @throws Error naming the type. */
export function assertRegistered({ registry }: Backend, { name }: DeclaredJob): void {
  if (registry.has(name)) return;
  throw new Error(`job type ${name} is not registered; add it to the app's job types (core/registry.ts)`);
}

function draftJob(backend: Backend, type: DeclaredJob, payload: unknown, options: EnqueueOptions): Job {
  assertRegistered(backend, type);
  const { idempotencyKey } = options;
  if (idempotencyKey !== undefined) assertKey(idempotencyKey);
  const stored = toStored(payload);
  const parsed = readStored(type.payload, stored);
  if (!parsed.success) throw invalidRequest(parsed.error);
  const { maxRequestBytes } = backend.settings.jobs;
  const bytes = Buffer.byteLength(JSON.stringify(stored));
  if (bytes > maxRequestBytes) {
    throw new VisibleError(
      "request-too-large",
      `the request has ${bytes} bytes and may have ${maxRequestBytes}`,
    );
  }
  const tenant = options.tenant ?? type.tenantOf?.(stored);
  if (tenant !== undefined) assertTenant(tenant);
  const priority = priorityOf(backend, type, options);
  const followUps = [...(type.followUpsOf?.(stored) ?? []), ...(options.followUps ?? [])];
  const now = backend.now();
  const due = dueAt(backend, options);
  const isScheduled = isFarOff(backend, due);
  return {
    v: 1,
    id: idempotencyKey === undefined ? newJobId(type.idPrefix) : jobIdOfKey(type, idempotencyKey),
    type: type.name,
    ...(tenant === undefined ? {} : { tenant }),
    ...(priority === "default" ? {} : { priority }),
    // The record is written as `queued` before the send, and only a failed send changes it to `pending`. This saves a write.
    status: isScheduled ? "scheduled" : "queued",
    title: type.title(stored),
    request: stored,
    requestHash: requestHash(stored, parsed.data),
    ...(options.traceparent !== undefined && { traceparent: options.traceparent }),
    createdAt: now,
    ...(!isScheduled && { sentAt: now }),
    ...(due !== undefined && { nextAttemptAt: due, processAt: due }),
    ...deadlineOf(options),
    ...(followUps.length > 0 && { followUps: storedFollowUps(backend, followUps) }),
    attempts: [],
    roundStart: 0,
    redrives: [],
    resends: 0,
    revision: 0,
  };
}

/** @throws VisibleError `invalid-request` for one that the app does not have. */
function priorityOf(
  { settings }: Backend,
  type: DeclaredJob,
  { priority = type.priority ?? "default" }: EnqueueOptions,
): Priority {
  const { shares } = settings.consumer;
  if (shares[priority] !== undefined) return priority;
  const names = eachPriority(shares).map(([name]) => name);
  throw invalidFields([
    { path: "priority", message: `must be one of this app's priorities: ${names.join(", ")}` },
  ]);
}

/** When the earlier send has failed, the first of several callers with the same key sends. The others get the job as it is. */
async function sendIfPending(backend: Backend, job: Job, options: EnqueueOptions): Promise<Job> {
  if (job.status !== "pending") return job;
  const { set, when } = move(["pending"], "queued");
  const queued = await backend.store.update(
    job.id,
    { set: { ...set, sentAt: backend.now() } },
    { ...when, revision: job.revision },
  );
  if (queued) return await send(backend, queued, options);
  return (await backend.store.get(job.id)) ?? job;
}

/** @throws VisibleError `queue-unavailable`: the job is recorded. */
async function send(backend: Backend, job: Job, options: EnqueueOptions): Promise<Job> {
  const sent = await sendJob(backend, job);
  if (sent.arrived) return sent.job;
  const remedy = options.idempotencyKey ? "send it again with the same Idempotency-Key, or wait: " : "";
  const minutes = Math.ceil(backend.settings.recover.overdueSeconds / 60);
  throw new VisibleError(
    "queue-unavailable",
    `job ${job.id} is recorded but the queue could not be reached; ${remedy}it is recovered by itself, within about ${minutes} minutes of the queue's return`,
    { jobId: job.id, retryAfterSeconds: 30 },
    { cause: sent.error },
  );
}
