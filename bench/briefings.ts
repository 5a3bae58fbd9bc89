// The benchmark of the briefings themselves: how good the extractive summaries are, and what a large briefing costs.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { LoadResult } from "./briefings-load.ts";
import { qualityRows } from "./briefings-quality.ts";
import { printReport, type Row } from "./report.ts";

const runs = 3;

const rows = qualityRows();
for (const kind of ["pages", "texts"]) rows.push(...(await measureLoad(kind)));
printReport(rows);

/** The median of a few runs, each in a fresh process. */
async function measureLoad(kind: string): Promise<Row[]> {
  const script = fileURLToPath(new URL("./briefings-load.ts", import.meta.url));
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
      variant: "CPU of the process, start included",
      value: median(({ processCpuSeconds }) => processCpuSeconds),
      unit: "s",
    },
    { name, variant: "elapsed", value: median(({ wallSeconds }) => wallSeconds), unit: "s" },
    { name, variant: "peak memory", value: median(({ peakMemoryMb }) => peakMemoryMb), unit: "MB" },
    { name, variant: "peak memory, young generation held to 8 MB", value: held.peakMemoryMb, unit: "MB" },
  ];
}

async function measure(command: string[]): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return JSON.parse(stdout);
}
