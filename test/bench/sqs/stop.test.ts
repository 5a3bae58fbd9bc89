import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";

const file = fileURLToPath(new URL("../../../bench/sqs.ts", import.meta.url));

/** The processes that have `folder` as their folder for temporary files. */
const processesOf = (folder: string): string[] =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TMPDIR=${folder}\0`);
    } catch {
      return false;
    }
  });

const foldersIn = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("bench-"));

const PATIENT = { timeout: 60_000, interval: 5 };

test("Ctrl-C prints what was measured, and ends every process and folder that the benchmark has started", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-stop-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bench = spawn(process.execPath, [file, "--quick", "--alone", "--only", "idle"], {
    env: { ...process.env, TMPDIR: folder },
    // A process group of its own, which a terminal's Ctrl-C reaches as a whole.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const group = -(bench.pid ?? 0);
  onTestFinished(() => void (bench.exitCode === null && process.kill(group, "SIGKILL")));
  const report = text(bench.stdout);
  const exited = once(bench, "exit");

  for await (const line of bench.stderr.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    if (line.includes("this, durable, start")) break;
  }
  // The next server is started, with a folder for its data.
  await vi.waitFor(() => {
    expect(processesOf(folder).length).toBeGreaterThan(1);
    expect(foldersIn(folder)).not.toEqual([]);
  }, PATIENT);
  // Once from the terminal, once passed on by npm.
  process.kill(group, "SIGINT");
  process.kill(group, "SIGINT");

  expect(await exited).toEqual([130, null]);
  expect(await report).toMatch(/start to answering +this, memory +[\d.,]+ +ms/);
  await vi.waitFor(() => expect(processesOf(folder)).toEqual([]), PATIENT);
  expect(foldersIn(folder)).toEqual([]);
});
