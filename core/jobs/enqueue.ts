// Takes a job in: record first, then send, so that nothing accepted can be lost.
import type { Backend } from "./backend.ts";
import { admit } from "./backlog.ts";
import { VisibleError } from "./errors.ts";
import { invalidFields, invalidRequest } from "./field-errors.ts";
import { hashOf, jobIdOfKey, newJobId } from "./ids.ts";
import type { Job } from "./job.ts";
import { canonicalJson } from "./json.ts";
import { MESSAGE_VERSION } from "./message.ts";
import { readStored, toStored } from "./payload.ts";
import { move } from "./states.ts";

export type EnqueueOptions = {
  /** 1 to 255 characters. The same key gives the same job; with another payload it is refused. */
  idempotencyKey?: string;
  /** W3C trace context, carried as a message attribute. */
  traceparent?: string;
};

export type Enqueued = {
  job: Job;
  /** False when the Idempotency-Key named a job that was there already. */
  created: boolean;
};

/**
 * Records the job and sends its message.
 * @throws VisibleError `invalid-request` (with `errors: [{ path, message }]`), `request-too-large`,
 * `backlog-full`, `idempotency-conflict`, or `queue-unavailable` (with `jobId`: the job is
 * recorded, and is sent by the same key again or by `recover`).
 */
export async function enqueue(
  backend: Backend,
  typeName: string,
  payload: unknown,
  options: EnqueueOptions = {},
): Promise<Enqueued> {
  const draft = draftJob(backend, typeName, payload, options);
  // A repeated request adds nothing to the backlog, and gets its job also while others are refused.
  const repeated = options.idempotencyKey !== undefined && (await backend.store.get(draft.id)) !== undefined;
  if (!repeated) await admit(backend);

  if (await backend.store.create(draft)) {
    return { job: await sendJob(backend, draft, options), created: true };
  }
  const existing = await backend.store.get(draft.id);
  if (!existing) {
    throw new VisibleError("try-again", "the job of this Idempotency-Key has just expired; send it again", {
      retryAfterSeconds: 1,
    });
  }
  refuseOtherRequest(existing, draft);
  return { job: await sendIfPending(backend, existing, options), created: false };
}

/** @throws VisibleError `idempotency-conflict` */
function refuseOtherRequest(existing: Job, draft: Job): void {
  const { id: jobId, deletedAt } = existing;
  if (deletedAt !== undefined) {
    throw new VisibleError(
      "idempotency-conflict",
      `this Idempotency-Key was used for job ${jobId}, which was deleted at ${new Date(deletedAt).toISOString()}; use a new key`,
      { jobId },
    );
  }
  if (isSameRequest(existing, draft)) return;
  throw new VisibleError(
    "idempotency-conflict",
    `this Idempotency-Key was used for job ${jobId}, with another request; use a new key`,
    { jobId },
  );
}

/** As it was written, or as the schema reads it: a default that one of them spells out makes no difference. */
const isSameRequest = (a: Job, b: Job): boolean =>
  a.requestHash === b.requestHash || canonicalJson(a.request) === canonicalJson(b.request);

function draftJob(backend: Backend, typeName: string, payload: unknown, options: EnqueueOptions): Job {
  const type = backend.registry.get(typeName);
  if (!type) throw new Error(`no job type ${typeName}; the types are in core/registry.ts`);
  const { idempotencyKey } = options;
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(idempotencyKey)) {
    throw invalidFields([
      { path: "Idempotency-Key", message: "must be 1 to 255 printable ASCII characters" },
    ]);
  }
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
  const now = backend.now();
  return {
    v: 1,
    id: idempotencyKey ? jobIdOfKey(type.idPrefix, type.name, idempotencyKey) : newJobId(type.idPrefix),
    type: type.name,
    // Its message is sent next. Only a send that fails makes it `pending`: so a job costs a write less.
    status: "queued",
    title: type.title(stored),
    request: stored,
    requestHash: hashOf(textOf(parsed.data) ?? canonicalJson(stored)),
    createdAt: now,
    sentAt: now,
    attempts: [],
    roundStart: 0,
    redrives: [],
    resends: 0,
    revision: 0,
  };
}

/** Undefined for what a transform made and JSON cannot say. */
function textOf(payload: unknown): string | undefined {
  try {
    return JSON.stringify(payload);
  } catch {
    return undefined;
  }
}

/** The first of several callers with one key sends, if the send before has failed; the others get the job as it is. */
async function sendIfPending(backend: Backend, job: Job, options: EnqueueOptions): Promise<Job> {
  if (job.status !== "pending") return job;
  const { set, when } = move(["pending"], "queued");
  const queued = await backend.store.update(
    job.id,
    { set: { ...set, sentAt: backend.now() } },
    { ...when, revision: job.revision },
  );
  if (queued) return await sendJob(backend, queued, options);
  return (await backend.store.get(job.id)) ?? job;
}

/** Sends a queued job's message; one that cannot be sent is pending. */
async function sendJob(backend: Backend, job: Job, options: EnqueueOptions): Promise<Job> {
  const log = backend.log.child({ jobId: job.id, jobType: job.type });
  const { traceparent } = options;
  try {
    const message = { v: MESSAGE_VERSION, type: job.type, jobId: job.id } as const;
    const messageId = await backend.queue.send(message, traceparent ? { traceparent } : {});
    log.info({ messageId }, "job enqueued");
    return job;
  } catch (error) {
    const arrived = await noteNotSent(backend, job, error);
    if (arrived) return arrived;
    const remedy = options.idempotencyKey ? "send it again with the same Idempotency-Key, or wait: " : "";
    const minutes = Math.ceil(backend.settings.recover.overdueSeconds / 60);
    throw new VisibleError(
      "queue-unavailable",
      `job ${job.id} is recorded but the queue could not be reached; ${remedy}it is recovered by itself, within about ${minutes} minutes of the queue's return`,
      { jobId: job.id, retryAfterSeconds: 30 },
      { cause: error },
    );
  }
}

/** @returns the record when it has moved on: only the answer to the send was lost, and its message arrived. */
async function noteNotSent(backend: Backend, job: Job, error: unknown): Promise<Job | undefined> {
  const log = backend.log.child({ jobId: job.id, jobType: job.type });
  log.error({ err: error }, "job not sent");
  const { set, when } = move(["queued"], "pending");
  try {
    const pending = await backend.store.update(job.id, { set, remove: ["sentAt"] }, when);
    return pending ? undefined : await backend.store.get(job.id);
  } catch (storeError) {
    // It stays queued without a message, which `recover` finds.
    log.warn({ err: storeError }, "job not noted as pending");
    return undefined;
  }
}
