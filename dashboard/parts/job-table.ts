// Jobs as rows: what each is, how it stands, and since when.
import type { Job, JobSummary } from "../../core/jobs/index.ts";
import { atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import { progressBar, statusOf } from "./status.ts";
import { when } from "./words.ts";

export const jobTable = (jobs: readonly (JobSummary | Job)[], { now }: { now: number }): Html =>
  html`<div class="table"><table>
<thead><tr><th scope="col">Job</th><th scope="col">Type</th><th scope="col">Status</th><th scope="col" class="time">Created</th><th scope="col" class="time">Ended</th></tr></thead>
<tbody>${jobs.map((job) => jobRow(job, now))}</tbody>
</table></div>`;

const jobRow = (job: JobSummary | Job, now: number): Html => html`<tr id="${job.id}">
<td class="wide"><a href="${atJob(job.id)}">${job.title || "(no title)"}</a><code class="id">${job.id}</code></td>
<td>${job.type}</td>
<td>${statusOf(job)}${progressBar(job)}</td>
<td class="time">${when(job.createdAt, now)}</td>
<td class="time">${job.endedAt === undefined ? "" : when(job.endedAt, now)}</td>
</tr>`;
