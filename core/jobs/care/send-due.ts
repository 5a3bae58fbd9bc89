// Sends the messages of scheduled jobs that are due before the next look.
import type { Backend } from "../backend.ts";
import { sendJob } from "../enqueue/send-job.ts";
import type { JobSummary } from "../record/job.ts";
import { move } from "../record/states.ts";

export type SentDue = {
  sent: number;
  /** The queue or the store refused: the next look tries again, or `recover` sends it. */
  failed: number;
};

const PAGE = 100;
const PARALLEL = 10;

/**
 * Sends what is due within `settings.recover.aheadSeconds`, with SQS's own delay for the rest of the time, so that a job
 * begins on its second although this is called once a minute. It reads jobs that are due, and never those that wait.
 * `hasTime` says whether to begin another few.
 */
export async function sendDue(backend: Backend, hasTime: () => boolean = () => true): Promise<SentDue> {
  const horizon = backend.now() + backend.settings.recover.aheadSeconds * 1_000;
  const done = { sent: 0, failed: 0 };
  let cursor: string | undefined;
  do {
    const page = await backend.store.list({
      ...{ status: "scheduled", order: "oldest", limit: PAGE, createdBefore: horizon },
      ...(cursor !== undefined && { cursor }),
    });
    for (let begun = 0; begun < page.items.length; begun += PARALLEL) {
      if (!hasTime()) return done;
      const sends = page.items.slice(begun, begun + PARALLEL).map((job) => sendOne(backend, job));
      for (const sent of await Promise.all(sends)) if (sent !== "none") done[sent]++;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return done;
}

/** "none": the job has moved meanwhile; it was cancelled, or another look sent it. */
async function sendOne(backend: Backend, { id, type }: JobSummary): Promise<"sent" | "failed" | "none"> {
  try {
    const { set, when } = move(["scheduled"], "queued");
    const queued = await backend.store.update(id, { set: { ...set, sentAt: backend.now() } }, when);
    if (!queued) return "none";
    return (await sendJob(backend, queued)).arrived ? "sent" : "failed";
  } catch (error) {
    backend.log.error({ err: error, jobId: id, jobType: type }, "job not sent");
    return "failed";
  }
}
