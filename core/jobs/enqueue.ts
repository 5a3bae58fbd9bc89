// Takes a job in: record first, then send, so that nothing accepted can be lost.
import type { Backend } from "./backend.ts";
import { admit } from "./backlog.ts";
import { VisibleError } from "./errors.ts";
import { invalidFields, invalidRequest } from "./field-errors.ts";
import { hashOf, jobIdOfKey, newJobId } from "./ids.ts";
import type { Job } from "./job.ts";
import { MESSAGE_VERSION } from "./message.ts";
import type { JobMessage } from "./ports.ts";
import { move } from "./states.ts";
import { unlessOver } from "./time-budget.ts";

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
 * `backlog-full`, `idempotency-conflict`, or `queue-unavailable` (with `jobId`: the job is recorded, and is
 * sent by the same key again or by `recover`).
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
  if (existing.requestHash !== draft.requestHash || existing.deletedAt !== undefined) {
    const why =
      existing.deletedAt === undefined ? "came with another request" : "named a job that was deleted";
    throw new VisibleError("idempotency-conflict", `this Idempotency-Key ${why}; use a new key`, {
      jobId: existing.id,
    });
  }
  const job = existing.status === "pending" ? await sendJob(backend, existing, options) : existing;
  return { job, created: false };
}

function draftJob(backend: Backend, typeName: string, payload: unknown, options: EnqueueOptions): Job {
  const type = backend.registry.get(typeName);
  if (!type) throw new Error(`no job type ${typeName}; the types are in core/registry.ts`);
  const { idempotencyKey } = options;
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(idempotencyKey)) {
    throw invalidFields([
      { path: "Idempotency-Key", message: "must be 1 to 255 printable ASCII characters" },
    ]);
  }
  const parsed = type.payload.safeParse(payload);
  if (!parsed.success) throw invalidRequest(parsed.error);
  const json = JSON.stringify(parsed.data);
  const { maxRequestBytes } = backend.settings.jobs;
  const bytes = Buffer.byteLength(json);
  if (bytes > maxRequestBytes) {
    throw new VisibleError(
      "request-too-large",
      `the request has ${bytes} bytes and may have ${maxRequestBytes}`,
    );
  }
  return {
    v: 1,
    id: idempotencyKey ? jobIdOfKey(type.idPrefix, type.name, idempotencyKey) : newJobId(type.idPrefix),
    type: type.name,
    status: "pending",
    title: type.title(parsed.data),
    request: parsed.data,
    requestHash: hashOf(parsed.data),
    createdAt: backend.now(),
    attempts: [],
    roundStart: 0,
    redrives: [],
    resends: 0,
    revision: 0,
  };
}

/** A queue that hangs must not hold the answer up: it has the job's id, and `recover` sends the message. */
function sendInTime(
  { queue, requestOver: signal }: Backend,
  message: JobMessage,
  traceparent: string | undefined,
): Promise<string> {
  const sent = queue.send(message, { ...(traceparent && { traceparent }), ...(signal && { signal }) });
  return signal ? unlessOver(sent, signal) : sent;
}

/** Sends a pending job's message and notes that it is queued. */
async function sendJob(backend: Backend, job: Job, options: EnqueueOptions): Promise<Job> {
  const log = backend.log.child({ jobId: job.id, jobType: job.type });
  const { traceparent } = options;
  try {
    const message = { v: MESSAGE_VERSION, type: job.type, jobId: job.id } as const;
    const messageId = await sendInTime(backend, message, traceparent);
    log.info({ messageId }, "job enqueued");
  } catch (error) {
    log.error({ err: error }, "job not sent");
    const remedy = options.idempotencyKey ? "send it again with the same Idempotency-Key, or wait: " : "";
    const minutes = Math.ceil(backend.settings.recover.overdueSeconds / 60);
    throw new VisibleError(
      "queue-unavailable",
      `job ${job.id} is recorded but the queue could not be reached; ${remedy}it is recovered by itself, within about ${minutes} minutes of the queue's return`,
      { jobId: job.id, retryAfterSeconds: 30 },
      { cause: error },
    );
  }
  const step = move(["pending"], "queued");
  try {
    const queued = await backend.store.update(
      job.id,
      { set: { ...step.set, sentAt: backend.now() } },
      step.when,
    );
    // Undefined: the consumer was faster, and has it already.
    return queued ?? (await backend.store.get(job.id)) ?? job;
  } catch (error) {
    log.warn({ err: error }, "job sent, not noted as queued");
    return job;
  }
}
