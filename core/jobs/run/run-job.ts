// Runs one received message: claims its job, runs it within its time, and decides what follows from how it ended.
import type { Logger } from "pino";
import type { Backend } from "../backend.ts";
import { PermanentError, SnoozeError, VisibleError } from "../errors.ts";
import { type AttemptCall, withHooks } from "../hooks.ts";
import type { JobContext, JobType } from "../job-type.ts";
import type { ReceivedMessage } from "../ports.ts";
import { attemptNumber, failuresInRound } from "../record/attempts.ts";
import { retentionOf } from "../record/death.ts";
import type { Job } from "../record/job.ts";
import { assertJson } from "../record/json.ts";
import { parseMessage } from "../record/message.ts";
import { requestToRun } from "../record/request.ts";
import { type ConsumerContext, claimJob, holdsClaim } from "./claim.ts";
import { type Failure, finishAttempt } from "./finish-attempt.ts";
import { afterLostClaim } from "./lost-claim.ts";
import { type Outcome, toDeadLetterQueue } from "./outcome.ts";
import { reportProgress } from "./progress.ts";
import { retryDelaySeconds } from "./retry-policy.ts";
import { snooze } from "./snooze.ts";
import { createSteps } from "./steps.ts";
import { createStop, type Ended, type StopReason, settle, stopError } from "./stop-signal.ts";
import { watchClaim } from "./watch-claim.ts";

/** What becomes of the message. `mustExit`: the job ignored its abort and still runs in this process. */
export type RunOutcome = Outcome & { mustExit?: boolean };

/**
 * Claims the message's job, runs it and records how it ended.
 * Rejects only when the store cannot be reached before the job has begun.
 */
export async function runJob(
  backend: Backend,
  received: ReceivedMessage,
  context: ConsumerContext,
): Promise<RunOutcome> {
  const { log } = backend;
  const { messageId, receiveCount } = received;
  const about = { messageId, receiveCount, requestId: context.requestId };
  const parsed = parseMessage(received.body);
  if (parsed.kind === "unreadable") {
    log.warn({ ...about, reason: parsed.reason }, "message unreadable");
    return toDeadLetterQueue(parsed.reason);
  }
  if (parsed.kind === "newer" || !backend.registry.has(parsed.message.type)) {
    const unknown =
      parsed.kind === "newer"
        ? { version: parsed.version }
        : { jobId: parsed.message.jobId, jobType: parsed.message.type };
    log.warn({ ...about, ...unknown }, "message of an unknown version or type");
    const seconds = retryDelaySeconds(received.receiveCount, undefined, backend.settings.jobs, 1);
    return { do: "return", hideSeconds: Math.ceil(seconds), because: "its version or type is unknown" };
  }

  const claimed = await claimJob(backend, parsed.message, received, context);
  if (claimed.do !== "run") {
    log.info({ ...about, jobId: parsed.message.jobId, because: claimed.because }, "message not run");
    return claimed;
  }
  const { job } = claimed;
  const jobLog = log.child({ ...about, jobId: job.id, jobType: job.type, attempt: attemptNumber(job) });
  return await runAttempt(backend, job, received, context, jobLog);
}

async function runAttempt(
  backend: Backend,
  job: Job,
  received: ReceivedMessage,
  { deadline, requestId }: ConsumerContext,
  log: Logger,
): Promise<RunOutcome> {
  const { messageId, receiveCount } = received;
  let request: unknown;
  try {
    request = await requestToRun(backend, job);
  } catch (error) {
    return await finishAttempt(backend, job, messageId, unreadRequest(backend, error), log);
  }
  const stop = createStop(backend, deadlineOf(backend, job, deadline), job.deadlineAt);
  const watch = watchClaim(backend, job, stop);
  const progress = reportProgress(backend, job, watch);
  const attempt = attemptNumber(job);
  const context: JobContext = {
    jobId: job.id,
    backend,
    ...(job.after !== undefined && { after: job.after }),
    attempt,
    signal: stop.signal,
    reportProgress: progress.report,
    step: createSteps(backend, job, stop, watch),
  };
  const ended = await withHooks(
    backend,
    "attempt",
    { job, attempt, messageId, receiveCount, requestId, log } satisfies AttemptCall,
    async () => {
      // The record's own type is used: the message may name another.
      const settled = await settle(backend, runOf(backend, job)(request, context), stop.signal);
      // What hooks do from here on is not the job's time any more.
      stop.dispose();
      watch.end();
      return settled;
    },
  );
  await progress.stop();
  const outcome = await recordEnd(backend, job, messageId, ended, stop.reason(), log);
  return { ...outcome, mustExit: ended.as === "unsettled" };
}

/** A store that cannot be reached is not the job's failure. */
const unreadRequest = ({ settings }: Backend, error: unknown): Failure =>
  error instanceof PermanentError
    ? { outcome: "failed", error, dead: "permanent" }
    : { outcome: "interrupted", error, retryInSeconds: settings.jobs.backoffBaseSeconds };

async function recordEnd(
  backend: Backend,
  job: Job,
  messageId: string,
  ended: Ended,
  reason: StopReason | undefined,
  log: Logger,
): Promise<Outcome> {
  const lost = () => afterLostClaim(backend, job, log);
  if (reason === "claim-lost" || reason === "cancelled") return await lost();
  let failed: Ended = ended;
  if (ended.as === "result") {
    try {
      if (!(await holdsClaim(backend, job))) return await lost();
      if (ended.result !== undefined) await keepResult(backend, job, ended.result);
      return await finishAttempt(backend, job, messageId, { outcome: "succeeded" }, log);
    } catch (error) {
      failed = { as: "error", error };
    }
  }
  return await finishAttempt(backend, job, messageId, failureOf(backend, job, failed, reason), log);
}

/** The function's, or the type's own when that is earlier: its abort then comes as long before the end as the function's does. */
function deadlineOf({ registry, settings, now }: Backend, job: Job, deadline: number): number {
  const seconds = registry.get(job.type)?.timeoutSeconds;
  if (seconds === undefined) return deadline;
  return Math.min(deadline, now() + (seconds + settings.consumer.abortMarginSeconds) * 1000);
}

function runOf(backend: Backend, job: Job): JobType["run"] {
  const type = backend.registry.get(job.type);
  if (type) return type.run;
  return async () => {
    throw new Error(`no job type ${job.type} is registered here; another deployment may know it`);
  };
}

/** @throws PermanentError for a result that no store can hold: it will not fit next time either. */
async function keepResult(backend: Backend, job: Job, result: unknown): Promise<void> {
  try {
    assertJson(result, "the result");
    await putResult(backend, job, result);
  } catch (error) {
    if (!(error instanceof VisibleError)) throw error;
    throw new PermanentError(`the return value of ${job.type} cannot be kept: ${error.message}`, {
      cause: error,
    });
  }
}

/** A store that is away for a moment must not cost a job that has done its work an attempt. */
const TRIES = 3;
const PAUSE_MS = 100;

async function putResult(backend: Backend, job: Job, result: unknown): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await backend.store.putResult(job.id, result, retentionOf(backend, job.type));
    } catch (error) {
      if (attempt === TRIES || error instanceof VisibleError) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
}

/** From how a job ended to what happens next. A job that was told to stop is judged by that, whatever it then threw. */
function failureOf(backend: Backend, job: Job, ended: Ended, reason: StopReason | undefined): Failure {
  const error = reason ? stopError(ended, reason) : thrown(ended);
  if (error instanceof PermanentError) return { outcome: "failed", error, dead: "permanent" };
  if (reason === "expired") return { outcome: "timed-out", error, dead: "expired" };
  if (error instanceof SnoozeError) return snooze(backend, job, error);
  // A shutdown is not the job's failure: it goes back to the queue at once, and this attempt does not count.
  if (reason === "shutdown") return { outcome: "interrupted", error, retryInSeconds: 0 };
  return retryOrDie(backend, job, { outcome: reason === "deadline" ? "timed-out" : "failed", error });
}

/** A failure of the job's own doing: tried again after a backoff, until its attempts are used up. */
export function retryOrDie(
  backend: Backend,
  job: Job,
  failed: { outcome: "failed" | "timed-out" | "killed"; error: unknown },
): Failure {
  const failures = failuresInRound(job) + 1;
  const { jobs } = backend.settings;
  const { maxAttempts = jobs.maxAttempts, retry } = backend.registry.get(job.type) ?? {};
  if (failures >= maxAttempts) return { ...failed, dead: "exhausted" };
  const retryInSeconds = retryDelaySeconds(failures, failed.error, jobs, backend.random(), retry);
  return { ...failed, retryInSeconds };
}

const thrown = (ended: Ended): unknown => (ended.as === "error" ? ended.error : undefined);
