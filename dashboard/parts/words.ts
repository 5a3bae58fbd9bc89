// Numbers and times as the dashboard shows them: relative times with the exact one on hover, durations, counts.
import { type Html, html } from "../html.ts";

/** `2026-11-25 21:44:05 UTC` */
export const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** `12 s ago`, `in 5 min`: the browser's clock keeps it right, and shows the exact time in the reader's zone on hover. */
export const when = (ms: number, now: number): Html =>
  html`<time datetime="${new Date(ms).toISOString()}" title="${utc(ms)}" data-when>${relative(ms - now)}</time>`;

/** How long something has been going on, counted on by the browser: `12 s`. */
export const since = (ms: number, now: number): Html =>
  html`<time datetime="${new Date(ms).toISOString()}" title="since ${utc(ms)}" data-since>${duration(now - ms)}</time>`;

/** A time as it stands in the reader's calendar: the browser says it in the reader's zone. */
export const localTime = (ms: number): Html =>
  html`<time datetime="${new Date(ms).toISOString()}" title="${utc(ms)}" data-exact>${utc(ms)}</time>`;

function relative(ms: number): string {
  if (Math.abs(ms) < 1_000) return "now";
  return ms < 0 ? `${span(-ms)} ago` : `in ${span(ms)}`;
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** In the largest unit that is full: `41 s`, `5 min`, `3 h`, `12 d`. The browser says it in the same words (`dashboard.js`). */
function span(ms: number): string {
  const [name, length] = UNITS.find(([, unit]) => ms >= unit) ?? UNITS[3];
  return `${Math.floor(ms / length)} ${name}`;
}

/** `3 ms`, `0.35 s`, `12 s`, `5 min 10 s`, `3 h 20 min` */
export function duration(ms: number): string {
  const most = Math.max(0, ms);
  if (most < 1_000) return `${Math.round(most)} ms`;
  if (most < 10_000) return `${(most / 1_000).toFixed(1)} s`;
  const seconds = Math.round(most / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return twoUnits(seconds, 60, "min", "s");
  if (seconds < 86_400) return twoUnits(Math.round(seconds / 60), 60, "h", "min");
  return twoUnits(Math.round(seconds / 3_600), 24, "d", "h");
}

function twoUnits(small: number, each: number, large: string, unit: string): string {
  const rest = small % each;
  return `${Math.floor(small / each)} ${large}${rest === 0 ? "" : ` ${rest} ${unit}`}`;
}

/** What stands between backticks is to be typed. */
export const withCode = (text: string): (Html | string)[] =>
  text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));

const grouped = new Intl.NumberFormat("en");
/** `12,345` */
export const number = (value: number): string => grouped.format(value);

/** `1 job`, `12,345 jobs` */
export const counted = (count: number, singular: string, plural = `${singular}s`): string =>
  `${number(count)} ${count === 1 ? singular : plural}`;

/** `512 B`, `12 KB`, `1.4 MB` */
export function bytes(count: number): string {
  if (count < 1_024) return `${count} B`;
  return count < 1_048_576 ? `${Math.round(count / 1_024)} KB` : `${(count / 1_048_576).toFixed(1)} MB`;
}
