// Tells what happens to a job, a line for each event, until it ends or nobody wants to wait any longer.
import { setTimeout as sleep } from "node:timers/promises";
import { type Backend, getJob, isTerminal, VisibleError } from "../core/jobs/index.ts";
import { inspectJob } from "../core/jobs/operate/inspector.ts";
import { eventLine } from "./describe-inspection.ts";
import { describeStatus } from "./describe-job.ts";
import { ownCommand } from "./own-command.ts";
import { note } from "./print.ts";
import { untilStopped } from "./until-stopped.ts";

const LOOK_EVERY_MS = 500;

/** @throws VisibleError `interrupted` at Ctrl+C; the job goes on. */
export async function followJob(backend: Backend, jobId: string): Promise<void> {
  const stopped = new AbortController();
  const told = new Set<string>();
  let revision: number | undefined;
  let status = "";
  let isWaiting = false;
  for (;;) {
    const job = await getJob(backend, jobId);
    // A record that has not been written says nothing new; the rest is read only when it has.
    if (job.revision !== revision) {
      revision = job.revision;
      for (const event of (await inspectJob(backend, jobId)).timeline) {
        const line = eventLine(event);
        if (!told.has(line)) note(line);
        told.add(line);
      }
      if (describeStatus(job) !== status) note(`now ${describeStatus(job)}`);
      status = describeStatus(job);
    }
    if (isTerminal(job.status)) return;
    if (!isWaiting) {
      isWaiting = true;
      void untilStopped().then(() => stopped.abort());
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {});
    if (stopped.signal.aborted) {
      const message = `no longer following job ${jobId}, which is ${job.status}; it goes on: ${ownCommand(`show ${jobId}`)}`;
      throw new VisibleError("interrupted", message, { jobId });
    }
  }
}
