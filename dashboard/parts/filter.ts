// The filter of a list of jobs in an address: read from it, shown as words that can be taken out, and as a form.
import { DeadCause, JobStatus } from "../../core/jobs/index.ts";
import { type JobFilter, parseFilter, wordsOf } from "../../core/jobs/operate/inspector.ts";
import { at } from "../base.ts";
import { exactly, type Html, html } from "../html.ts";
import type { PageCall } from "../page.ts";
import { icon } from "./icons.ts";

export type Words = readonly (readonly [word: string, value: string])[];

/** Of an address that are no words of the filter. */
const OTHERS = ["cursor", "order", "shown", "operation", "canary"];

/**
 * As in `parseFilter`; beside `where.topic=wind` also `where=topic=wind`, which a form can say.
 * @throws VisibleError `invalid-request` that names the word.
 */
export function readFilter({ query, now }: Pick<PageCall, "query" | "now">): JobFilter {
  const words: Record<string, string | string[]> = Object.create(null);
  for (const word of new Set(query.keys())) {
    const values = query.getAll(word).filter((value) => value.trim() !== "");
    if (OTHERS.includes(word) || values.length === 0) continue;
    if (word !== "where") words[word] = values;
    else
      for (const value of values)
        words[`where.${value.split("=", 1)[0]?.trim()}`] = value.slice(value.indexOf("=") + 1).trim();
  }
  return parseFilter(words, now);
}

/** The words of an address that `readFilter` would read, as they stand there. */
export const wordsIn = (query: URLSearchParams): Words =>
  [...query].filter(([word, value]) => !OTHERS.includes(word) && value.trim() !== "");

export const atJobs = (
  words: Words,
  more: Record<string, string | undefined> = {},
  path = "/jobs",
): string => {
  const query = new URLSearchParams(words.map(([word, value]): [string, string] => [word, value]));
  for (const [name, value] of Object.entries(more)) if (value !== undefined) query.set(name, value);
  return at(path) + (query.size > 0 ? `?${query}` : "");
};

/** The address of all jobs of a filter. */
export const atFilter = (filter: JobFilter, path = "/jobs"): string => atJobs(wordsOf(filter), {}, path);

export function statusTabs(words: Words): Html {
  const here = words.find(([word]) => word === "status")?.[1] ?? "";
  const others = words.filter(([word]) => word !== "status");
  const tab = (status: string) =>
    html`<li><a href="${atJobs(others, { status: status || undefined })}"${status === here && html` aria-current="page"`}>${status || "all"}</a></li>`;
  return html`<nav class="tabs" aria-label="By status"><ul>${["", ...JobStatus.options].map(tab)}</ul></nav>`;
}

/** What is filtered by beside the status, each with a link that takes it out. */
export function chips(words: Words): Html | undefined {
  const shown = words.filter(([word]) => word !== "status" && word !== "text");
  if (shown.length === 0) return undefined;
  return html`<ul class="chips" aria-label="Filters">${shown.map((chip) => {
    const [word, value] = chip;
    return html`<li><span class="soft">${word}</span> ${value}<a href="${atJobs(words.filter((other) => other !== chip))}" aria-label="Without ${word} ${value}">×</a></li>`;
  })}<li><a href="${at("/jobs")}">Clear</a></li></ul>`;
}

/** Each with its name, and an example. */
const FIELDS = {
  tenant: ["Tenant", "whose jobs"],
  since: ["Created since", "30m, 7d or 2026-12-24T07:00:00Z"],
  until: ["Created before", "1h"],
  endedSince: ["Ended since", "1d"],
  endedUntil: ["Ended before", "1h"],
  where: ["A field of the payload", "topic=offshore wind"],
} as const;

/** A form of its own kind of GET: what is found has an address. The reader's words are never overwritten. */
export function filterForm(words: Words, types: readonly string[]): Html {
  const value = (word: string) => words.find(([name]) => name === word)?.[1] ?? "";
  const option = (chosen: string) => (name: string) =>
    html`<option${name === chosen && html` selected`}>${name}</option>`;
  const field = (word: keyof typeof FIELDS) =>
    html`<label>${FIELDS[word][0]}<input name="${word}" value="${exactly(value(word))}" placeholder="${FIELDS[word][1]}" autocomplete="off"></label>`;
  const select = (word: string, label: string, all: readonly string[]) =>
    html`<label>${label}<select name="${word}"><option value="">any</option>${all.map(option(value(word)))}</select></label>`;
  return html`<form method="get" action="${at("/jobs")}" class="search" role="search" data-keep id="search">
<div class="search-line">${icon("search")}<input type="search" name="text" value="${exactly(value("text"))}" placeholder="An id, words of a title, an error or a payload" aria-label="Search jobs" maxlength="500"><button>Search</button></div>
${value("status") && html`<input type="hidden" name="status" value="${exactly(value("status"))}">`}
<details><summary>More filters</summary><div class="fields">${select("type", "Type", types)}${select("cause", "Cause of death", DeadCause.options)}${select("archived", "Archived", ["true", "false"])}${field("tenant")}${field("since")}${field("until")}${field("endedSince")}${field("endedUntil")}${field("where")}</div></details>
</form>`;
}
