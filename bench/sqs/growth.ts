// Whether it stays as fast as it fills: rates, latency and memory with more and more messages waiting, delayed or in flight.
import type { Row } from "../report.ts";
import { durable, type Running, start } from "./candidates.ts";
import { nodeStartMs } from "./idle.ts";
import type { Load } from "./load.ts";
import { temporaryFolder, usage } from "./processes.ts";
import { createQueue } from "./queue.ts";
import { median } from "./statistics.ts";
import { BODY } from "./workloads.ts";

const ROUNDS = 5;
const PROBES = 1000;
const variant = durable.name;

/** Adds to `rows` after each depth. `depths` in rising order; the server is also restarted with the last. */
export async function measureGrowth(rows: Row[], load: Load, depths: number[]): Promise<void> {
  const folder = temporaryFolder();
  const running = await start(durable, folder);
  const queueUrl = await createQueue(running.endpoint);
  const fill = (messages: number) => fillQueue(load, running, queueUrl, messages);
  // Warm, and grown to what the work alone takes, before anything is counted.
  await fill(10_000);
  await load.perform({ kind: "run", endpoint: running.endpoint, queueUrl, workload: "pair", count: 10_000 });
  const empty = usage(running.pid).rss;
  let waiting = 0;
  let first: Probe | null = null;
  for (const depth of depths) {
    await fill(depth - waiting);
    waiting = depth;
    const memory = usage(running.pid).rss;
    const probe = await probeQueue(load, running, queueUrl);
    first ??= probe;
    const row = (text: string, value: number, unit: string) =>
      rows.push({ name: `${text}, ${depth.toLocaleString("en-US")} waiting`, variant, value, unit });
    row("receive + delete", probe.pairs, "/s");
    row("receive + delete, of the first", probe.pairs / first.pairs, "ratio");
    row("receive + delete, p99", probe.p99Ms, "ms");
    row("receive + delete, p99 of the first", probe.p99Ms / first.p99Ms, "ratio");
    row("SendMessage", probe.sends, "/s");
    // Below this the noise of the heap is more than the messages.
    if (depth >= 100_000)
      row("memory a message, above its body", (memory - empty) / depth - BODY.length, "bytes");
  }
  await running.stop(true);
  const again = await start(durable, folder);
  const name = `restart with ${waiting.toLocaleString("en-US")} waiting`;
  rows.push({
    name,
    variant,
    value: (again.startedMs - (await nodeStartMs())) / 1000,
    unit: "s beyond Node's start",
  });
  await again.stop();
}

/** The same with a crowd that is hidden: delayed, or in flight. */
export async function measureHidden(rows: Row[], load: Load, hidden: number): Promise<void> {
  for (const kind of ["delayed", "in flight"] as const) {
    const running = await start(durable);
    const queueUrl = await createQueue(running.endpoint);
    const before = await probeQueue(load, running, queueUrl);
    const { endpoint } = running;
    await fillQueue(load, running, queueUrl, hidden, kind === "delayed" ? 900 : 0);
    if (kind === "in flight")
      await load.perform({
        kind: "run",
        endpoint,
        queueUrl,
        workload: "receive",
        count: hidden,
        visibilityTimeout: 43_200,
      });
    const after = await probeQueue(load, running, queueUrl);
    await running.stop();
    const name = `${hidden.toLocaleString("en-US")} ${kind}`;
    rows.push(
      { name: `receive + delete, ${name}`, variant, value: after.pairs, unit: "/s" },
      {
        name: `receive + delete, ${name}, of none`,
        variant,
        value: after.pairs / before.pairs,
        unit: "ratio",
      },
      { name: `SendMessage, ${name}, of none`, variant, value: after.sends / before.sends, unit: "ratio" },
    );
  }
}

type Probe = { sends: number; pairs: number; p99Ms: number };

/** Sends as many as it then receives and deletes: the depth stays. */
async function probeQueue(load: Load, running: Running, queueUrl: string): Promise<Probe> {
  const { endpoint } = running;
  const sends: number[] = [];
  const pairs: number[] = [];
  const p99: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sent = await load.perform({ kind: "run", endpoint, queueUrl, workload: "send", count: PROBES });
    const received = await load.perform({ kind: "run", endpoint, queueUrl, workload: "pair", count: PROBES });
    // The first warms up.
    if (round === 0) continue;
    sends.push(sent.perSecond);
    pairs.push(received.perSecond);
    p99.push(received.p99Ms);
  }
  return { sends: median(sends), pairs: median(pairs), p99Ms: median(p99) };
}

async function fillQueue(load: Load, running: Running, queueUrl: string, messages: number, delaySeconds = 0) {
  const count = Math.ceil(messages / 10);
  await load.perform({
    kind: "run",
    endpoint: running.endpoint,
    queueUrl,
    workload: "fill",
    count,
    delaySeconds,
  });
}
