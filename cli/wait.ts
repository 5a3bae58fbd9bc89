// Waits for a job to end, and draws how far it is: a bar in a terminal, a line for each stage elsewhere.
import { clearLine, cursorTo } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Backend } from "../core/jobs/backend.ts";
import { VisibleError } from "../core/jobs/errors.ts";
import type { Job } from "../core/jobs/job.ts";
import { getJob } from "../core/jobs/operations.ts";
import { isTerminal } from "../core/jobs/states.ts";

const LOOK_EVERY_MS = 200;
const BAR_WIDTH = 24;

/** @throws VisibleError `timeout`; the job goes on. */
export async function waitForJob(
  backend: Backend,
  jobId: string,
  timeoutSeconds: number,
  show: "live" | "none",
): Promise<Job> {
  const draw = createDrawing(show);
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const job = await getJob(backend, jobId);
    draw(job);
    if (isTerminal(job.status)) {
      if (show === "live" && process.stderr.isTTY) process.stderr.write("\n");
      return job;
    }
    if (Date.now() > deadline) {
      throw new VisibleError(
        "timeout",
        `job ${jobId} is still ${job.status} after ${timeoutSeconds} s; it goes on: briefings show ${jobId}`,
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function createDrawing(show: "live" | "none"): (job: Job) => void {
  if (show === "none") return () => {};
  return process.stderr.isTTY ? drawBar : createLines();
}

export function describeProgress(job: Job): string {
  if (job.status === "retrying") {
    const error = job.attempts.at(-1)?.error?.message ?? "unknown";
    const at = new Date(job.nextAttemptAt ?? Date.now()).toISOString().slice(11, 19);
    return `retrying at ${at} UTC, attempt ${job.attempts.length} failed: ${error}`;
  }
  if (!job.progress) return job.status;
  const { stage, done, total } = job.progress;
  return `${job.status}: ${stage} ${done}/${total}`;
}

function drawBar(job: Job): void {
  const fraction = isTerminal(job.status) ? 1 : progressOf(job);
  const filled = Math.round(fraction * BAR_WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  const room = Math.max(20, (process.stderr.columns ?? 80) - BAR_WIDTH - 4);
  clearLine(process.stderr, 0);
  cursorTo(process.stderr, 0);
  process.stderr.write(`${bar}  ${describeProgress(job).slice(0, room)}`);
}

const progressOf = ({ progress }: Job): number =>
  progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;

/** One line for each change, so that a log stays readable. */
function createLines(): (job: Job) => void {
  let last = "";
  return (job) => {
    const line = describeProgress(job);
    if (line !== last) process.stderr.write(`${job.id} ${line}\n`);
    last = line;
  };
}
