// What a server costs that does nothing: start, memory, and CPU while ten polls wait.
import { spawn } from "node:child_process";
import type { Row } from "../report.ts";
import { type Candidate, createQueue, start, usage } from "./candidates.ts";
import { Connection, encode } from "./connection.ts";
import { median } from "./statistics.ts";

/** Node alone, from spawn to its first output. */
export async function nodeStartMs(): Promise<number> {
  const before = performance.now();
  const child = spawn(process.execPath, ["-e", "console.log(1)"], { stdio: ["ignore", "pipe", "ignore"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
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

export async function measureIdle(candidate: Candidate, seconds: number): Promise<Row[]> {
  const running = await start(candidate);
  const QueueUrl = await createQueue(running.port, "idle");
  const memory = usage(running.pid).rss;
  const polls = Array.from({ length: 10 }, () => {
    const connection = new Connection(running.port);
    connection.call(encode("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 })).catch(() => {});
    return connection;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = usage(running.pid).cpuMs;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const used = usage(running.pid).cpuMs - before;
  for (const connection of polls) connection.close();
  await running.stop();
  return [
    { name: "memory, idle", variant: candidate.name, value: memory / 2 ** 20, unit: "MiB" },
    {
      name: "CPU with 10 idle polls",
      variant: candidate.name,
      value: (used / (seconds * 1000)) * 100,
      unit: "%",
    },
  ];
}
