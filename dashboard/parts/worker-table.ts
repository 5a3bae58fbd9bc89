// Who runs jobs: each execution environment or worker process, and what it runs just now.
import type { Workers, WorkerView } from "../../core/jobs/operate/inspector.ts";
import { atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import { duration, since, when } from "./words.ts";

export function workerTable({ workers, complete }: Workers, now: number): Html {
  if (workers.length === 0) {
    return html`<p class="soft">Nobody runs jobs at this moment. An execution environment that is idle is not heard of.</p>`;
  }
  return html`<div class="table" tabindex="0" role="region" aria-label="Workers"><table>
<thead><tr><th scope="col">Worker</th><th scope="col">Runs</th><th scope="col" class="number">Cold start</th><th scope="col" class="time">Started</th><th scope="col" class="time">Heard of</th></tr></thead>
<tbody>${workers.map((worker) => workerRow(worker, now))}</tbody></table></div>${
    !complete && html`<p class="soft">There are more that run than were read.</p>`
  }`;
}

const workerRow = (
  { id, kind, since: startedAt, coldStartMs, lastSeenAt, running, logStream }: WorkerView,
  now: number,
): Html =>
  html`<tr id="worker-${id}"><td><code title="${logStream ?? id}">${id}</code>${kind && html`<span class="under">${kind === "lambda" ? "Lambda" : kind}</span>`}</td>
<td class="wide">${
    running.length === 0
      ? html`<span class="soft">idle</span>`
      : running.map(
          ({ jobId, title, type, attempt, since: runsSince, leaseUntil }) =>
            html`<div class="runs"><a href="${atJob(jobId)}">${title || jobId}</a> <span class="under">${type}, attempt ${attempt}, for ${since(runsSince, now)}${
              leaseUntil < now && html` <span class="error">its process has vanished</span>`
            }</span></div>`,
        )
  }</td>
<td class="number">${coldStartMs === undefined ? "" : duration(coldStartMs)}</td>
<td class="time">${startedAt !== undefined && when(startedAt, now)}</td>
<td class="time">${when(lastSeenAt, now)}</td></tr>`;
