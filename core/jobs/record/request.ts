// Where a job's payload is kept: in its record, or in an item of its own when it is large. An update of a record is paid by its size.
import type { Backend } from "../backend.ts";
import { PermanentError } from "../errors.ts";
import { retentionOf } from "./death.ts";
import type { Job } from "./job.ts";

type Keeper = Pick<Backend, "settings" | "registry" | "store" | "now">;

/**
 * Writes the item of a large request, and gives the record as it is to be created after it. If the record is never
 * created, the item expires.
 */
export async function storeRequest(backend: Keeper, job: Job): Promise<Job> {
  const requestBytes = Buffer.byteLength(JSON.stringify(job.request) ?? "");
  if (requestBytes <= backend.settings.jobs.inlineRequestBytes) return job;
  await backend.store.putRequest(job.id, job.requestHash, job.request, expiryOf(backend, job));
  return { ...job, request: null, requestBytes };
}

/** @throws PermanentError when the request has expired. */
export async function requestOf({ store }: Pick<Backend, "store">, job: Job): Promise<unknown> {
  return (await stored(store, job)).request;
}

/**
 * The request of a job that is about to run. One that would expire before the job and its dead letter do is kept longer:
 * a job may be redriven again and again.
 */
export async function requestToRun(backend: Keeper, job: Job): Promise<unknown> {
  const { request, expiresAtSeconds } = await stored(backend.store, job);
  const { deadLetterQueue } = backend.settings;
  const needed = Math.ceil(backend.now() / 1000) + deadLetterQueue.retentionSeconds + retention(backend, job);
  if (expiresAtSeconds !== undefined && expiresAtSeconds < needed) {
    await backend.store.putRequest(job.id, job.requestHash, request, expiryOf(backend, job));
  }
  return request;
}

/** The record with its request in it, for whoever shows it. A request that has expired is shown as null. */
export async function withRequest({ store }: Pick<Backend, "store">, job: Job): Promise<Job> {
  if (job.requestBytes === undefined) return job;
  const found = await store.getRequest(job.id, job.requestHash);
  return { ...job, request: found?.request ?? null };
}

async function stored(
  store: Backend["store"],
  job: Job,
): Promise<{ request: unknown; expiresAtSeconds?: number }> {
  if (job.requestBytes === undefined) return { request: job.request };
  const found = await store.getRequest(job.id, job.requestHash);
  if (found) return found;
  throw new PermanentError(`the request of job ${job.id} has expired or was deleted; enqueue it again`);
}

/** It waits until it is due, then in its queue, then as a dead letter, and is kept for a while after its end. */
const expiryOf = ({ settings, registry, now }: Keeper, job: Job): number =>
  Math.ceil(Math.max(now(), job.nextAttemptAt ?? 0) / 1000) +
  settings.queue.retentionSeconds +
  settings.deadLetterQueue.retentionSeconds +
  retention({ settings, registry }, job);

const retention = (backend: Pick<Backend, "settings" | "registry">, job: Job): number =>
  Math.max(retentionOf(backend, job.type), backend.settings.jobs.terminalRetentionSeconds);
