// `stats`: what was counted in the last hour, day or days, drawn as rows of small bars.
import { Command, InvalidArgumentError, Option } from "commander";
import {
  addHistograms,
  allQuantiles,
  isEnginesOwn,
  lastSlots,
  type Resolution,
  readStats,
  type StatsSlot,
  sumByType,
  sumTypes,
  type TypeStats,
} from "../core/jobs/index.ts";
import { viewStats } from "../functions/http/view-queues.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { withExamples } from "./examples.ts";
import { type Piece, print, printJson, printStyled, printTable, widthOf } from "./print.ts";
import { sparkline } from "./sparkline.ts";
import type { Style } from "./style.ts";
import type { Column } from "./table.ts";
import { printTimes } from "./times-table.ts";
import { watched, withWatch } from "./watch.ts";
import { duration, utcMinute } from "./words.ts";

type Options = BackendOptions & {
  hour?: boolean;
  day?: boolean;
  days?: number;
  type?: string;
  json?: boolean;
};

const MOST_DAYS = 90;

export function statsCommand(): Command {
  const command = new Command("stats")
    .description(
      "attempts over time, those that failed, jobs that died, and how long they waited and ran (UTC)",
    )
    .addOption(new Option("--hour", "the last hour, by minutes").conflicts(["day", "days"]))
    .addOption(new Option("--day", "the last day, by hours; so it is without an option").conflicts("days"))
    .addOption(new Option("--days <n>", "so many days, by days; they are kept for 90").argParser(daysOf))
    .option("--type <type>", "only this job type; jobs:bulk, the engine's own, is left out otherwise")
    .option("--json", "print JSON");
  withExamples(command, [
    ["stats --hour --watch", "minute by minute"],
    ["stats --days 90 --type report:monthly", "as far back as numbers are kept"],
  ]);
  return withBackendOptions(withWatch(command)).action(
    watched(async ({ json, type, ...options }: Options) => {
      const [resolution, count] = choiceOf(options);
      const slots = await useBackend(options, (backend) =>
        readStats(backend, {
          resolution,
          ...lastSlots(resolution, backend.now(), count),
          own: type !== undefined && isEnginesOwn(type),
        }),
      );
      if (json) printJson(viewStats(resolution, slots, sumByType(slots), type));
      else draw(resolution, slots, type);
    }),
  );
}

const choiceOf = ({ hour, days }: Options): [Resolution, number?] => {
  if (days !== undefined) return ["day", days];
  return [hour ? "minute" : "hour"];
};

function daysOf(value: string): number {
  const days = Number(value);
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new InvalidArgumentError(`give a whole number of days from 1 to ${MOST_DAYS}: no day is kept longer`);
}

/** Columns of what stands beside the bars: a name before them, a sum and the most behind them. */
const BESIDE = 44;
const LEAST_BARS = 20;

function draw(resolution: Resolution, slots: readonly StatsSlot[], type: string | undefined): void {
  const [first, last] = [slots[0], slots.at(-1)];
  const total = sumByType(slots).filter((stats) => type === undefined || stats.type === type);
  if (!first || !last || total.length === 0) {
    print(`no job${type === undefined ? "" : ` of type ${type}`} was counted in this time`);
    return;
  }
  const width = widthOf(process.stdout);
  const most = width === undefined ? slots.length : Math.max(LEAST_BARS, width - BESIDE);
  const slotsOfABar = Math.ceil(slots.length / most);
  const bars = together(
    slots.map((slot) => ofSlot(slot, type)),
    slotsOfABar,
  );
  for (const line of linesOf(bars)) printStyled(...line);
  const ends = [utcMinute(first.from), utcMinute(last.to)];
  print(`${" ".repeat(NAME + 1)}${ends[0]} to ${ends[1]} UTC, each bar ${spanOf(resolution, slotsOfABar)}`);
  print("");
  const sum = sumTypes("all", total);
  const rows = total.length > 1 ? [...total, sum] : total;
  printTable(columns, rows);
  print("attempts and failed count attempts; succeeded, dead and cancelled count jobs");
  print("");
  printTimes(
    rows.map(({ type, waitMs, runMs }) => ({
      ...{ type, waitMs: allQuantiles(waitMs), runMs: allQuantiles(runMs) },
    })),
  );
}

const ofSlot = ({ types }: StatsSlot, type: string | undefined): TypeStats =>
  sumTypes(
    type ?? "all",
    types.filter((stats) => type === undefined || stats.type === type),
  );

/** So many neighbours are added up for a bar. */
function together(stats: readonly TypeStats[], each: number): TypeStats[] {
  return Array.from({ length: Math.ceil(stats.length / each) }, (_, bar) =>
    sumTypes("all", stats.slice(bar * each, (bar + 1) * each)),
  );
}

/** `one hour`, `2 days`: what a bar stands for. */
function spanOf(resolution: Resolution, slotsOfABar: number): string {
  return slotsOfABar === 1 ? `one ${resolution}` : `${slotsOfABar} ${resolution}s`;
}

const NAME = 10;
/** What a row or column is called, where that is not the name under which it is counted. */
const CALLED: Readonly<Record<string, string>> = { processed: "attempts", retried: "retries" };
const calledOf = (name: string): string => CALLED[name] ?? name;
const STYLES: Readonly<Record<string, Style>> = { processed: "good", failed: "warn", dead: "bad" };

function linesOf(bars: readonly TypeStats[]): Piece[][] {
  const counts = (["processed", "failed", "dead", "cancelled"] as const).map((name) => {
    const numbers = bars.map((stats) => stats[name]);
    const sum = numbers.reduce((total, number) => total + number, 0);
    return {
      name,
      numbers,
      beside: `${sum} overall, ${Math.max(...numbers)} at most`,
      any: sum > 0,
      style: STYLES[name],
    };
  });
  const times = (["wait", "run"] as const).map((name) => {
    const histograms = bars.map((stats) => stats[`${name}Ms`]);
    const numbers = histograms.map((histogram) => allQuantiles(histogram)?.p95);
    const all = allQuantiles(addHistograms(histograms));
    const most = Math.max(...numbers.filter((ms) => ms !== undefined));
    const beside = all ? `${duration(all.p95)} overall, ${duration(most)} at most` : "";
    return { name: `${name} p95`, numbers, beside, any: all !== undefined, style: undefined };
  });
  return [...counts, ...times]
    .filter(({ any, name }) => any || name === "processed")
    .map(({ name, numbers, beside, style }) => [
      { text: calledOf(name), width: NAME },
      { text: sparkline(numbers), style, width: numbers.length + 1 },
      { text: beside },
    ]);
}

const columns: Column<TypeStats>[] = [
  { heading: "type", cell: ({ type }) => type },
  ...(["processed", "succeeded", "failed", "retried", "dead", "cancelled"] as const).map((name) => ({
    heading: calledOf(name),
    cell: (stats: TypeStats) => String(stats[name]),
  })),
];
