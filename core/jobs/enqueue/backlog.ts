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
  let backlog: number;
  try {
    backlog = await withinSeconds(backend.settings.api.backlogReadSeconds, (signal) =>
      backend.queue.backlog({ signal }),
    );
  } catch (error) {
    // A backlog that cannot be read is no reason to refuse the job. If the queue is out of reach, the send fails and says so.
    backend.log.warn({ err: error }, "backlog not read");
    return;
  }
  if (backlog < maxBacklog) return;
  throw new VisibleError(
    "backlog-full",
    `${backlog} jobs are waiting and the limit is ${maxBacklog}; try again in a minute`,
    { retryAfterSeconds: 60 },
  );
}
