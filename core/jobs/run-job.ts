// Runs one received message to an outcome: the only place that turns an error into one.
import type { Logger } from "pino";
import { failuresInRound } from "./attempts.ts";
import type { Backend } from "./backend.ts";
import { claimJob, holdsClaim, type Invocation } from "./claim.ts";
import { PermanentError, VisibleError } from "./errors.ts";
import { claimLost, type Failure, finishAttempt } from "./finish.ts";
import type { Job } from "./job.ts";
import { assertJson } from "./json.ts";
import { parseMessage } from "./message.ts";
import { type Outcome, toDeadLetterQueue } from "./outcome.ts";
import type { ReceivedMessage } from "./ports.ts";
import { reportProgress } from "./progress.ts";
import type { JobType } from "./registry.ts";
import { retryDelaySeconds } from "./retry-policy.ts";
import { createStop, type Ended, type StopReason, settle, stopError } from "./stop-signal.ts";

/** What becomes of the message. `mustExit`: the job ignored its abort and still runs in this process. */
export type RunOutcome = Outcome & { mustExit?: boolean };

/**
 * Claims the message's job, runs it and records how it ended.
 * Rejects only when the store cannot be reached before the job has begun.
 */
export async function runJob(
  backend: Backend,
  received: ReceivedMessage,
  invocation: Invocation,
): Promise<RunOutcome> {
  const log = backend.log.child({
    messageId: received.messageId,
    receiveCount: received.receiveCount,
    requestId: invocation.requestId,
  });
  const parsed = parseMessage(received.body);
  if (parsed.kind === "unreadable") {
    log.warn({ reason: parsed.reason }, "message unreadable");
    return toDeadLetterQueue(parsed.reason);
  }
  if (parsed.kind === "newer" || !backend.registry.has(parsed.message.type)) {
    const unknown =
      parsed.kind === "newer"
        ? { version: parsed.version }
        : { jobId: parsed.message.jobId, jobType: parsed.message.type };
    log.warn(unknown, "message of an unknown version or type");
    const seconds = retryDelaySeconds(received.receiveCount, undefined, backend.settings.jobs, 1);
    return { do: "return", hideSeconds: Math.ceil(seconds), because: "its version or type is unknown" };
  }

  const claimed = await claimJob(backend, parsed.message, received, invocation);
  if (claimed.do !== "run") {
    log.info({ jobId: parsed.message.jobId, because: claimed.because }, "message not run");
    return claimed;
  }
  const { job } = claimed;
  const jobLog = log.child({ jobId: job.id, jobType: job.type, attempt: job.attempts.length });
  return await runAttempt(backend, job, received, invocation, jobLog);
}

async function runAttempt(
  backend: Backend,
  job: Job,
  received: ReceivedMessage,
  invocation: Invocation,
  log: Logger,
): Promise<RunOutcome> {
  log.info({ waitedMs: backend.now() - (job.sentAt ?? job.createdAt) }, "job started");
  const stop = createStop(backend, invocation.deadline);
  const progress = reportProgress(backend, job, () => stop.now("claim-lost"));
  const context = { jobId: job.id, signal: stop.signal, reportProgress: progress.report };

  let ended = await settle(
    // By the record's own type: a message may say another.
    runOf(backend, job)(job.request, context),
    stop.signal,
    backend.settings.consumer.settleSeconds,
  );
  stop.dispose();
  await progress.stop();

  const reason = stop.reason();
  const mustExit = ended.as === "unsettled";
  const lost = (): RunOutcome => {
    log.warn("claim lost");
    return { ...claimLost, mustExit };
  };
  if (reason === "claim-lost") return lost();
  if (ended.as === "result") {
    try {
      if (!(await holdsClaim(backend, job))) return lost();
      if (ended.result !== undefined) await keepResult(backend, job, ended.result);
      return await finishAttempt(backend, job, received.messageId, { outcome: "succeeded" }, log);
    } catch (error) {
      ended = { as: "error", error };
    }
  }
  const failure = failureOf(backend, job, ended, reason);
  return { ...(await finishAttempt(backend, job, received.messageId, failure, log)), mustExit };
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
    await backend.store.putResult(job.id, result);
  } catch (error) {
    if (!(error instanceof VisibleError)) throw error;
    throw new PermanentError(`the return value of ${job.type} cannot be kept: ${error.message}`, {
      cause: error,
    });
  }
}

/** The one switch from an error to what happens next. */
function failureOf(backend: Backend, job: Job, ended: Ended, reason: StopReason | undefined): Failure {
  const error = reason ? stopError(ended, reason) : thrown(ended);
  if (error instanceof PermanentError) return { outcome: "failed", error, dead: "permanent" };
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
  if (failures >= backend.settings.jobs.maxAttempts) return { ...failed, dead: "exhausted" };
  const { jobs } = backend.settings;
  return { ...failed, retryInSeconds: retryDelaySeconds(failures, failed.error, jobs, backend.random()) };
}

const thrown = (ended: Ended): unknown => (ended.as === "error" ? ended.error : undefined);
