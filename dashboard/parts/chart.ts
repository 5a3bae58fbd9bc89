// A chart: drawn by the browser, and told in words to who does not see it.
import { type Html, html } from "../html.ts";
import { number } from "./words.ts";

export type Series = {
  label: string;
  /** Of the style sheet: `good`, `bad`. */
  colour: "bar" | "good" | "bad" | "warn" | "busy" | "accent" | "soft";
  /** The label of a series that it stands on. */
  on?: string;
  /** One for each time; `null` where nothing was counted. */
  values: readonly (number | null)[];
};

export type ChartOptions = {
  /** Unique on the page. */
  id: string;
  title: string;
  /** `ms`: durations, on a logarithmic scale. */
  unit: "count" | "ms";
  /** Seconds since the epoch, in their order. */
  times: readonly number[];
  series: readonly Series[];
  /** What one point stands for: `minute`. */
  each: string;
};

export const chart = ({ id, title, unit, times, series, each }: ChartOptions): Html => {
  const data = JSON.stringify({ unit, times, series });
  return html`<figure class="chart" id="${id}" data-chart="${data}">
<figcaption>${title}<span class="soft"> by ${each}</span></figcaption>
<div class="plot" id="${id}-plot" role="img" aria-label="${title} by ${each}. ${series.map((one) => inWords(one, unit)).join(" ")}" data-keep></div>
</figure>`;
};

function inWords({ label, values }: Series, unit: ChartOptions["unit"]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${label}: nothing.`;
  const suffix = unit === "ms" ? " ms" : "";
  return `${label}: at most ${number(Math.round(Math.max(...known)))}${suffix}, now ${number(Math.round(known.at(-1) ?? 0))}${suffix}.`;
}
