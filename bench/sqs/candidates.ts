// The servers that are compared, each in a process of its own on a port of its own.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";

export type Candidate = {
  name: string;
  /** Command and arguments; `folder` is empty and deleted afterwards. */
  command(port: number, folder: string): string[];
  env?(port: number, folder: string): Record<string, string>;
  /** Slower than the others: fewer pairs and requests are enough to see it, and more would take an hour. */
  slow?: { pairs: number; requests: number };
};

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const ours = (port: number, ...args: string[]) => [
  process.execPath,
  path("../../local/sqs/main.ts"),
  "--port",
  String(port),
  ...args,
];

export const echo: Candidate = {
  name: "bare node:http echo",
  command: (port) => [process.execPath, path("./echo.ts"), String(port)],
};
export const memory: Candidate = { name: "this, memory", command: (port) => ours(port, "--memory") };
export const durable: Candidate = {
  name: "this, durable",
  command: (port, folder) => ours(port, "--data", join(folder, "sqs.db")),
};
export const fsync: Candidate = {
  name: "this, fsync",
  command: (port, folder) => ours(port, "--fsync", "--data", join(folder, "sqs.db")),
};

const fauxqs = path("../../node_modules/fauxqs/dist/server.js");
const fauxqsEnv = (port: number) => ({
  FAUXQS_PORT: String(port),
  FAUXQS_HOST: "127.0.0.1",
  FAUXQS_LOGGER: "false",
});

export const peers: Candidate[] = [
  { name: "fauxqs, memory", command: () => [process.execPath, fauxqs], env: fauxqsEnv },
  {
    name: "fauxqs, dataDir",
    command: () => [process.execPath, fauxqs],
    env: (port, folder) => ({ ...fauxqsEnv(port), FAUXQS_DATA_DIR: folder, FAUXQS_PERSISTENCE: "true" }),
    slow: { pairs: 15, requests: 3000 },
  },
];
if (spawnSync("moto_server", ["--help"], { stdio: "ignore" }).status === 0)
  peers.push({
    name: "moto server",
    command: (port) => ["moto_server", "-H", "127.0.0.1", "-p", String(port)],
    slow: { pairs: 3, requests: 400 },
  });

/** None of them outlives the benchmark, however that ends. */
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

export type Running = {
  name: string;
  port: number;
  slow: Candidate["slow"];
  pid: number;
  startedMs: number;
  /** Deletes the data too, unless they are to be kept. */
  stop(keep?: boolean): Promise<void>;
};

/** Resolves when the port answers; `startedMs` is that time since the process was spawned. */
export async function start(
  candidate: Candidate,
  folder = mkdtempSync(join(tmpdir(), "bench-sqs-")),
): Promise<Running> {
  const port = await freePort();
  const [command = "", ...args] = candidate.command(port, folder);
  const before = performance.now();
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...candidate.env?.(port, folder) },
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  await untilItAnswers(port, child, () => errors);
  const startedMs = performance.now() - before;
  return {
    name: candidate.name,
    port,
    slow: candidate.slow,
    pid: child.pid ?? 0,
    startedMs,
    async stop(keep = false) {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
        await gone;
        clearTimeout(timer);
      }
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(port: number, child: ChildProcess, errors: () => string): Promise<void> {
  for (let tries = 0; tries < 3000; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended at once: ${errors()}`);
    try {
      await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  throw new Error(`the server did not answer within a minute: ${errors()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** The queue's URL, as the server has it: some know a queue by no other. */
export async function createQueue(port: number, QueueName: string): Promise<string> {
  const sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName }));
  sqs.destroy();
  return QueueUrl;
}

/** Resident memory in bytes, and CPU time so far in milliseconds. Linux only; NaN elsewhere. */
export function usage(pid: number): { rss: number; cpuMs: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const [, stat = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const fields = stat.split(" ");
    // Clock ticks are a hundredth of a second on every Linux that Node supports.
    return {
      rss: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024,
      cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    };
  } catch {
    return { rss: Number.NaN, cpuMs: Number.NaN };
  }
}
