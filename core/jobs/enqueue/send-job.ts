// Sends the message of a queued job. If the send fails, the job becomes `pending`, and `recover` sends it.
import { type Backend, logOf } from "../backend.ts";
import type { SendOptions } from "../ports.ts";
import type { Job } from "../record/job.ts";
import { attributesOf, messageOf } from "../record/message.ts";
import { move } from "../record/states.ts";
import { unlessOver } from "../time-budget.ts";
import { delayUntil } from "./due.ts";

/** Not arrived: the job is recorded and was not sent, as far as is known. */
export type Sent = { arrived: true; job: Job } | { arrived: false; error: unknown };

/** Never rejects. A message that is not due yet is delayed by SQS, by 15 minutes at most. */
export async function sendJob(backend: Backend, job: Job): Promise<Sent> {
  const delaySeconds = delayUntil(backend, job.nextAttemptAt);
  try {
    const messageId = await sendInTime(backend, job, {
      ...attributesOf(job),
      ...(delaySeconds > 0 && { delaySeconds }),
    });
    logOf(backend, job).info({ messageId, ...(delaySeconds > 0 && { delaySeconds }) }, "job enqueued");
    return { arrived: true, job };
  } catch (error) {
    const arrived = await noteNotSent(backend, job, error);
    return arrived ? { arrived: true, job: arrived } : { arrived: false, error };
  }
}

/** Stops waiting when the request's time is over: the answer then has the job's id, and `recover` sends the message. */
function sendInTime(
  { queue, requestOver: signal }: Backend,
  job: Job,
  options: SendOptions,
): Promise<string> {
  const sent = queue.send(messageOf(job), { ...options, ...(signal && { signal }) });
  return signal ? unlessOver(sent, signal) : sent;
}

/** @returns the record when it has moved on: the message had arrived, and only SQS's answer was lost. */
async function noteNotSent(backend: Backend, job: Job, error: unknown): Promise<Job | undefined> {
  const log = logOf(backend, job);
  log.error({ err: error }, "job not sent");
  const { set, when } = move(["queued"], "pending");
  try {
    const pending = await backend.store.update(job.id, { set, remove: ["sentAt"] }, when);
    return pending ? undefined : await backend.store.get(job.id);
  } catch (storeError) {
    // The job stays `queued` without a message. `recover` finds it.
    log.warn({ err: storeError }, "job not noted as pending");
    return undefined;
  }
}
