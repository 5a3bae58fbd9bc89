// Asynq on Redis: producer and server in Go, each a process of its own. The program is built for the run.

import { type ChildProcess, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { spawnChild, stopChild, temporaryFolder } from "../sqs/processes.ts";
import { type Fsync, type RunningRedis, startRedis } from "./redis.ts";
import { CONCURRENCY, type Enqueued, type System } from "./system.ts";

type Program = { child: ChildProcess; answers: AsyncIterator<string>; lines: Interface };

/** @returns the path of the program, or why there is none. */
export function buildAsynq(): { program: string } | { missing: string } {
  if (spawnSync("go", ["version"], { stdio: "ignore" }).status !== 0)
    return { missing: "there is no Go (`go version`)" };
  const program = join(temporaryFolder(), "asynq");
  const source = fileURLToPath(new URL("./asynq/", import.meta.url));
  const built = spawnSync("go", ["build", "-mod=readonly", "-o", program, "."], {
    cwd: source,
    encoding: "utf8",
  });
  if (built.status === 0) return { program };
  return { missing: `it cannot be built: ${built.stderr.trim().split("\n").at(-1)}` };
}

export function asynqSystem(fsync: Fsync, program: string): System {
  const folder = temporaryFolder();
  let redis: RunningRedis | undefined;
  let producer: Program | undefined;
  let server: Program | undefined;

  async function open(role: "producer" | "server"): Promise<Program> {
    const args = [role, `127.0.0.1:${redis?.port}`, String(CONCURRENCY)];
    const child = spawnChild(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    if (!child.stdout) throw new Error("a program started with pipes has a standard output");
    const lines = createInterface({ input: child.stdout });
    const answers = lines[Symbol.asyncIterator]();
    await answers.next();
    return { child, answers, lines };
  }

  async function close(opened: Program | undefined): Promise<void> {
    opened?.child.stdin?.end();
    if (opened) await stopChild(opened.child);
  }

  const lengthOf = async (list: string) => (await redis?.client.llen(`asynq:{default}:${list}`)) ?? 0;
  const sizeOf = async (set: string) => (await redis?.client.zcard(`asynq:{default}:${set}`)) ?? 0;

  return {
    name: `Asynq, ${fsync}`,
    folder,

    async start({ consumer }) {
      redis = await startRedis(folder, fsync);
      producer = await open("producer");
      server = consumer ? await open("server") : undefined;
    },

    async stop() {
      await close(server);
      await close(producer);
      await redis?.stop();
    },

    async enqueue(count, inFlight, payload) {
      producer?.child.stdin?.write(`${JSON.stringify({ count, inFlight, payload })}\n`);
      const answer = await producer?.answers.next();
      return JSON.parse(answer?.value ?? "") as Enqueued;
    },

    unfinished: async () => (await lengthOf("pending")) + (await lengthOf("active")),

    failed: async () => (await sizeOf("retry")) + (await sizeOf("archived")),

    pids: () => [redis?.pid ?? 0, server?.child.pid ?? 0].filter((pid) => pid > 0),
  };
}
