// One job: what it was asked, how each attempt went, what it returned, why it waits, and what may be done with it.
import { type Job, resultOf } from "../../core/jobs/index.ts";
import { inspectJob, type JobInspection } from "../../core/jobs/operate/inspector.ts";
import { at, atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page, PageCall } from "../page.ts";
import { copyable, facts, json } from "../parts/facts.ts";
import { atGroup, behind, followsSection } from "../parts/follows.ts";
import { jobActions, jobButtons } from "../parts/job-actions.ts";
import { logSection } from "../parts/log-lines.ts";
import { progressBar, statusOf } from "../parts/status.ts";
import { timeline } from "../parts/timeline.ts";
import { waitLines } from "../parts/waits.ts";
import { bytes, counted, when } from "../parts/words.ts";
import { renderResult } from "./job-result.ts";

export const jobPage: Page = {
  path: "/jobs/:id",
  under: "/jobs",
  async render(call) {
    const { backend, dashboard, params, query, now } = call;
    const inspection = await inspectJob(backend, params.id ?? "");
    const { job, waits, failure } = inspection;
    const [result, log] = await Promise.all([
      resultOf(backend, job),
      logSection(backend, job, query.get("log") === "show"),
    ]);
    return {
      title: job.title || job.id,
      crumb: { label: "Jobs", href: at("/jobs") },
      tools: jobButtons(dashboard, job),
      body: html`<p class="lead">${statusOf(job)}${progressBar(job)}${waitLines(waits, now)}${failure && othersLike(failure)}</p>
<div class="columns"><div>
<section><h2>What happened</h2>${timeline(inspection.timeline, job, now)}</section>
${result !== undefined && resultSection(dashboard, job, result)}${followsSection(inspection.followUps)}
<section><h2>Request</h2>${json(job.request, "Request")}</section>
${editsSection(job, now)}${log}
</div><aside aria-label="About this job">
${facts(factsOf(inspection, call))}
<details><summary>Raw record</summary>${json(job, "Raw record")}</details>
</aside></div>`,
    };
  },
  actions: jobActions,
};

const othersLike = ({ fingerprint, errorName }: NonNullable<JobInspection["failure"]>): Html =>
  html`<a href="${at("/jobs", { fingerprint })}">All that failed of this ${errorName}</a>`;

/** The payloads that it had before. */
const editsSection = ({ edits = [] }: Job, now: number): Html | undefined =>
  edits.length === 0
    ? undefined
    : html`<section><h2>Payloads that it had</h2>${edits
        .toReversed()
        .map(
          ({ at: editedAt, request }) =>
            html`<details><summary>until ${when(editedAt, now)}</summary>${json(request, "Earlier payload")}</details>`,
        )}</section>`;

const resultSection = (dashboard: Dashboard, job: Job, result: unknown): Html =>
  renderResult(dashboard, job.type, result) === undefined
    ? html`<section><h2>Result</h2>${json(result, "Result")}</section>`
    : html`<section><h2>Result</h2>
<iframe class="result" title="Result of ${job.title}" src="${atJob(job.id)}/result" sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" data-keep id="result"></iframe>
<details><summary>As JSON</summary>${json(result, "Result")}</details></section>`;

const factsOf = ({ job, group }: JobInspection, { dashboard, now }: PageCall) =>
  [
    ["Id", copyable(job.id, "the job’s id")],
    ["Type", html`<a href="${at("/jobs", { type: job.type })}">${job.type}</a>`],
    ["Tenant", job.tenant],
    ["Priority", job.priority],
    ["Created", when(job.createdAt, now)],
    ["Not before", job.processAt !== undefined && when(job.processAt, now)],
    ["Not after", job.deadlineAt !== undefined && when(job.deadlineAt, now)],
    ["Ended", job.endedAt !== undefined && when(job.endedAt, now)],
    ["Kept until", job.expiresAtSeconds !== undefined && when(job.expiresAtSeconds * 1_000, now)],
    ["Request", job.requestBytes !== undefined && bytes(job.requestBytes)],
    ["Redriven", job.redrives.length > 0 && counted(job.redrives.length, "time")],
    ["Sent again", job.resends > 0 && `${counted(job.resends, "time")}, by recover`],
    ["Message", job.messageId && copyable(job.messageId, "the message’s id")],
    ["Behind", job.after && behind(job.after)],
    [
      "Group",
      group &&
        html`<a href="${atGroup(group.id)}">${group.title || group.id}</a> <span class="soft">${group.counts.total - group.counts.unfinished} of ${group.counts.total} ended</span>`,
    ],
    ["Edited", job.edits?.length && counted(job.edits.length, "time")],
    ["Archived", job.archivedAt !== undefined && when(job.archivedAt, now)],
    ["Replay it here", copyable(dashboard.command(`jobs replay ${job.id}`), "the command")],
  ] as const;
