// The measurements, the same for every system.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { temporaryFolder, usage } from "../sqs/processes.ts";
import { median, quantile } from "../sqs/statistics.ts";
import { bytesOf } from "./processes.ts";
import { CONCURRENCY, type System } from "./system.ts";

export type Plan = {
  /** Jobs from end to end. */
  jobs: number;
  /** How many wait when a drain begins. */
  depths: number[];
  /** Jobs that meet an idle system, and how long they may take together. */
  pickUps: number;
  pickUpSeconds: number;
};

/** Notes a figure as soon as it is there: a run that is cut short has what was measured. */
export type Note = (name: string, value: number, unit: string) => void;

/** As many requests at once as a busy producer has. */
const IN_FLIGHT = 16;
/** Until the code is compiled, in every process and thread. */
const WARM_UP = 2_000;
const MIB = 2 ** 20;

export async function measure(note: Note, system: System, plan: Plan): Promise<void> {
  const before = performance.now();
  await system.start({ consumer: true });
  await system.enqueue(1, 1, {});
  await untilDone(system);
  note("start, and one job", performance.now() - before, "ms");

  await system.enqueue(WARM_UP, IN_FLIGHT, {});
  await untilDone(system);
  const startedAt = performance.now();
  await system.enqueue(plan.jobs, IN_FLIGHT, {});
  await untilDone(system);
  note("end to end", rate(plan.jobs, startedAt), "jobs/s");

  const waits = await pickUps(system, plan);
  note("pick-up when idle, p50", median(waits), "ms");
  note("pick-up when idle, p99", quantile(waits, 0.99), "ms");
  for (const depth of plan.depths) await fillAndDrain(note, system, depth);

  const failed = await system.failed();
  if (failed > 0) throw new Error(`${failed} jobs did not succeed at their first attempt`);
  await system.stop();
}

/** The queue is filled while nothing consumes it. Its consumers warm up by the first jobs, and then wait at a gate. */
async function fillAndDrain(note: Note, system: System, depth: number): Promise<void> {
  const filled = depth.toLocaleString("en-US");
  const work = temporaryFolder();
  const gate = join(work, "gate");
  const notes = join(work, "notes");
  await system.stop();
  const empty = bytesOf(system.folder);

  await system.start({ consumer: false });
  await system.enqueue(WARM_UP, IN_FLIGHT, {});
  await system.enqueue(CONCURRENCY, 1, { gate, notes });
  const { seconds, latenciesMs } = await system.enqueue(depth, IN_FLIGHT, {});
  note(`enqueue, ${filled}`, depth / seconds, "jobs/s");
  note(`enqueue, ${filled}, p50`, median(latenciesMs), "ms");
  note(`enqueue, ${filled}, p99`, quantile(latenciesMs, 0.99), "ms");
  await system.stop();
  const jobs = WARM_UP + CONCURRENCY + depth;
  note(`disk, ${filled} waiting`, (bytesOf(system.folder) - empty) / jobs, "bytes/job");

  await system.start({ consumer: true });
  await untilLines(notes, CONCURRENCY);
  const released = performance.now();
  writeFileSync(gate, "");
  await untilDone(system);
  note(`drain, ${filled} waiting`, rate(depth, released), "jobs/s");
  note(`memory, after ${filled}`, sum(system.pids().map((pid) => usage(pid).rss)) / MIB, "MiB");
  await system.stop();
  note(`disk, ${filled} ended`, (bytesOf(system.folder) - empty) / jobs, "bytes/job");
  await system.start({ consumer: true });
}

const rate = (jobs: number, startedAt: number) => (jobs * 1000) / (performance.now() - startedAt);
const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

/** The longest that a part may take: a system that stands still must not hold up the others. */
const PATIENCE_MS = 300_000;

async function untilDone(system: System): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let left = 1; left > 0; ) {
    left = await system.unfinished();
    if (performance.now() > deadline) throw new Error(`it stands still: ${left} jobs left`);
    await pause(5);
  }
}

/** Each job meets a system that has had nothing to do for a moment, which is not always the same one. */
async function pickUps(system: System, plan: Plan): Promise<number[]> {
  const notes = join(temporaryFolder(), "notes");
  const endsAt = performance.now() + plan.pickUpSeconds * 1000;
  let jobs = 0;
  while (jobs < plan.pickUps && performance.now() < endsAt) {
    await system.enqueue(1, 1, { notes });
    jobs++;
    await untilLines(notes, jobs);
    await pause(20 + ((jobs * 7) % 20));
  }
  return linesOf(notes).map(Number);
}

async function untilLines(file: string, count: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (linesOf(file).length < count) {
    if (performance.now() > deadline) throw new Error(`of ${count} jobs ${linesOf(file).length} have begun`);
    await pause(2);
  }
}

const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
