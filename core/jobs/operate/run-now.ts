// Runs a waiting job at once.
import { type Backend, logOf } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { JobChange } from "../ports.ts";
import type { Job } from "../record/job.ts";
import { attributesOf, messageOf } from "../record/message.ts";
import { isTerminal, move, waiting } from "../record/states.ts";
import { noteMessage } from "../run/renew-message.ts";
import { jobRunning } from "./job-running.ts";
import { getJob } from "./read-jobs.ts";

/**
 * Runs a job that waits now: a fresh message is sent for it, and its backoff is over. The message that it had is
 * acknowledged when it arrives.
 * @throws VisibleError `job-not-found`, `job-running`, `job-ended`, `queue-unavailable`.
 */
export async function runNow(backend: Backend, jobId: string): Promise<Job> {
  const job = await getJob(backend, jobId);
  if (isTerminal(job.status)) {
    const remedy = job.status === "dead" ? "; retry it, which begins a new round of attempts" : "";
    throw new VisibleError("job-ended", `job ${jobId} is ${job.status}: it does not wait${remedy}`, {
      jobId,
    });
  }
  const due = await backend.store.update(jobId, dueNow(backend, job), {
    status: waiting,
    ...((job.status === "scheduled" || job.heldBack) && { revision: job.revision }),
  });
  if (!due) throw jobRunning(jobId);
  let messageId: string;
  try {
    messageId = await backend.queue.send(messageOf(job), attributesOf(job));
  } catch (error) {
    throw new VisibleError(
      "queue-unavailable",
      `the queue could not be reached; job ${jobId} waits, and is sent by recover`,
      {
        jobId,
        retryAfterSeconds: 30,
      },
      { cause: error },
    );
  }
  await noteMessage(backend, jobId, messageId);
  logOf(backend, job).info({ messageId }, "job run now");
  return (await backend.store.get(jobId)) ?? due;
}

/** What the job waited for is over. A scheduled one becomes `queued`, as if it had been due. */
function dueNow({ now }: Backend, job: Job): JobChange {
  if (job.status === "scheduled") {
    return { set: { ...move(["scheduled"], "queued").set, sentAt: now() }, remove: ["nextAttemptAt"] };
  }
  if (job.nextAttemptAt === undefined) return {};
  // Its turn has come. The limit that held it back still holds.
  const { heldBack } = job;
  return { set: { nextAttemptAt: now(), ...(heldBack && { heldBack: { ...heldBack, until: now() } }) } };
}
