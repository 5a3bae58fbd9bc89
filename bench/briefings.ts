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
  for (let run = 0; run < runs; run++) {
    const { stdout } = await promisify(execFile)(process.execPath, [script, kind]);
    results.push(JSON.parse(stdout));
  }
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
    {
      name,
      variant: "peak memory of the process",
      value: median(({ peakMemoryMb }) => peakMemoryMb),
      unit: "MB",
    },
  ];
}
