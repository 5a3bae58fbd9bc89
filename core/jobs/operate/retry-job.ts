// Runs a job again on an operator's word: a dead one with a new round of attempts, one that waits at once.
import { type Backend, logOf } from "../backend.ts";
import { sendJob } from "../enqueue/send-job.ts";
import { takeLock } from "../enqueue/unique.ts";
import { VisibleError } from "../errors.ts";
import type { JobChange } from "../ports.ts";
import { REDRIVES_KEPT, withRedrive } from "../record/history.ts";
import type { Job } from "../record/job.ts";
import { withRequest } from "../record/request.ts";
import { move, waiting } from "../record/states.ts";
import { isOver } from "../run/expire.ts";
import { clearDeadLetterOf, type Letter } from "./clear-dead-letters.ts";
import { jobRunning, MOST_TRIES } from "./job-running.ts";
import { assertMeant, getJob, type Meant } from "./read-jobs.ts";
import { runNow } from "./run-now.ts";

export type RetryOptions = {
  /** How often it may have been redriven already, in place of `settings.jobs.maxRedrives`: no more than 100, which a record keeps. */
  maxRedrives?: number;
  /** Takes its deadline off. Without this a job whose deadline is over is refused, because it would expire again. */
  withoutDeadline?: boolean;
};

/** The letter is that of a job that was dead. */
export type Retried = { job: Job } & Partial<Letter>;

/**
 * A dead job, archived or not, becomes `queued` with a new round of attempts and a message of its own, which has the tenant,
 * the priority and the attributes of those before; what is left of them in the dead-letter queue is deleted, and runs the job
 * no more where it is not found. A job that waits runs at once (`runNow`).
 * @throws VisibleError `job-not-found`, `job-running`, `job-ended` for one that has succeeded or was cancelled,
 * `too-many-redrives`, `job-expired` past its deadline, `equal-job` when its type is unique and an equal job is on its way,
 * `queue-unavailable` (with `jobId`: it is recorded, and is sent by `recover`).
 */
export async function retryJob(
  backend: Backend,
  jobId: string,
  options: RetryOptions = {},
): Promise<Retried> {
  const job = await getJob(backend, jobId);
  if (waiting.includes(job.status)) return { job: await runNow(backend, jobId) };
  const retried = await retryDead(backend, jobId, { ...options, by: "operator" });
  return { job: retried, ...(await clearDeadLetterOf(backend, jobId)) };
}

/** Leaves the dead-letter queue alone. @param by noted with the redrive. @throws as `retryJob`; VisibleError `job-moved-on`. */
export async function retryDead(
  backend: Backend,
  jobId: string,
  options: RetryOptions & { by: string } & Meant,
): Promise<Job> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const job = await getJob(backend, jobId);
    await assertMeant(options, job);
    await assertMayRetry(backend, job, options);
    const { set, when } = move(["dead"], "queued");
    const queued = await backend.store.update(jobId, newRound(backend, job, options, set), {
      ...when,
      revision: job.revision,
    });
    if (!queued) continue;
    logOf(backend, job).info({ by: options.by, generation: queued.generation }, "job retried");
    const sent = await sendJob(backend, queued);
    if (sent.arrived) return sent.job;
    throw new VisibleError(
      "queue-unavailable",
      `job ${jobId} is recorded to run again but the queue could not be reached; recover sends it once the queue is back`,
      { jobId, retryAfterSeconds: 30 },
      { cause: sent.error },
    );
  }
  throw jobRunning(jobId);
}

/** What it died of is over; what it did stays in its history. */
function newRound(
  { now }: Backend,
  job: Job,
  { by, withoutDeadline }: RetryOptions & { by: string },
  moved: Pick<Job, "status">,
): JobChange {
  return {
    set: {
      ...moved,
      sentAt: now(),
      roundStart: job.attempts.length,
      resends: 0,
      generation: (job.generation ?? 0) + 1,
      redrives: withRedrive(job, { at: now(), by }),
    },
    remove: [
      ...(["cause", "endedAt", "expiresAtSeconds", "archivedAt", "burn", "copies", "messageId"] as const),
      ...(["snoozed", "heldBack", "trouble", "errorKey"] as const),
      ...(withoutDeadline ? (["deadlineAt"] as const) : []),
    ],
  };
}

async function assertMayRetry(
  backend: Backend,
  job: Job,
  { maxRedrives = backend.settings.jobs.maxRedrives, withoutDeadline = false }: RetryOptions,
): Promise<void> {
  const { id: jobId, status } = job;
  const refuse = (code: string, message: string): never => {
    throw new VisibleError(code, message, { jobId });
  };
  if (status === "succeeded" || status === "cancelled") {
    refuse("job-ended", `job ${jobId} is ${status}; it does not run again: enqueue another`);
  }
  if (status !== "dead") throw jobRunning(jobId);
  const most = Math.min(maxRedrives, REDRIVES_KEPT);
  if (job.redrives.length >= most) {
    const remedy = most < REDRIVES_KEPT ? "allow more with --max-redrives" : "enqueue another job";
    refuse(
      "too-many-redrives",
      `job ${jobId} was redriven ${job.redrives.length} times and may be ${most} times; mend what it fails of, or ${remedy}`,
    );
  }
  if (!withoutDeadline && isOver(job, backend.now())) {
    refuse(
      "job-expired",
      `the deadline of job ${jobId} was ${new Date(job.deadlineAt ?? 0).toISOString()}; take it off with --without-deadline`,
    );
  }
  const equal = await equalJob(backend, job);
  if (equal) {
    refuse("equal-job", `job ${equal} is equal to job ${jobId}, and its type lets only one of them in`);
  }
}

/** The job that is on its way in the place of this one. A rule that holds for some seconds was kept when this job came. */
async function equalJob(backend: Backend, job: Job): Promise<string | undefined> {
  const type = backend.registry.get(job.type);
  if (type?.unique?.until !== "end") return undefined;
  const holder = await takeLock(backend, type, await withRequest(backend, job), job.revision);
  return holder && holder.id !== job.id ? holder.id : undefined;
}
