// The benchmark of the briefings themselves: how good the extractive summaries are, what a large briefing costs, and what steps save.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { LoadResult } from "./briefings-load.ts";
import { qualityRows } from "./briefings-quality.ts";
import { stepRows } from "./briefings-steps.ts";
import { printReport, type Row } from "./report.ts";

const runs = 3;

const folder = await mkdtemp(join(tmpdir(), "bench-briefings-"));
try {
  const script = await bundleLoad(join(folder, "load.mjs"));
  const rows = await qualityRows();
  for (const kind of ["pages", "texts"]) rows.push(...(await measureLoad(script, kind)));
  rows.push(...(await stepRows()));
  printReport(rows);
} finally {
  await rm(folder, { recursive: true });
}

/** One file of JavaScript, as a function is deployed: Node need not strip types first. */
async function bundleLoad(outfile: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL("./briefings-load.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  return outfile;
}

/** The median of a few runs, each in a fresh process. */
async function measureLoad(script: string, kind: string): Promise<Row[]> {
  const results: LoadResult[] = [];
  for (let run = 0; run < runs; run++) results.push(await measure([script, kind]));
  const held = await measure(["--max-semi-space-size=8", script, kind]);
  const name = `20 ${kind} of 100 KB`;
  const median = (pick: (result: LoadResult) => number) =>
    results.map(pick).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
  return [
    { name, variant: "CPU of the job", value: median(({ cpuSeconds }) => cpuSeconds), unit: "s" },
    {
      name,
      variant: "CPU of the process",
      value: median(({ processCpuSeconds }) => processCpuSeconds),
      unit: "s",
    },
    { name, variant: "elapsed", value: median(({ wallSeconds }) => wallSeconds), unit: "s" },
    {
      name,
      variant: "peak memory of the process",
      value: median(({ peakMemoryMb }) => peakMemoryMb),
      unit: "MB",
    },
    { name, variant: "the same, young generation held to 8 MB", value: held.peakMemoryMb, unit: "MB" },
  ];
}

async function measure(command: string[]): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return JSON.parse(stdout);
}
