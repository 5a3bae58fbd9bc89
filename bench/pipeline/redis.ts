// A Redis of the benchmark's own, on a free port, with an append-only file.

import type { ChildProcess } from "node:child_process";
import { spawnSync } from "node:child_process";
import { Redis } from "ioredis";
import { freePort, spawnChild, stopChild } from "../sqs/processes.ts";

/** When the append-only file is forced to the disk: before each answer, or once a second. */
export type Fsync = "always" | "everysec";

export type RunningRedis = { port: number; client: Redis; pid: number; stop(): Promise<void> };

export const hasRedis = (): boolean =>
  spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;

export async function startRedis(folder: string, fsync: Fsync): Promise<RunningRedis> {
  const port = await freePort();
  const child: ChildProcess = spawnChild(
    "redis-server",
    [
      ...["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""],
      ...["--appendonly", "yes", "--appendfsync", fsync, "--maxmemory-policy", "noeviction"],
    ],
    { stdio: "ignore" },
  );
  const client = new Redis({ port, host: "127.0.0.1", maxRetriesPerRequest: null, retryStrategy: () => 5 });
  client.on("error", () => {});
  await client.ping();
  return {
    port,
    client,
    pid: child.pid ?? 0,
    async stop() {
      client.disconnect();
      await stopChild(child);
    },
  };
}
