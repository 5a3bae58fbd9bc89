// Finds jobs that should have moved and did not, and sends their message again: no job is lost with its message.
import { closeKilled } from "./attempts.ts";
import type { Backend } from "./backend.ts";
import { death } from "./death.ts";
import type { Job, JobSummary } from "./job.ts";
import { MESSAGE_VERSION } from "./message.ts";
import { noteMessage } from "./renew-message.ts";
import { move, unfinished } from "./states.ts";

export type Recovered = {
  resent: number;
  /** Given up, cause `lost`. */
  lost: number;
  /** The queue or the store refused: tried again at the next run. */
  failed: number;
  /** Age in seconds of the oldest job that was never sent, and of the oldest that waits for its first attempt; 0 when there is none. */
  oldestPendingSeconds: number;
  oldestQueuedSeconds: number;
};

const PAGE = 100;

/**
 * Looks at every unfinished job that is old enough to be overdue. Behind a long queue only jobs that were never
 * sent are: the messages of the others may just be waiting (docs/decisions/0001). `hasTime` says whether to begin another;
 * what is left is found at the next run.
 */
export async function recoverJobs(backend: Backend, hasTime: () => boolean = () => true): Promise<Recovered> {
  const seen: Recovered = { resent: 0, lost: 0, failed: 0, oldestPendingSeconds: 0, oldestQueuedSeconds: 0 };
  const backlog = await backend.queue.backlog();
  const queueIsShort = backlog <= backend.settings.recover.shortQueue;
  for (const status of unfinished) {
    let cursor: string | undefined;
    do {
      const page = await backend.store.list({
        status,
        order: "oldest",
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const summary of page.items) {
        noteAge(seen, summary, backend.now());
        if (!hasTime()) return seen;
        if ((status === "pending" || queueIsShort) && mayBeOverdue(backend, summary)) {
          await recoverOne(backend, summary, seen, backlog === 0);
        }
      }
      // Oldest first: once a whole page is too young to be overdue, so are all the others.
      const last = page.items.at(-1);
      cursor = last && ageMs(last, backend.now()) >= overdueMs(backend) ? page.cursor : undefined;
    } while (cursor !== undefined);
  }
  return seen;
}

function noteAge(seen: Recovered, job: JobSummary, now: number): void {
  const ageSeconds = ageMs(job, now) / 1000;
  if (job.status === "pending") seen.oldestPendingSeconds = Math.max(seen.oldestPendingSeconds, ageSeconds);
  if (job.status === "queued") seen.oldestQueuedSeconds = Math.max(seen.oldestQueuedSeconds, ageSeconds);
}

const ageMs = (job: JobSummary, now: number) => now - job.createdAt;
const overdueMs = (backend: Backend) => backend.settings.recover.overdueSeconds * 1000;

/** From the index alone, so that healthy jobs cost no read of their record. */
const mayBeOverdue = (backend: Backend, job: JobSummary): boolean =>
  backend.now() - Math.max(job.createdAt, job.sentAt ?? 0, job.nextAttemptAt ?? 0) >= overdueMs(backend);

/** When the job should have moved: after its last send, its backoff or the end of its lease, whichever is latest. */
const expectedAt = (job: Job): number =>
  Math.max(job.createdAt, job.sentAt ?? 0, job.nextAttemptAt ?? 0, job.claim?.leaseUntil ?? 0);

/** One job's trouble must not hold up those behind it, at this run and at every other. */
async function recoverOne(
  backend: Backend,
  { id, type }: JobSummary,
  seen: Recovered,
  queueIsEmpty: boolean,
): Promise<void> {
  try {
    await recoverJob(backend, id, seen, queueIsEmpty);
  } catch (error) {
    backend.log.error({ err: error, jobId: id, jobType: type }, "job not recovered");
    seen.failed++;
  }
}

async function recoverJob(
  backend: Backend,
  jobId: string,
  seen: Recovered,
  queueIsEmpty: boolean,
): Promise<void> {
  const job = await backend.store.get(jobId);
  if (!job || !unfinished.includes(job.status)) return;
  if (backend.now() - expectedAt(job) < overdueMs(backend)) return;
  if (job.resends >= backend.settings.recover.maxResends) {
    // While anything waits, nothing may be consuming: then its messages are not lost, and one more would not help.
    if (queueIsEmpty && (await giveUp(backend, job))) seen.lost++;
    return;
  }
  const resends = job.resends + 1;
  const messageId = await backend.queue.send({ v: MESSAGE_VERSION, type: job.type, jobId });
  backend.log.warn({ jobId, jobType: job.type, messageId, status: job.status, resends }, "job recovered");
  seen.resent++;
  const step = job.status === "pending" ? move(["pending"], "queued").set : {};
  // Sent first: if this write fails the job is sent once more, which its claim makes harmless.
  const noted = await backend.store.update(
    jobId,
    { set: { sentAt: backend.now(), messageId, resends, ...step } },
    { revision: job.revision },
  );
  // It moved while its message was sent: if it died, the message is a copy, not a redrive.
  if (!noted) await noteMessage(backend, jobId, messageId);
}

/** Dead, cause `lost`: no message of it ever arrived. */
async function giveUp(backend: Backend, job: Job): Promise<boolean> {
  const now = backend.now();
  const { change, when } = death(backend, job, "lost", closeKilled(job.attempts, now));
  const dead = await backend.store.update(job.id, change, { ...when, revision: job.revision });
  if (!dead) return false;
  backend.log.error(
    { jobId: job.id, jobType: job.type, cause: "lost", attempts: job.attempts.length, resends: job.resends },
    "job dead",
  );
  backend.report?.({ at: now, outcome: "dead", cause: "lost" });
  return true;
}
