// Runs one received message to an outcome: the only place that turns an error into one.
import type { Logger } from "pino";
import type { Backend } from "./backend.ts";
import { claimJob, holdsClaim, type Invocation } from "./claim.ts";
import { PermanentError, VisibleError } from "./errors.ts";
import { type Failure, finishAttempt } from "./finish.ts";
import type { Job } from "./job.ts";
import { parseMessage } from "./message.ts";
import type { ReceivedMessage } from "./ports.ts";
import { reportProgress } from "./progress.ts";
import type { JobType } from "./registry.ts";
import { retryDelaySeconds } from "./retry-policy.ts";
import { createStop, type Ended, type StopReason, settle, stopError } from "./stop-signal.ts";

export type Outcome =
  | { do: "acknowledge" }
  /** Not deleted, hidden for so long. `mustExit`: the job ignored its abort and still runs in this process. */
  | { do: "return"; hideSeconds: number; mustExit?: boolean };

/**
 * Claims the message's job, runs it and records how it ended.
 * Rejects only when the store cannot be reached before the job has begun.
 */
export async function runJob(
  backend: Backend,
  received: ReceivedMessage,
  invocation: Invocation,
): Promise<Outcome> {
  const log = backend.log.child({
    messageId: received.messageId,
    receiveCount: received.receiveCount,
    requestId: invocation.requestId,
  });
  const parsed = parseMessage(received.body);
  if (parsed.kind === "unreadable") {
    log.warn({ reason: parsed.reason }, "message unreadable");
    return { do: "return", hideSeconds: 0 };
  }
  if (parsed.kind === "newer" || !backend.registry.has(parsed.message.type)) {
    const unknown =
      parsed.kind === "newer"
        ? { version: parsed.version }
        : { jobId: parsed.message.jobId, jobType: parsed.message.type };
    log.warn(unknown, "message of an unknown version or type");
    const seconds = retryDelaySeconds(received.receiveCount, undefined, backend.settings.jobs, 1);
    return { do: "return", hideSeconds: Math.ceil(seconds) };
  }

  const claimed = await claimJob(backend, parsed.message, received, invocation);
  if (claimed.do !== "run") {
    log.info({ jobId: parsed.message.jobId, because: claimed.because }, "message not run");
    return claimed.do === "acknowledge" ? { do: "acknowledge" } : { ...claimed };
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
): Promise<Outcome> {
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
  const claimLost = (): Outcome => {
    log.warn("claim lost");
    return { do: "return", hideSeconds: 1, mustExit };
  };
  if (reason === "claim-lost") return claimLost();
  if (ended.as === "result") {
    try {
      if (!(await holdsClaim(backend, job))) return claimLost();
      if (ended.result !== undefined) await backend.store.putResult(job.id, ended.result);
      return await finishAttempt(backend, job, received.messageId, { outcome: "succeeded" }, log);
    } catch (error) {
      ended = { as: "error", error: resultError(error) };
    }
  }
  const failure = failureOf(backend, job, received, ended, reason);
  const outcome = await finishAttempt(backend, job, received.messageId, failure, log);
  return mustExit && outcome.do === "return" ? { ...outcome, mustExit } : outcome;
}

function runOf(backend: Backend, job: Job): JobType["run"] {
  const type = backend.registry.get(job.type);
  if (type) return type.run;
  return async () => {
    throw new Error(`no job type ${job.type} is registered here; another deployment may know it`);
  };
}

/** A result that no store can hold will not fit next time either. */
const resultError = (error: unknown): unknown =>
  error instanceof VisibleError ? new PermanentError(error.message, { cause: error }) : error;

/** The one switch from an error to what happens next. */
function failureOf(
  backend: Backend,
  job: Job,
  received: ReceivedMessage,
  ended: Ended,
  reason: StopReason | undefined,
): Failure {
  const error = reason ? stopError(ended, reason) : thrown(ended);
  const outcome = reason ? outcomes[reason] : "failed";
  if (error instanceof PermanentError) return { outcome, error, dead: "permanent" };
  if (received.receiveCount >= backend.settings.queue.maxReceiveCount) {
    return { outcome, error, dead: "exhausted" };
  }
  if (reason === "shutdown") return { outcome, error, retryInSeconds: 0 };
  const attemptInRound = job.attempts.length - job.roundStart;
  const { jobs } = backend.settings;
  return { outcome, error, retryInSeconds: retryDelaySeconds(attemptInRound, error, jobs, backend.random()) };
}

const outcomes: Record<StopReason, Failure["outcome"]> = {
  deadline: "timed-out",
  shutdown: "interrupted",
  "claim-lost": "interrupted",
};

const thrown = (ended: Ended): unknown => (ended.as === "error" ? ended.error : undefined);
