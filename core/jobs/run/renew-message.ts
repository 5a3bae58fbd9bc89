// Sends a fresh message in place of one whose receives are used up although its job has not failed.
import type { Backend } from "../backend.ts";
import type { ReceivedMessage } from "../ports.ts";
import { parseMessage } from "../record/message.ts";

/**
 * Sends the fresh message. The caller acknowledges the old one afterwards, so that no message is lost when the process ends
 * in between. @returns false when the send failed.
 */
export async function renewMessage(
  backend: Backend,
  received: ReceivedMessage,
  delaySeconds: number,
): Promise<boolean> {
  const parsed = parseMessage(received.body);
  if (parsed.kind !== "readable") return false;
  const { message } = parsed;
  const log = backend.log.child({
    jobId: message.jobId,
    jobType: message.type,
    replaced: received.messageId,
  });
  let messageId: string;
  try {
    messageId = await backend.queue.send(
      { ...message, renewals: (message.renewals ?? 0) + 1 },
      { delaySeconds, ...(received.traceparent ? { traceparent: received.traceparent } : {}) },
    );
  } catch (error) {
    log.warn({ err: error }, "message not renewed");
    return false;
  }
  log.info({ messageId, delaySeconds }, "message renewed");
  await noteMessage(backend, message.jobId, messageId);
  return true;
}

/**
 * Notes which message carries the job on, or that this one is a copy if the job has died meanwhile (`what-a-receive-means.ts`).
 * It only makes the dead-letter inspector's answer more exact: the job is safe without it.
 */
export async function noteMessage(backend: Backend, jobId: string, messageId: string): Promise<void> {
  try {
    const noted = await backend.store.update(
      jobId,
      { set: { messageId, sentAt: backend.now() } },
      { status: ["pending", "queued", "retrying"] },
    );
    if (!noted) await noteCopy(backend, jobId, messageId);
  } catch (error) {
    backend.log.warn({ err: error, jobId, messageId }, "message not noted");
  }
}

/** How many copies a record names. A job seldom dies in the moment of a send. */
const COPIES_KEPT = 20;

async function noteCopy({ store }: Backend, jobId: string, messageId: string): Promise<void> {
  const job = await store.get(jobId);
  if (job?.status !== "dead") return;
  const copies = [...(job.copies ?? []), messageId].slice(-COPIES_KEPT);
  await store.update(jobId, { set: { copies } }, { status: ["dead"], revision: job.revision });
}
