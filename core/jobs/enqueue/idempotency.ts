// Idempotency-Keys: a request with the same key gets the same job.
import { createHash } from "node:crypto";
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { invalidFields } from "../field-errors.ts";
import type { DeclaredJob } from "../job-type.ts";
import { encodeId } from "../record/ids.ts";
import type { Job } from "../record/job.ts";
import { canonicalJson } from "../record/json.ts";
import { withRequest } from "../record/request.ts";

/** @throws VisibleError `invalid-request` */
export function assertKey(key: string): void {
  if (/^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key)) return;
  throw invalidFields([{ path: "Idempotency-Key", message: "must be 1 to 255 printable ASCII characters" }]);
}

/** The id of the job that has this key. The type's name is part of it, so that types do not share keys. */
export const jobIdOfKey = ({ idPrefix, name }: Pick<DeclaredJob, "idPrefix" | "name">, key: string): string =>
  `${idPrefix}_${encodeId(createHash("sha256").update(`${name}\n${key}`).digest())}`;

/** SHA-256, in hexadecimal, of the request as the schema reads it; as it was written where JSON cannot say that. */
export function requestHash(stored: unknown, read: unknown): string {
  const text = jsonOf(read) ?? canonicalJson(stored);
  return createHash("sha256").update(text).digest("hex");
}

/** Undefined for what a transform made and JSON cannot say. */
function jsonOf(read: unknown): string | undefined {
  try {
    return JSON.stringify(read);
  } catch {
    return undefined;
  }
}

/**
 * The job that has the draft's id already.
 * @throws VisibleError `idempotency-conflict` when its request was another, or its data was deleted; `try-again`
 */
export async function existingJob(backend: Backend, draft: Job): Promise<Job> {
  const record = await backend.store.get(draft.id);
  const existing = record && (await withRequest(backend, record));
  if (!existing) {
    throw new VisibleError("try-again", "the job of this Idempotency-Key has just expired; send it again", {
      retryAfterSeconds: 1,
    });
  }
  const { id: jobId, deletedAt } = existing;
  if (deletedAt !== undefined) {
    throw new VisibleError(
      "idempotency-conflict",
      `this Idempotency-Key was used for job ${jobId}, which was deleted at ${new Date(deletedAt).toISOString()}; use a new key`,
      { jobId },
    );
  }
  if (isSameRequest(existing, draft)) return existing;
  throw new VisibleError(
    "idempotency-conflict",
    `this Idempotency-Key was used for job ${jobId}, with another request; use a new key`,
    { jobId },
  );
}

/** Compares the request as it was written and as the schema reads it, so that a spelled-out default makes no difference. */
const isSameRequest = (a: Job, b: Job): boolean =>
  // An operator may have edited it since: what its caller sent is the first of the payloads that it had.
  (a.edits?.[0]?.requestHash ?? a.requestHash) === b.requestHash ||
  a.requestHash === b.requestHash ||
  canonicalJson(a.request) === canonicalJson(b.request);

/** As `jobIdOfKey`, of a type that is known by its name. @throws VisibleError `unknown-job-type` */
export function idOfKey({ registry }: Pick<Backend, "registry">, typeName: string, key: string): string {
  const type = registry.get(typeName);
  if (type) return jobIdOfKey(type, key);
  throw new VisibleError("unknown-job-type", `no job type ${JSON.stringify(typeName)} is registered here`);
}
