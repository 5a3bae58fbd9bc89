// Records why an invocation ended without an answer: no environment started, or the environment crashed.
import type { Backend } from "../backend.ts";
import { afterEnd } from "../follow/after-end.ts";
import type { ReceivedMessage } from "../ports.ts";
import { attemptNumber } from "../record/attempts.ts";
import type { Job } from "../record/job.ts";
import { parseMessage } from "../record/message.ts";
import { waiting } from "../record/states.ts";
import { notProcessed, settleMessage, withWhatFollows } from "./consume.ts";
import { type Failure, finishAttempt } from "./finish-attempt.ts";
import { afterLostClaim } from "./lost-claim.ts";
import { type Outcome, toDeadLetterQueue } from "./outcome.ts";
import { retryOrDie } from "./run-job.ts";
import { isCancelling } from "./watch-claim.ts";

export type InvocationFailure = {
  requestId: string;
  /** `Runtime.OutOfMemory`, `Runtime.ExitError`, `Sandbox.Timedout`, or the name of what was thrown. */
  errorType: string;
  errorMessage: string;
  /** The environment was ended by whoever stops the process: nothing that its job did. */
  stopped?: boolean;
  /** When no environment started: the message is shown again after this at the latest. */
  retryInSeconds?: number;
};

/**
 * Records why the invocation of this message failed, and makes the message visible again soon: the caller of a function
 * knows what the function itself could not write. @returns whether the message is to be kept; otherwise it is deleted.
 */
export async function noteFailedInvocation(
  backend: Backend,
  received: ReceivedMessage,
  failure: InvocationFailure,
): Promise<{ keep: boolean }> {
  const parsed = parseMessage(received.body);
  if (parsed.kind !== "readable") return { keep: true };
  const { jobId, type } = parsed.message;
  const log = backend.log.child({
    jobId,
    jobType: type,
    messageId: received.messageId,
    receiveCount: received.receiveCount,
    requestId: failure.requestId,
  });
  try {
    const job = await backend.store.get(jobId);
    const attempt = job?.attempts.at(-1);
    if (job && attempt?.requestId === failure.requestId) {
      if (attempt.endedAt !== undefined) return await settleRecorded(backend, job, received);
      return await noteCrash(backend, job, received, failure, log.child({ attempt: attemptNumber(job) }));
    }
  } catch (error) {
    // The record cannot be read or written. The message is still hidden for a backoff.
    log.warn({ err: error }, "failed invocation not looked up");
  }
  return await noteTrouble(backend, jobId, received, failure, log);
}

/** The outcome was recorded, but the environment ended before the message followed, or before it could answer. */
async function settleRecorded(
  backend: Backend,
  job: Job,
  received: ReceivedMessage,
): Promise<{ keep: boolean }> {
  if (job.messageId !== received.messageId) return { keep: false };
  // An expired job's message is acknowledged too: there is nothing to redrive.
  if (job.status === "succeeded" || job.status === "cancelled" || job.cause === "expired")
    return { keep: !(await afterEnd(backend, job)) };
  // A redriven job runs again, with this message or another.
  if (job.status !== "retrying" && job.status !== "dead") return { keep: true };
  const last = job.attempts.at(-1)?.outcome;
  const isFailure = last !== "interrupted" && last !== "snoozed";
  const seconds = Math.max(0, Math.ceil(((job.nextAttemptAt ?? 0) - backend.now()) / 1000));
  const outcome: Outcome =
    job.status === "dead"
      ? toDeadLetterQueue("the job is dead")
      : { do: "return", hideSeconds: seconds, renew: isFailure ? "at the last receive" : "always" };
  return { keep: (await settleMessage(backend, received, outcome)).failed };
}

/** Ends the attempt as `killed`, with the reason. The attempt counts: the job was running. One that was stopped does not count. */
async function noteCrash(
  backend: Backend,
  job: Job,
  received: ReceivedMessage,
  { errorType, errorMessage, stopped }: InvocationFailure,
  log: Backend["log"],
): Promise<{ keep: boolean }> {
  if (isCancelling(job)) {
    const ended = await withWhatFollows(backend, await afterLostClaim(backend, job, log));
    return { keep: (await settleMessage(backend, received, ended)).failed };
  }
  const error = new Error(stopped ? "the process was stopped before the job obeyed its abort" : errorMessage);
  error.name = stopped ? "InterruptedError" : errorType;
  delete error.stack;
  const failed: Failure = stopped
    ? { outcome: "interrupted", error, retryInSeconds: 0 }
    : retryOrDie(backend, job, { outcome: "killed", error });
  const ended = await finishAttempt(backend, job, received.messageId, failed, log);
  const outcome = await withWhatFollows(backend, ended);
  return { keep: (await settleMessage(backend, received, outcome)).failed };
}

/** No attempt began. The record then says why the job waits, and until when. */
export async function noteTrouble(
  backend: Backend,
  jobId: string,
  received: ReceivedMessage,
  { errorType, errorMessage, retryInSeconds }: InvocationFailure,
  log: Backend["log"],
): Promise<{ keep: boolean }> {
  const outcome = notProcessed(backend, received, retryInSeconds);
  const hideSeconds = outcome.do === "return" ? outcome.hideSeconds : 0;
  const reason = `${errorType}: ${errorMessage}`.slice(0, 1_000);
  log.warn({ reason, retryInSeconds: hideSeconds }, "job could not begin");
  const now = backend.now();
  const trouble = { at: now, reason, nextTryAt: now + hideSeconds * 1000 };
  await backend.store
    .update(jobId, { set: { trouble } }, { status: waiting })
    .catch((error: unknown) => log.warn({ err: error }, "trouble not noted"));
  return { keep: (await settleMessage(backend, received, outcome)).failed };
}
