// The record of an imported job: what it was, without what belonged to the place where it was.
import type { Backend } from "../backend.ts";
import { requestHash } from "../enqueue/idempotency.ts";
import { closeKilled } from "../record/attempts.ts";
import { expiry, retentionOf } from "../record/death.ts";
import { trimAttempts, trimRedrives } from "../record/history.ts";
import type { Edit, Job } from "../record/job.ts";
import { readStored, toStored } from "../record/payload.ts";
import { storeRequest } from "../record/request.ts";
import { assertRequestSize } from "../record/request-size.ts";
import { isTerminal } from "../record/states.ts";
import { EDITS_KEPT } from "./edit-job.ts";

/** Without messages, a claim, a group, its age there. */
export function asImported(backend: Backend, given: Job, request: unknown): Job {
  const now = backend.now();
  const { settings } = backend;
  const { v, id, type, tenant, priority, title, createdAt, endedAt, cause, errorKey, archivedAt } = given;
  const { processAt, deadlineAt, traceparent, followUps, after, nextAttemptAt } = given;
  const { sentAt, cancelRequestedAt, snoozed } = given;
  const ended = isTerminal(given.status);
  const waits = given.status === "scheduled" && nextAttemptAt !== undefined && nextAttemptAt > now;
  const live = waits ? ("scheduled" as const) : ("queued" as const);
  const known = priority !== undefined && settings.consumer.shares[priority] !== undefined;
  const own = {
    tenant,
    priority: known ? priority : undefined,
    processAt,
    deadlineAt,
    traceparent,
    followUps,
    after,
  };
  const end = { endedAt: endedAt ?? now, cause, errorKey, archivedAt, sentAt, cancelRequestedAt, snoozed };
  const retention = Math.max(retentionOf(backend, type), settings.jobs.terminalRetentionSeconds);
  const attempts = closeKilled(given.attempts, now);
  return {
    ...{ v, id, type, title, request, createdAt },
    ...present(own),
    ...(ended && { ...present(end), expiresAtSeconds: expiry(now, retention) }),
    ...(waits ? { nextAttemptAt } : !ended && { sentAt: now }),
    status: ended ? given.status : live,
    requestHash: hashOf(backend, type, request),
    ...trimAttempts(attempts, Math.min(given.roundStart, attempts.length), settings.jobs),
    redrives: trimRedrives(given.redrives),
    resends: 0,
    revision: 0,
  };
}

const present = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;

function hashOf({ registry }: Backend, typeName: string, request: unknown): string {
  const type = registry.get(typeName);
  const read = type && readStored(type.payload, request);
  return requestHash(request, read?.success ? read.data : request);
}

const HASH = /^[0-9a-f]{64}$/;

/** The payloads that it had before an operator replaced them; a large one gets an item of its own. @throws Error */
export async function importEdits(backend: Backend, job: Job): Promise<Edit[]> {
  const { edits = [] } = job;
  if (edits.length > EDITS_KEPT) throw new Error(`it has ${edits.length} edits and may have ${EDITS_KEPT}`);
  const imported: Edit[] = [];
  for (const { at, requestHash, ...edit } of edits) {
    if (!HASH.test(requestHash)) throw new Error("the requestHash of an edit has 64 hex digits");
    const stored = toStored(edit.request);
    assertRequestSize(backend, stored);
    const { request, requestBytes } = await storeRequest(backend, {
      ...job,
      ...{ request: stored, requestHash, requestBytes: undefined },
    });
    imported.push({ at, request, requestHash, ...(requestBytes !== undefined && { requestBytes }) });
  }
  return imported;
}
