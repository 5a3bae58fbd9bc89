// Waits for a job to end, and draws how far it is: a bar in a terminal, a line for each stage elsewhere.
import { setTimeout as sleep } from "node:timers/promises";
import { type Backend, getJob, isTerminal, type Job, VisibleError } from "../core/jobs/index.ts";
import { visibleLine } from "../core/visible-text.ts";
import { describeLastError, describeStatus } from "./describe-job.ts";
import { ownCommand } from "./own-command.ts";
import { note, redraw, widthOf } from "./print.ts";
import { cutToWidth } from "./text-width.ts";

const LOOK_EVERY_MS = 200;
const WIDEST_BAR = 24;
/** A narrower terminal gets the words alone. */
const LEAST_BAR = 5;
const LEAST_WORDS = 20;
const GAP = "  ";

export type WaitOptions = {
  timeoutSeconds: number;
  show: "live" | "none";
  /** Resolves when the user does not want to wait any longer. */
  stopped?: Promise<void>;
};

/** @throws VisibleError `timeout` or `interrupted`; the job goes on. */
export async function waitForJob(backend: Backend, jobId: string, options: WaitOptions): Promise<Job> {
  const { timeoutSeconds, show, stopped } = options;
  const drawing = createDrawing(show);
  const deadline = Date.now() + timeoutSeconds * 1000;
  const ended = new AbortController();
  const asked = stopped?.then(() => "stop" as const);
  try {
    for (;;) {
      const job = await getJob(backend, jobId);
      drawing.draw(job);
      if (isTerminal(job.status)) return job;
      const goesOn = `it goes on: ${ownCommand(`show ${jobId}`)}`;
      if (Date.now() > deadline) {
        const message = `job ${jobId} is still ${job.status} after ${timeoutSeconds} s; ${goesOn}`;
        throw new VisibleError("timeout", message, { jobId });
      }
      const pause = sleep(LOOK_EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined);
      if ((await Promise.race([pause, asked].filter(Boolean))) === "stop") {
        const message = `no longer waiting for job ${jobId}, which is ${job.status}; ${goesOn}`;
        throw new VisibleError("interrupted", message, { jobId });
      }
    }
  } finally {
    ended.abort();
    drawing.end();
  }
}

type Drawing = { draw(job: Job): void; end(): void };

function createDrawing(show: "live" | "none"): Drawing {
  if (show === "none") return { draw: () => {}, end: () => {} };
  if (widthOf(process.stderr) === undefined) return createLines();
  return createBar(() => widthOf(process.stderr) ?? 80);
}

function describeProgress(job: Job): string {
  const error = job.status === "retrying" || job.status === "dead" ? describeLastError(job) : "";
  return visibleLine(error === "" ? describeStatus(job) : `${describeStatus(job)}: ${error}`);
}

/** Drawn over and over on one line. */
const createBar = (columns: () => number): Drawing => ({
  draw: (job) => redraw(barLine(job, columns())),
  end: () => note(""),
});

/** One line that never wraps: the last column stays free, since a terminal may break the line after it. */
export function barLine(job: Job, columns: number): string {
  const words = describeProgress(job);
  const barWidth = Math.min(WIDEST_BAR, columns - 1 - GAP.length - LEAST_WORDS);
  if (barWidth < LEAST_BAR) return cutToWidth(words, columns - 1);
  const filled = Math.round((isTerminal(job.status) ? 1 : progressOf(job)) * barWidth);
  const bar = "█".repeat(filled) + "░".repeat(barWidth - filled) + GAP;
  return bar + cutToWidth(words, columns - 1 - bar.length);
}

const progressOf = ({ progress }: Job): number =>
  progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;

/** One line for each change, so that a log stays readable. */
function createLines(): Drawing {
  let last = "";
  return {
    draw(job) {
      const line = describeProgress(job);
      if (line !== last) note(`${job.id} ${line}`);
      last = line;
    },
    end: () => {},
  };
}
