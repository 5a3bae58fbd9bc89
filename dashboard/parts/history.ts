// How the jobs have gone over a time: read once, as charts and as a table by type.
import type { Backend } from "../../core/jobs/index.ts";
import {
  type Histogram,
  quantile,
  type Resolution,
  readStats,
  type StatsSlot,
  sumByType,
  sumTypes,
  type TypeStats,
} from "../../core/jobs/operate/inspector.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import { chart, type Series } from "./chart.ts";
import { duration, number } from "./words.ts";

const HOUR_MS = 3_600_000;
export const RANGES = {
  hour: { label: "1 hour", ms: HOUR_MS, resolution: "minute" },
  day: { label: "24 hours", ms: 24 * HOUR_MS, resolution: "hour" },
  week: { label: "7 days", ms: 7 * 24 * HOUR_MS, resolution: "hour" },
  quarter: { label: "90 days", ms: 90 * 24 * HOUR_MS, resolution: "day" },
} as const satisfies Record<string, { label: string; ms: number; resolution: Resolution }>;
export type Range = keyof typeof RANGES;

export const rangeOf = (query: URLSearchParams): Range => {
  const range = query.get("range") ?? "hour";
  return Object.hasOwn(RANGES, range) ? (range as Range) : "hour";
};

export type History = { range: Range; type: string | undefined; slots: StatsSlot[] };

export async function readHistory(backend: Backend, query: URLSearchParams, now: number): Promise<History> {
  const range = rangeOf(query);
  const { ms, resolution } = RANGES[range];
  const slots = await readStats(backend, { resolution, from: now - ms, to: now });
  return { range, type: query.get("type") || undefined, slots };
}

export const rangeTabs = ({ range, type }: History): Html =>
  html`<nav class="tabs" aria-label="Time"><ul>${Object.entries(RANGES).map(
    ([name, { label }]) =>
      html`<li><a href="${at("", { range: name === "hour" ? undefined : name, type })}"${name === range && html` aria-current="page"`}>${label}</a></li>`,
  )}</ul></nav>`;

export function charts({ range, type, slots }: History): Html {
  const each = RANGES[range].resolution;
  const times = slots.map(({ from }) => from / 1_000);
  const summed = slots.map(({ types }) =>
    sumTypes("all", type === undefined ? types : types.filter((one) => one.type === type)),
  );
  const counts = (label: string, colour: Series["colour"], of: (stats: TypeStats) => number): Series => ({
    label,
    colour,
    values: summed.map(of),
  });
  const quantiles = (of: (stats: TypeStats) => Histogram): Series[] =>
    (
      [
        ["p50", 0.5, "busy"],
        ["p95", 0.95, "warn"],
        ["p99", 0.99, "bad"],
      ] as const
    ).map(([label, part, colour]) => ({
      label,
      colour,
      values: summed.map((stats) => quantile(of(stats), part) ?? null),
    }));
  return html`<div class="charts">
${chart({
  id: "jobs-chart",
  title: "Jobs and failed attempts",
  unit: "count",
  times,
  each,
  series: [
    { ...counts("succeeded", "bar", ({ succeeded }) => succeeded), on: "failed attempts" },
    counts("failed attempts", "warn", ({ failed }) => failed),
    counts("dead", "bad", ({ dead }) => dead),
  ],
})}
${chart({ id: "wait-chart", title: "Time waited", unit: "ms", times, each, series: quantiles(({ waitMs }) => waitMs) })}
${chart({ id: "run-chart", title: "Time run", unit: "ms", times, each, series: quantiles(({ runMs }) => runMs) })}
</div>`;
}

export function typeTable(history: History): Html {
  const { slots, range, type } = history;
  const stats = sumByType(slots);
  if (stats.length === 0) return html`<p class="soft">Nothing ran in this time.</p>`;
  const time = (times: Histogram, part: number) => {
    const ms = quantile(times, part);
    return ms === undefined ? "–" : duration(ms);
  };
  return html`<div class="table" tabindex="0" role="region" aria-label="By job type"><table>
<thead><tr><th scope="col">Type</th><th scope="col" class="number">Succeeded</th><th scope="col" class="number">Failed attempts</th><th scope="col" class="number">Dead jobs</th><th scope="col" class="number">Wait p50</th><th scope="col" class="number">p95</th><th scope="col" class="number">p99</th><th scope="col" class="number">Run p50</th><th scope="col" class="number">p95</th><th scope="col" class="number">p99</th></tr></thead>
<tbody>${stats.map(
    (
      one,
    ) => html`<tr${one.type === type && html` aria-selected="true"`}><td><a href="${at("", { range: range === "hour" ? undefined : range, type: one.type === type ? undefined : one.type })}">${one.type}</a></td>
<td class="number">${number(one.succeeded)}</td><td class="number${one.failed > 0 ? " warn" : ""}">${number(one.failed)}</td><td class="number${one.dead > 0 ? " bad" : ""}">${number(one.dead)}</td>
<td class="number">${time(one.waitMs, 0.5)}</td><td class="number">${time(one.waitMs, 0.95)}</td><td class="number">${time(one.waitMs, 0.99)}</td>
<td class="number">${time(one.runMs, 0.5)}</td><td class="number">${time(one.runMs, 0.95)}</td><td class="number">${time(one.runMs, 0.99)}</td></tr>`,
  )}</tbody></table></div>`;
}
