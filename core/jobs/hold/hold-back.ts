// Whether a job may start now. One that may not is given back without an attempt, and its record says why and until when.
import type { Backend } from "../backend.ts";
import type { JobChange, ReceivedMessage } from "../ports.ts";
import { closeKilled } from "../record/attempts.ts";
import { trimAttempts } from "../record/history.ts";
import type { Job } from "../record/job.ts";
import { move } from "../record/states.ts";
import { later, type Outcome } from "../run/outcome.ts";
import { atOnce, CLOCK_SKEW_MS, LONGEST_HIDE_SECONDS } from "../run/queue-time.ts";
import { type Breaker, CLOSED, heldUntil, triedAt } from "./breaker.ts";
import { lookAtBreaker, takeProbe } from "./breakers.ts";
import { ruleOf } from "./held-types.ts";
import { takeTurn } from "./take-turn.ts";

/**
 * Asks all that may keep a job of this type from starting. A start of its rate limit is then taken, and the probe of its
 * breaker where that is open.
 * @returns undefined when the job may be claimed; "changed" when its record moved meanwhile; else what to do with the message.
 */
export async function holdBack(
  backend: Backend,
  job: Job,
  received: ReceivedMessage,
  { deadline }: { deadline: number },
): Promise<Outcome | "changed" | undefined> {
  const type = backend.registry.get(job.type);
  if (!type) return undefined;
  const { heldBack } = job;
  const now = backend.now();
  const waitMs = (heldBack?.until ?? 0) - now;
  // The queue hid this very message for the wait: its clock counts, and this process's may be behind.
  const isDue = waitMs <= 0 || (heldBack?.messageId === received.messageId && waitMs <= CLOCK_SKEW_MS);
  if (!isDue) return hidden(waitMs, heldBack?.reason ?? "");

  const rule = ruleOf(type);
  const breaker = rule ? await lookAtBreaker(backend, type.name) : CLOSED;
  const waitForProbe = async () => {
    const seen = rule ? await lookAtBreaker(backend, type.name) : breaker;
    const until = heldUntil(seen, rule ?? {}, heldBack?.times ?? 0, now, backend.random());
    return await keepWaiting(backend, job, received, { by: "breaker", until, reason: whyOpen(seen) });
  };
  if (triedAt(breaker, now) > now && breaker.open?.probe?.jobId !== job.id) return await waitForProbe();

  const turnAt = await takeTurn(backend, type, job, heldBack?.by === "rate limit");
  if (turnAt !== undefined) {
    const reason = whyLimited(type.rateLimit);
    return await keepWaiting(backend, job, received, { by: "rate limit", until: turnAt, reason });
  }
  if (!breaker.open) return undefined;
  const lastsUntil = Math.ceil(deadline + backend.settings.jobs.leaseMarginSeconds * 1000);
  return (await takeProbe(backend, type.name, job.id, lastsUntil)) ? undefined : await waitForProbe();
}

type Hold = Pick<NonNullable<Job["heldBack"]>, "by" | "until" | "reason">;

/** Notes why the job waits, and until when: nobody takes it for overdue before that. */
async function keepWaiting(
  backend: Backend,
  job: Job,
  { messageId }: ReceivedMessage,
  { by, until, reason }: Hold,
): Promise<Outcome | "changed"> {
  const now = backend.now();
  const { since = now, times = 0 } = job.heldBack ?? {};
  const heldBack = { by, reason, since, times: times + 1, until, messageId };
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

const whyLimited = (rule: { limit: number; perSeconds: number } | undefined): string =>
  rule ? `rate limit: ${rule.limit} in ${rule.perSeconds} s` : "";

const whyOpen = ({ cause, failures }: Breaker): string =>
  `breaker open: ${failures} attempts in a row failed with ${cause}`;
