// What a server costs that does nothing: start, memory, and CPU while ten polls wait.
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Row } from "../report.ts";
import { type Candidate, start } from "./candidates.ts";
import { Connection, encoder } from "./connection.ts";
import { spawnChild, usage } from "./processes.ts";
import { createQueue } from "./queue.ts";
import { median } from "./statistics.ts";

/** Node alone, from spawn to its first output. */
export async function nodeStartMs(): Promise<number> {
  const before = performance.now();
  const child = spawnChild(process.execPath, ["-e", "console.log(1)"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (child.stdout) await once(child.stdout, "data");
  return performance.now() - before;
}

export async function measureStart(candidate: Candidate, times: number): Promise<Row[]> {
  const started: number[] = [];
  const bare: number[] = [];
  for (let time = 0; time < times; time++) {
    bare.push(await nodeStartMs());
    const running = await start(candidate);
    started.push(running.startedMs);
    await running.stop();
  }
  return [
    { name: "start to answering", variant: candidate.name, value: median(started), unit: "ms" },
    {
      name: "start, beyond Node's own",
      variant: candidate.name,
      value: median(started) - median(bare),
      unit: "ms",
    },
  ];
}

/** All at once: none of them does anything. */
export async function measureIdle(candidates: Candidate[], milliseconds: number): Promise<Row[]> {
  const rows = await Promise.all(candidates.map((candidate) => measureIdleServer(candidate, milliseconds)));
  return rows.flat();
}

async function measureIdleServer(candidate: Candidate, milliseconds: number): Promise<Row[]> {
  const { endpoint, pid, stop } = await start(candidate);
  const QueueUrl = await createQueue(endpoint);
  const memory = usage(pid).rss;
  const receive = encoder(endpoint)("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
  const polls = Array.from({ length: 10 }, () => {
    const connection = new Connection(endpoint);
    connection.call(receive).catch(() => {});
    return connection;
  });
  await setTimeout(500);
  const before = usage(pid).cpuMs;
  await setTimeout(milliseconds);
  const used = usage(pid).cpuMs - before;
  for (const connection of polls) connection.close();
  await stop();
  const variant = candidate.name;
  return [
    { name: "memory, idle", variant, value: memory / 2 ** 20, unit: "MiB" },
    { name: "CPU with 10 idle polls", variant, value: (used / milliseconds) * 100, unit: "%" },
  ];
}
