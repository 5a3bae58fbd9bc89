// The servers that are compared, each in a process of its own on a port of its own.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Peer } from "./options.ts";
import { deleteFolder, freePort, spawnChild, stopChild, temporaryFolder } from "./processes.ts";

export type Candidate = {
  name: string;
  /** Command and arguments; `folder` is empty and deleted afterwards. */
  command(port: number, folder: string): string[];
  env?(port: number, folder: string): Record<string, string>;
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

/** fauxqs, and moto's server where the machine has it. */
export function installedPeers(): Candidate[] {
  const peers: Candidate[] = [
    { name: "fauxqs, memory", command: () => [process.execPath, fauxqs], env: fauxqsEnv },
    {
      name: "fauxqs, dataDir",
      command: () => [process.execPath, fauxqs],
      env: (port, folder) => ({ ...fauxqsEnv(port), FAUXQS_DATA_DIR: folder, FAUXQS_PERSISTENCE: "true" }),
    },
  ];
  if (spawnSync("moto_server", ["--help"], { stdio: "ignore" }).status === 0)
    peers.push({
      name: "moto server",
      command: (port) => ["moto_server", "-H", "127.0.0.1", "-p", String(port)],
    });
  return peers;
}

/** A server that answers at `endpoint`, such as `http://127.0.0.1:4566`. */
export type Running = { name: string; endpoint: string };

export type Started = Running & {
  pid: number;
  /** From the spawn of its process until it answered. */
  startedMs: number;
  /** Deletes the data too, unless they are to be kept. */
  stop(keep?: boolean): Promise<void>;
};

/** Resolves when the port answers. */
export async function start(candidate: Candidate, folder = temporaryFolder()): Promise<Started> {
  const port = await freePort();
  const [command = "", ...args] = candidate.command(port, folder);
  const before = performance.now();
  const child = spawnChild(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...candidate.env?.(port, folder) },
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers({ name: candidate.name, endpoint }, () => {
    if (child.exitCode !== null) throw new Error(`${candidate.name} ended at once: ${errors}`);
  });
  return {
    name: candidate.name,
    endpoint,
    pid: child.pid ?? 0,
    startedMs: performance.now() - before,
    async stop(keep = false) {
      await stopChild(child);
      if (!keep) deleteFolder(folder);
    },
  };
}

/** Throws when nothing answers there. */
export async function connectTo({ name, endpoint }: Peer): Promise<Running> {
  try {
    await ask(endpoint);
  } catch (cause) {
    throw new Error(`nothing answers at ${endpoint}: start ${name} first`, { cause });
  }
  return { name, endpoint };
}

async function untilItAnswers({ name, endpoint }: Running, check: () => void): Promise<void> {
  for (let tries = 0; tries < 3000; tries++) {
    check();
    try {
      await ask(endpoint);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  throw new Error(`${name} did not answer within a minute`);
}

/** Any answer will do. */
const ask = (endpoint: string) =>
  fetch(endpoint, { method: "POST", body: "{}", signal: AbortSignal.timeout(10_000) });
