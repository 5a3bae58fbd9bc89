// Waits until a job has ended: looks at its record whenever a log line speaks of it, and so needs no pauses.
import { isTerminal, type Job, type JobStore } from "../../core/jobs/index.ts";
import type { LogLine, LogOutput } from "../log-output.ts";

export type WaitForJobOptions = {
  /** Default: whichever comes. A job that is dead and was redriven may be waited for as `succeeded`. */
  status?: "succeeded" | "dead" | "cancelled";
  /** By the real clock. Default 30,000: the first job of a run waits for its environment to start. */
  timeoutMs?: number;
};

export const JOB_TIMEOUT_MS = 30_000;

export type WaitForJob = (job: Pick<Job, "id"> | string, options?: WaitForJobOptions) => Promise<Job>;

export function createWaitForJob(
  output: Pick<LogOutput, "listen">,
  store: Pick<JobStore, "get">,
): WaitForJob {
  return async (job, { status, timeoutMs = JOB_TIMEOUT_MS } = {}) => {
    const jobId = typeof job === "string" ? job : job.id;
    const heard: LogLine[] = [];
    let wake = () => {};
    const stop = output.listen((line) => {
      if (line.jobId !== jobId) return;
      heard.push(line);
      wake();
    });
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      wake();
    }, timeoutMs);
    try {
      for (;;) {
        const next = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const record = await store.get(jobId);
        if (record && (status ? record.status === status : isTerminal(record.status))) return record;
        if (over) throw notEnded(jobId, record, status ?? "at its end", timeoutMs, heard);
        await next;
      }
    } finally {
      stop();
      clearTimeout(timer);
    }
  };
}

function notEnded(
  jobId: string,
  job: Job | undefined,
  wanted: string,
  timeoutMs: number,
  heard: LogLine[],
): Error {
  const state = job ? `is ${job.status} after ${job.attempts.length} attempts` : "has no record";
  const error = job?.attempts.at(-1)?.error;
  const last = error ? `; its last attempt failed: ${error.name}: ${error.message}` : "";
  const lines = heard.slice(-10).map(({ level, msg }) => `  ${level}: ${msg}`);
  return new Error(
    [`waitForJob: job ${jobId} ${state}, not ${wanted}, within ${timeoutMs} ms${last}`, ...lines].join("\n"),
  );
}
