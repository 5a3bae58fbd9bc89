// Sends a fresh message in place of one whose receives are used up although its job has not failed.
import type { Backend } from "../backend.ts";
import type { ReceivedMessage } from "../ports.ts";
import type { Job } from "../record/job.ts";
import { parseMessage } from "../record/message.ts";
import { waiting } from "../record/states.ts";
import type { Outcome } from "./outcome.ts";
import { atOnce, LONGEST_DELAY_SECONDS } from "./queue-time.ts";
import { replacing } from "./replaced.ts";

/**
 * Sends the fresh message. The caller acknowledges the old one afterwards, so that no message is lost when the process ends
 * in between. @returns false when the send failed.
 */
export async function renewMessage(
  backend: Backend,
  received: ReceivedMessage,
  { hideSeconds, renew }: Extract<Outcome, { do: "return" }>,
): Promise<boolean> {
  const parsed = parseMessage(received.body);
  if (parsed.kind !== "readable") return false;
  const { replaces, ...message } = parsed.message;
  // `always` follows the end of an attempt that was recorded. At a last receive the record may not have been read at all.
  const isCertain = renew === "always";
  const log = backend.log.child({
    jobId: message.jobId,
    jobType: message.type,
    replaced: received.messageId,
  });
  const delaySeconds = atOnce(hideSeconds, LONGEST_DELAY_SECONDS);
  let messageId: string;
  try {
    messageId = await backend.queue.send(
      isCertain ? message : { ...message, replaces: replacing({ ...received, replaces }, backend.now()) },
      { delaySeconds, ...(received.traceparent ? { traceparent: received.traceparent } : {}) },
    );
  } catch (error) {
    log.warn({ err: error }, "message not renewed");
    return false;
  }
  log.info({ messageId, delaySeconds }, "message renewed");
  const noted = await noteMessage(backend, message.jobId, messageId);
  // The job waited a moment ago. If it has died since, by another message, this one is no redrive.
  if (!noted && isCertain) await noteCopy(backend, message.jobId, messageId);
  return true;
}

/**
 * Notes which message carries a waiting job on. It only makes the dead-letter inspector's answer more exact: the job is
 * safe without it. @returns false when the job does not wait, or the store is away.
 */
export async function noteMessage(backend: Backend, jobId: string, messageId: string): Promise<boolean> {
  try {
    const set = { messageId, sentAt: backend.now() };
    return (await backend.store.update(jobId, { set }, { status: waiting })) !== undefined;
  } catch (error) {
    backend.log.warn({ err: error, jobId, messageId }, "message not noted");
    return false;
  }
}

/** How many copies a record names. A job seldom dies in the moment of a send. */
const COPIES_KEPT = 20;

/** The copies that the record names, and this message. */
export const withCopy = ({ copies = [] }: Pick<Job, "copies">, messageId: string): Pick<Job, "copies"> => ({
  copies: [...copies, messageId].slice(-COPIES_KEPT),
});

/**
 * Notes that a message which was sent while its job died is a copy, not a redrive (`what-a-receive-means.ts`). For messages
 * that the engine sends for living jobs only: a message that took the place of a redriven one is a redrive itself.
 */
export async function noteCopy(backend: Backend, jobId: string, messageId: string): Promise<void> {
  const { store } = backend;
  try {
    const job = await store.get(jobId);
    if (job?.status !== "dead") return;
    const { revision } = job;
    await store.update(jobId, { set: withCopy(job, messageId) }, { status: ["dead"], revision });
  } catch (error) {
    backend.log.warn({ err: error, jobId, messageId }, "copy not noted");
  }
}
