// What every benchmark prints: a table for people, or with --json one object for machines.
import { arch, cpus, platform, release, totalmem } from "node:os";

/** One figure: what was measured (`name`), on which candidate (`variant`), and its value in `unit`. */
export type Row = { name: string; variant: string; value: number; unit: string };

export type Machine = ReturnType<typeof describeMachine>;

export function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** Prints `{ machine, rows }` as one JSON object when the command line has `--json`, else as a table. */
export function printReport(rows: Row[], json = process.argv.includes("--json")): void {
  const machine = describeMachine();
  if (json) {
    console.log(JSON.stringify({ machine, rows }));
    return;
  }
  const cells = rows.map((row) => [row.name, row.variant, formatValue(row.value), row.unit]);
  const header = ["name", "variant", "value", "unit"];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((cell) => cell[column]?.length ?? 0)),
  );
  const line = (cell: string[]) =>
    cell
      .map((text, column) =>
        column === 2 ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}, Node ${machine.node}, ${machine.date}\n`,
  );
  console.log([line(header), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n"));
}

/** Four significant digits, and no exponent. */
function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(4)));
}
