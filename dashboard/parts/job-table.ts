// Jobs as rows: what each is, how it stands, why it fails, and since when. Rows can be chosen for `selection`.
import type { Job } from "../../core/jobs/index.ts";
import { atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import { progressBar, statusOf } from "./status.ts";
import { counted, duration, when } from "./words.ts";

type Options = { now: number; selectable?: boolean };

/** `undefined` in place of a job: its data was deleted while the list was looked at. */
export const jobTable = (
  jobs: readonly (readonly [id: string, job: Job | undefined])[],
  options: Options,
): Html =>
  html`<div class="table" tabindex="0" role="region" aria-label="Jobs"><table class="jobs">
<thead><tr>${
    options.selectable &&
    html`<th scope="col" class="check"><input type="checkbox" data-all aria-label="Choose all jobs of this page" data-keep id="choose-all"></th>`
  }<th scope="col">Job</th><th scope="col">Status</th><th scope="col" class="number">Attempts</th><th scope="col" class="time">Created</th><th scope="col" class="time">Ended</th></tr></thead>
<tbody>${jobs.map(([id, job]) => (job ? jobRow(job, options) : goneRow(id, options)))}</tbody>
</table></div>`;

function jobRow(job: Job, { now, selectable = false }: Options): Html {
  const { id, type, title, attempts, status, edits = [] } = job;
  const error = status === "dead" || status === "retrying" ? attempts.at(-1)?.error : undefined;
  return html`<tr id="row-${id}">${
    selectable &&
    html`<td class="check"><input type="checkbox" name="id" value="${id}" form="selection" aria-label="Choose ${title || id}" data-keep id="choose-${id}"></td>`
  }<td class="wide"><a href="${atJob(id)}">${title || "(no title)"}</a><span class="under">${type} <code>${id}</code>${edits.length > 0 && html` · <span title="its payload was changed ${counted(edits.length, "time")}">edited</span>`}</span>${
    error && html`<span class="why" title="${error.message}">${error.name}: ${error.message}</span>`
  }</td>
<td class="state">${statusOf(job)}${progressBar(job)}</td>
<td class="number">${attempts.length || ""}</td>
<td class="time">${when(job.createdAt, now)}</td>
<td class="time">${endOf(job, now)}</td>
</tr>`;
}

function endOf({ endedAt, attempts, nextAttemptAt, status }: Job, now: number): Html | undefined {
  if (endedAt !== undefined) {
    const last = attempts.at(-1);
    const took =
      last?.endedAt === undefined
        ? undefined
        : html`<span class="took" title="the last attempt">${duration(last.endedAt - last.startedAt)}</span>`;
    return html`${when(endedAt, now)}${took}`;
  }
  return nextAttemptAt !== undefined && status !== "running"
    ? html`<span class="soft">due</span> ${when(nextAttemptAt, now)}`
    : undefined;
}

const goneRow = (id: string, { selectable = false }: Options): Html =>
  html`<tr id="row-${id}" class="gone">${selectable && html`<td class="check"></td>`}<td class="wide">deleted<span class="under"><code>${id}</code></span></td><td></td><td></td><td></td><td></td></tr>`;
