// Refuses new jobs while too many wait. It costs one SQS request every few seconds.
import type { Settings } from "../../settings.ts";
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { JobQueue } from "../ports.ts";
import { withinSeconds } from "../time-budget.ts";

/** The same queue, with its backlog read at most every `backlogTrustSeconds`. */
export function trustBacklog(queue: JobQueue, settings: Settings["queue"], now: () => number): JobQueue {
  let reading: { at: number; value: Promise<number> } | undefined;
  return {
    ...queue,
    // A failed reading is kept as long as a good one, so that only one request in this time waits for an SQS that hangs.
    backlog(options) {
      if (!reading || now() - reading.at >= settings.backlogTrustSeconds * 1000) {
        reading = { at: now(), value: queue.backlog(options) };
      }
      return reading.value;
    },
  };
}

/** @throws VisibleError `backlog-full` when `maxBacklog` messages wait already. */
export async function admit(backend: Backend): Promise<void> {
  const { maxBacklog } = backend.settings.queue;
  const backlog = await readBacklog(backend);
  if (backlog < maxBacklog) return;
  throw backlogFull(`${backlog} jobs are waiting and the limit is ${maxBacklog}; try again in a minute`);
}

/**
 * Admits so many jobs together, or none of them.
 * @returns the messages that wait before them, about.
 * @throws VisibleError `backlog-full` when they and the waiting messages are more than `maxBacklog`.
 */
export async function admitMany(backend: Backend, jobs: number): Promise<number> {
  const { maxBacklog } = backend.settings.queue;
  const backlog = await readBacklog(backend);
  if (backlog + jobs <= maxBacklog) return backlog;
  const room = Math.max(0, maxBacklog - backlog);
  throw backlogFull(
    `${backlog} jobs are waiting and the limit is ${maxBacklog}: there is room for ${room} and not for ${jobs}; enqueue fewer, or try again later`,
  );
}

/** A backlog that cannot be read counts as 0: it is no reason to refuse a job. If the queue is out of reach, the send fails and says so. */
async function readBacklog(backend: Backend): Promise<number> {
  try {
    return await withinSeconds(backend.settings.api.backlogReadSeconds, (signal) =>
      backend.queue.backlog({ signal }),
    );
  } catch (error) {
    backend.log.warn({ err: error }, "backlog not read");
    return 0;
  }
}

const backlogFull = (message: string): VisibleError =>
  new VisibleError("backlog-full", message, { retryAfterSeconds: 60 });
