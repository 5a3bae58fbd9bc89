// Gives a dead or a waiting job another payload. The one that it had stays in its history.
import { type Backend, logOf } from "../backend.ts";
import { requestHash } from "../enqueue/idempotency.ts";
import { takeLock } from "../enqueue/unique.ts";
import { VisibleError } from "../errors.ts";
import { invalidRequest } from "../field-errors.ts";
import { type FollowUp, storedFollowUps } from "../follow/follow-up.ts";
import type { JobType } from "../job-type.ts";
import type { JobChange } from "../ports.ts";
import type { Edit, FollowUpJob, Job } from "../record/job.ts";
import { canonicalJson } from "../record/json.ts";
import { readStored, toStored } from "../record/payload.ts";
import { requestOf, storeRequest } from "../record/request.ts";
import { assertRequestSize } from "../record/request-size.ts";
import { waiting } from "../record/states.ts";
import { isEnginesOwn } from "../registry.ts";
import { jobRunning } from "./job-running.ts";
import { getJob } from "./read-jobs.ts";

export type EditOptions = {
  /** Keeps the results of its steps. By default they are dropped, because they were made of the payload that it had. */
  keepSteps?: boolean;
};

/** Payloads that a record keeps beside its own: the first, which an Idempotency-Key is compared with, and the latest. */
export const EDITS_KEPT = 10;

/**
 * The payload is read by the type's schema, as at `enqueue`. Title, tenant and follow-ups are derived anew where the type
 * derives them and the caller had not said otherwise. The job does not move: `retryJob` runs it.
 * @param payload the whole of it, or what makes it of the one that is there.
 * @returns the record with its new request in it.
 * @throws VisibleError `job-not-found`, `job-running`, `job-ended`, `unknown-job-type`, `invalid-request`,
 * `request-too-large`; PermanentError when the payload that it had has expired.
 */
export async function editJob(
  backend: Backend,
  jobId: string,
  payload: unknown | ((before: unknown) => unknown),
  { keepSteps = false }: EditOptions = {},
): Promise<Job> {
  const job = await getJob(backend, jobId);
  assertMayEdit(job);
  const type = isEnginesOwn(job.type) ? undefined : backend.registry.get(job.type);
  if (!type) {
    const why = `jobs of type ${job.type} are not edited here: it is the engine's own, or not registered`;
    throw new VisibleError("unknown-job-type", why, { jobId });
  }
  const before = await requestOf(backend, job);
  const request = toStored(typeof payload === "function" ? payload(before) : payload);
  const read = readStored(type.payload, request);
  if (!read.success) throw invalidRequest(read.error);
  assertRequestSize(backend, request);

  const draft: Job = { ...job, request, requestHash: requestHash(request, read.data) };
  delete draft.requestBytes;
  await assertAlone(backend, type, draft);
  // The items of large payloads are written first: without the record nobody reads them, and they expire.
  const had = job.requestBytes === undefined ? await storeRequest(backend, { ...job, request: before }) : job;
  const { request: inline, requestBytes } = await storeRequest(backend, draft);
  const change: JobChange = {
    set: {
      request: inline,
      requestHash: draft.requestHash,
      requestBytes,
      edits: editsOf(backend, had),
      title: type.title(request),
      ...derived(backend, type, job, before, request),
      ...(!keepSteps && { steps: undefined }),
    },
  };
  const edited = await backend.store.update(jobId, change, { status: [job.status], revision: job.revision });
  if (!edited) throw jobRunning(jobId);
  await forget(backend, edited, job.edits ?? [], keepSteps ? [] : (job.steps ?? []));
  logOf(backend, job).info({ edits: edited.edits?.length }, "job edited");
  return { ...edited, request };
}

function assertMayEdit({ id: jobId, status, archivedAt }: Job): void {
  if (status === "running") throw jobRunning(jobId);
  if (status === "dead" || waiting.includes(status)) return;
  const now = archivedAt === undefined ? status : "archived";
  throw new VisibleError("job-ended", `job ${jobId} is ${now}: only a dead or a waiting job is edited`, {
    jobId,
  });
}

/** Of a job whose type is unique. A dead one of a rule that ends with its job is looked at when it is retried. */
async function assertAlone(backend: Backend, type: JobType, draft: Job): Promise<void> {
  if (draft.status === "dead" && type.unique?.until === "end") return;
  const holder = await takeLock(backend, type, draft, draft.revision);
  if (!holder || holder.id === draft.id) return;
  throw new VisibleError(
    "equal-job",
    `job ${holder.id} has this payload already, and jobs of ${type.name} are unique`,
    { jobId: draft.id },
  );
}

/** A payload in an item of its own is named by its hash, and lives there until it expires. */
function editsOf({ now }: Backend, { edits = [], request, requestBytes, requestHash: hash }: Job): Edit[] {
  const before: Edit = {
    at: now(),
    request,
    requestHash: hash,
    ...(requestBytes !== undefined && { requestBytes }),
  };
  const all = [...edits, before];
  return all.length > EDITS_KEPT ? [...all.slice(0, 1), ...all.slice(1 - EDITS_KEPT)] : all;
}

/** What the type makes of a payload, and made of the one before. What a caller has said otherwise stays as he said it. */
function derived(
  backend: Backend,
  type: JobType,
  job: Job,
  before: unknown,
  request: unknown,
): Pick<JobChange["set"] & object, "tenant" | "followUps"> {
  const followUps = followUpsAfter(backend, type, job, before, request);
  return {
    ...(type.tenantOf &&
      job.tenant === tried(() => type.tenantOf?.(before)) && { tenant: type.tenantOf(request) }),
    ...(followUps && { followUps: followUps.length > 0 ? followUps : undefined }),
  };
}

function followUpsAfter(
  backend: Backend,
  type: JobType,
  { followUps = [] }: Job,
  before: unknown,
  request: unknown,
): FollowUpJob[] | undefined {
  const stored = (made: readonly FollowUp[] = []) => storedFollowUps(backend, made);
  const had = tried(() => stored(type.followUpsOf?.(before)));
  if (!had || canonicalJson(had) !== canonicalJson(followUps.slice(0, had.length))) return undefined;
  return stored([...stored(type.followUpsOf?.(request)), ...followUps.slice(had.length)]);
}

/** The payload may be one that its schema takes no more: that is why it is edited. */
function tried<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** What the record names no more. It would expire by itself. @param edits those that it named before. */
async function forget(
  { store, log }: Backend,
  job: Job,
  edits: readonly Edit[],
  steps: NonNullable<Job["steps"]>,
): Promise<void> {
  const named = new Set([job.requestHash, ...(job.edits ?? []).map((edit) => edit.requestHash)]);
  try {
    for (const edit of edits) {
      if (edit.requestBytes !== undefined && !named.has(edit.requestHash)) {
        await store.deleteRequest(job.id, edit.requestHash);
      }
    }
    for (const { key } of steps) await store.deleteStep(job.id, key);
  } catch (error) {
    log.warn({ err: error, jobId: job.id }, "old payloads not deleted");
  }
}
