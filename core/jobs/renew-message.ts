// Sends a fresh message in place of one whose receives were used up without a failure of its job.
import type { Backend } from "./backend.ts";
import { parseMessage } from "./message.ts";
import type { ReceivedMessage } from "./ports.ts";

/**
 * The fresh message first, so that nothing is lost when the process ends in between; the old one is then for the caller
 * to acknowledge. @returns false when nothing was sent.
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
 * Notes which message carries the job on, or that this one is a copy if the job has died meanwhile (`receive.ts`).
 * A courtesy to whoever looks at the dead-letter queue: the job is safe without it.
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

/** Messages kept by name; a job dies in the moment of a send once in its life, if ever. */
const COPIES_KEPT = 20;

async function noteCopy({ store }: Backend, jobId: string, messageId: string): Promise<void> {
  const job = await store.get(jobId);
  if (job?.status !== "dead") return;
  const copies = [...(job.copies ?? []), messageId].slice(-COPIES_KEPT);
  await store.update(jobId, { set: { copies } }, { status: ["dead"], revision: job.revision });
}
