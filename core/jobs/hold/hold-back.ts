// Whether a job may start now. One that may not is given back without an attempt, and its record says why and until when.
import type { Backend } from "../backend.ts";
import type { JobChange, ReceivedMessage } from "../ports.ts";
import { closeKilled } from "../record/attempts.ts";
import { trimAttempts } from "../record/history.ts";
import type { Job } from "../record/job.ts";
import { move } from "../record/states.ts";
import { later, type Outcome } from "../run/outcome.ts";
import { atOnce, CLOCK_SKEW_MS, LONGEST_HIDE_SECONDS } from "../run/queue-time.ts";
import { takeTurn } from "./take-turn.ts";

/** Jobs of other types are claimed without a look at any of this. */
export const mayBeHeldBack = ({ registry }: Backend, typeName: string): boolean =>
  registry.get(typeName)?.rateLimit !== undefined;

/**
 * Asks all that may keep a job of this type from starting. A start of its rate limit is then taken.
 * @returns undefined when the job may be claimed; "changed" when its record moved meanwhile; else what to do with the message.
 */
export async function holdBack(
  backend: Backend,
  job: Job,
  received: ReceivedMessage,
): Promise<Outcome | "changed" | undefined> {
  const type = backend.registry.get(job.type);
  if (!type) return undefined;
  const waitMs = (job.heldBack?.until ?? 0) - backend.now();
  // The queue hid this very message for the wait: its clock counts, and this process's may be behind.
  const isDue = waitMs <= 0 || (job.heldBack?.messageId === received.messageId && waitMs <= CLOCK_SKEW_MS);
  if (!isDue) return hidden(waitMs, job.heldBack?.reason ?? "");

  const turnAt = await takeTurn(backend, type, job, job.heldBack !== undefined);
  if (turnAt === undefined) return undefined;
  return await keepWaiting(backend, job, received, turnAt, reasonOf(type.rateLimit));
}

/** Notes why the job waits, and until when: nobody takes it for overdue before that. */
async function keepWaiting(
  backend: Backend,
  job: Job,
  { messageId }: ReceivedMessage,
  until: number,
  reason: string,
): Promise<Outcome | "changed"> {
  const now = backend.now();
  const { since = now, times = 0 } = job.heldBack ?? {};
  const heldBack = { reason, since, times: times + 1, until, messageId };
  const { status, revision } = job;
  // A redriven job stays dead until it starts.
  const waits = status === "dead" ? {} : { nextAttemptAt: until, messageId };
  const change: JobChange = {
    set: { heldBack, ...waits, ...waitingAs(backend, job) },
    remove: status === "running" ? ["claim", "progress"] : [],
  };
  const noted = await backend.store.update(job.id, change, { status: [status], revision });
  // One that would come too late is looked at when its deadline is over.
  return noted ? hidden(Math.min(until, job.deadlineAt ?? until) - now, reason) : "changed";
}

/** A message of a job that was never sent has arrived; an attempt whose lease is over was killed. */
function waitingAs({ settings, now }: Backend, job: Job): Partial<Job> {
  if (job.status === "pending") return move(["pending"], "queued").set;
  if (job.status !== "running") return {};
  const killed = trimAttempts(closeKilled(job.attempts, now()), job.roundStart, settings.jobs);
  return { ...move(["running"], "retrying").set, ...killed };
}

const hidden = (waitMs: number, reason: string): Outcome =>
  later(atOnce(waitMs / 1000, LONGEST_HIDE_SECONDS), reason);

const reasonOf = (rule: { limit: number; perSeconds: number } | undefined): string =>
  rule ? `rate limit: ${rule.limit} in ${rule.perSeconds} s` : "";
