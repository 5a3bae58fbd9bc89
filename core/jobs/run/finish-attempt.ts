// Records how an attempt ended, if its claim still holds, and says what becomes of the message.
import type { Logger } from "pino";
import type { Backend } from "../backend.ts";
import { isFollowed } from "../follow/after-end.ts";
import type { AttemptResult } from "../hold/breaker.ts";
import { noteAttempt } from "../hold/held-types.ts";
import { type OutcomeReport, reportOutcome } from "../hooks.ts";
import type { JobChange } from "../ports.ts";
import { describeError } from "../record/attempt-error.ts";
import { death, endOf } from "../record/death.ts";
import { causeOf, errorKey } from "../record/error-key.ts";
import { trimAttempts } from "../record/history.ts";
import type { AttemptOutcome, DeadCause, Job } from "../record/job.ts";
import { move } from "../record/states.ts";
import { isOver } from "./expire.ts";
import { afterLostClaim } from "./lost-claim.ts";
import { later, type Outcome, toDeadLetterQueue } from "./outcome.ts";
import { hasExpired } from "./what-a-receive-means.ts";

export type Success = { outcome: "succeeded" };
export type Failure = {
  outcome: Exclude<AttemptOutcome, "succeeded">;
  error: unknown;
} & ({ dead: DeadCause } | { retryInSeconds: number; snoozed?: NonNullable<Job["snoozed"]> });

/** A write that ends an attempt is tried this often; after that the lease is left to run out. */
const TRIES = 3;
const PAUSE_MS = 100;

export async function finishAttempt(
  backend: Backend,
  job: Job,
  messageId: string,
  ended: Success | Failure,
  log: Logger,
): Promise<Outcome> {
  const end = withinDeadline(backend, job, ended);
  const { to, change, outcome } = consequence(backend, job, messageId, end);
  const durationMs = backend.now() - (job.attempts.at(-1)?.startedAt ?? backend.now());
  let written: Job | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      written = await backend.store.update(job.id, change, {
        status: ["running"],
        claimId: job.claim?.claimId ?? "",
      });
      // A write that failed before may have been carried out, and only its answer lost.
      if (!written && attempt > 1) written = await ownEnd(backend, job, change, to);
      if (written) break;
      return await afterLostClaim(backend, job, log);
    } catch (error) {
      if (attempt === TRIES) {
        // The record does not have the job's own error then, so the log line does.
        const jobError = "error" in end ? describeError(end.error, backend.settings.jobs) : undefined;
        log.error({ err: error, durationMs, outcome: end.outcome, jobError }, "outcome not written");
        return later(leaseSeconds(backend, job), "the outcome was not written");
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
  reportOutcome(backend, {
    at: backend.now(),
    outcome: reported(to, end),
    job,
    log,
    attemptOutcome: end.outcome,
    ...("error" in end ? { error: end.error } : {}),
    ...("dead" in end ? { cause: end.dead } : {}),
    ...("retryInSeconds" in end ? { retryInSeconds: end.retryInSeconds } : {}),
    ...queueWait(job),
    runMs: durationMs,
  });
  await noteAttempt(backend, job, resultOf(backend, end), log);
  return isFollowed(written) ? { ...outcome, ended: written } : outcome;
}

/** The record, when this attempt's end is in it. */
async function ownEnd(
  { store }: Backend,
  { id }: Job,
  { set }: JobChange,
  to: Job["status"],
): Promise<Job | undefined> {
  const found = await store.get(id);
  const [mine, last] = [set?.attempts?.at(-1), found?.attempts.at(-1)];
  const isMine =
    last?.requestId === mine?.requestId &&
    last?.startedAt === mine?.startedAt &&
    last?.endedAt === mine?.endedAt;
  return found?.status === to && isMine ? found : undefined;
}

/** What a breaker is told. A deadline that is over, like a snooze, is no failure of what the job depends on. */
function resultOf({ settings }: Backend, end: Success | Failure): AttemptResult {
  if (end.outcome === "succeeded") return { as: "success" };
  if (end.outcome === "snoozed" || end.outcome === "interrupted") return { as: "neither" };
  return { as: "failure", cause: causeOf(errorKey(describeError(end.error, settings.jobs))) };
}

function reported(to: "succeeded" | "dead" | "retrying", end: Success | Failure): OutcomeReport["outcome"] {
  if (to !== "retrying") return to;
  return end.outcome === "snoozed" ? "snoozed" : "retried";
}

/** The new state of the record, and what to do with the message. */
function consequence(
  backend: Backend,
  job: Job,
  messageId: string,
  end: Success | Failure,
): { to: "succeeded" | "dead" | "retrying"; change: JobChange; outcome: Outcome } {
  const now = backend.now();
  const history = endLastAttempt(backend, job, end);
  // A shutdown ends no row of snoozes.
  const keepsSnoozes = end.outcome === "snoozed" || end.outcome === "interrupted";
  const remove = ["claim", "progress", ...(keepsSnoozes ? [] : (["snoozed"] as const))] as const;
  if (end.outcome === "succeeded") {
    const set = { ...move(["running"], "succeeded").set, ...endOf(backend, job.type, now), ...history };
    return { to: "succeeded", change: { set, remove }, outcome: { do: "acknowledge" } };
  }
  if ("dead" in end) {
    const { change } = death(backend, job, end.dead, history.attempts, messageId);
    const set = { ...change.set, roundStart: history.roundStart };
    return { to: "dead", change: { ...change, set }, outcome: ofTheMessage(end.dead) };
  }
  const nextAttemptAt = now + Math.ceil(end.retryInSeconds * 1000);
  const snoozed = end.snoozed ? { snoozed: end.snoozed } : {};
  const set = { ...move(["running"], "retrying").set, nextAttemptAt, ...snoozed, ...history };
  const outcome: Outcome = {
    do: "return",
    hideSeconds: Math.ceil(end.retryInSeconds),
    // SQS counts the receive, and the job has not failed.
    renew: keepsSnoozes ? "always" : "at the last receive",
  };
  return { to: "retrying", change: { set, remove }, outcome };
}

/** A job that has expired would expire again, so there is nothing to redrive. */
const ofTheMessage = (cause: DeadCause): Outcome =>
  cause === "expired" ? hasExpired : toDeadLetterQueue(`the job is ${cause}`);

/** A job whose next attempt would come after its deadline has no next attempt. */
function withinDeadline(backend: Backend, job: Job, end: Success | Failure): Success | Failure {
  if (!("retryInSeconds" in end)) return end;
  const { outcome, error, retryInSeconds } = end;
  return isOver(job, backend.now() + retryInSeconds * 1000) ? { outcome, error, dead: "expired" } : end;
}

function endLastAttempt(backend: Backend, { attempts, roundStart }: Job, end: Success | Failure) {
  const last = attempts.at(-1);
  if (!last) throw new Error("a claimed job has an attempt");
  const error = "error" in end ? { error: describeError(end.error, backend.settings.jobs) } : {};
  const ended = { ...last, endedAt: backend.now(), outcome: end.outcome, ...error };
  const before = attempts.slice(0, -1);
  // A job that looks every minute for a day would fill its record.
  if (ended.outcome === "snoozed" && before.length > roundStart && before.at(-1)?.outcome === "snoozed")
    before.pop();
  return trimAttempts([...before, ended], roundStart, backend.settings.jobs);
}

/** For the first attempt only: a retry waited for its backoff, and a redriven job for an operator. */
function queueWait({ attempts, sentAt, processAt = 0 }: Job): { queueWaitMs?: number } {
  const [first, ...more] = attempts;
  if (!first || more.length > 0 || sentAt === undefined) return {};
  return { queueWaitMs: Math.max(0, first.startedAt - Math.max(sentAt, processAt)) };
}

const leaseSeconds = (backend: Backend, job: Job): number =>
  Math.max(0, ((job.claim?.leaseUntil ?? 0) - backend.now()) / 1000);
