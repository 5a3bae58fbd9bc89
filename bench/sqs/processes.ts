// Processes and folders of the benchmark: none of them outlives it, however it ends.
import { type ChildProcess, type ForkOptions, fork, type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const children = new Set<ChildProcess>();
const folders = new Set<string>();

process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) deleteFolder(folder);
});

/** In a process group of its own: Ctrl-C reaches the benchmark alone, which then ends what it has started. */
export function spawnChild(command: string, args: string[], options: SpawnOptions): ChildProcess {
  return ended(spawn(command, args, { ...options, detached: true }));
}

/** As {@link spawnChild}, with a channel for messages. */
export function forkChild(file: string, options: ForkOptions = {}): ChildProcess {
  return ended(fork(file, { ...options, detached: true }));
}

function ended(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Resolves when the process is gone; kills it if it does not heed SIGTERM for ten seconds. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(timer);
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  folders.add(folder);
  return folder;
}

export function deleteFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
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
