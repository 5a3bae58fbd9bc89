// The runs of a schedule: those to come, in the reader's zone and the schedule's, and what became of the last ones.
import { inZone } from "../../core/in-zone.ts";
import type { ShownRun } from "../../core/jobs/index.ts";
import { atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import { statusMark } from "./status.ts";
import { localTime, when } from "./words.ts";

export const nextRunsTable = (runs: readonly number[], zone: string, now: number): Html =>
  runs.length === 0
    ? html`<p class="soft">No run is to come.</p>`
    : html`<div class="table" tabindex="0" role="region" aria-label="Next runs"><table class="stack">
<thead><tr><th scope="col">Next runs</th><th scope="col">In your zone</th><th scope="col">In ${zone}</th></tr></thead>
<tbody>${runs.map(
        (at) =>
          html`<tr><td>${when(at, now)}</td><td>${localTime(at)}</td><td data-label="in ${zone}">${inZone(at, zone)}</td></tr>`,
      )}</tbody></table></div>`;

export const historyTable = (runs: readonly ShownRun[], now: number): Html =>
  html`<div class="table" tabindex="0" role="region" aria-label="History"><table class="stack">
<thead><tr><th scope="col">What became of it</th><th scope="col" class="time">In your zone</th><th scope="col" class="time">When</th></tr></thead>
<tbody>${runs.map(
    (
      run,
    ) => html`<tr><td class="wide">${fate(run)}${run.manual && html`<span class="under">asked for by hand</span>`}</td>
<td class="time">${localTime(run.at)}${run.until !== undefined && run.until !== run.at && html`<br>to ${localTime(run.until)}`}</td><td class="time">${when(run.at, now)}</td></tr>`,
  )}</tbody></table></div>`;

/** In a word, for a list; where its job stands, or why there is none. */
export function fate({ outcome, status, jobId, reason }: ShownRun): Html {
  const job = jobId === undefined ? undefined : html`<a href="${atJob(jobId)}"><code>${jobId}</code></a>`;
  if (outcome === "enqueued") {
    return status === undefined
      ? html`<span class="soft">enqueued; its job’s record is gone</span>`
      : html`${statusMark(status)} ${job}`;
  }
  if (outcome === "skipped")
    return html`<span class="soft">skipped: the job before had not ended,</span> ${job}`;
  if (outcome === "missed") return html`<span class="soft">missed: nothing looked at its time</span>`;
  return html`${statusMark("dead", "refused")} <span class="soft">${reason}</span>`;
}
