// One job: what it was asked, how each attempt went, what it returned, why it waits, and what may be done with it.
import { getJob, type Job, resultOf, withRequest } from "../../core/jobs/index.ts";
import { at, atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page, PageCall } from "../page.ts";
import { copyable, facts, json } from "../parts/facts.ts";
import { atGroup, behind, followsSection } from "../parts/follows.ts";
import { jobActions, jobButtons } from "../parts/job-actions.ts";
import { progressBar, statusOf } from "../parts/status.ts";
import { timeline } from "../parts/timeline.ts";
import { whyWaits } from "../parts/why-waits.ts";
import { bytes, when } from "../parts/words.ts";
import { renderResult } from "./job-result.ts";

export const jobPage: Page = {
  path: "/jobs/:id",
  under: "/jobs",
  async render(call) {
    const { backend, dashboard, params, now } = call;
    const job = await withRequest(backend, await getJob(backend, params.id ?? ""));
    const result = await resultOf(backend, job);
    const follows = await followsSection(backend, job);
    const why = whyWaits(job, now);
    return {
      title: job.title || job.id,
      tools: jobButtons(dashboard, job),
      body: html`<p class="lead">${statusOf(job)}${progressBar(job)}${why && html`<span>${why}</span>`}</p>
<div class="columns"><div>
<section><h2>What happened</h2>${timeline(job, now)}</section>
${result !== undefined && resultSection(dashboard, job, result)}${follows}
<section><h2>Request</h2>${json(job.request, "Request")}</section>
</div><aside>
${facts(factsOf(job, call))}
<details><summary>Raw record</summary>${json(job, "Raw record")}</details>
</aside></div>`,
    };
  },
  actions: jobActions,
};

const resultSection = (dashboard: Dashboard, job: Job, result: unknown): Html =>
  renderResult(dashboard, job.type, result) === undefined
    ? html`<section><h2>Result</h2>${json(result, "Result")}</section>`
    : html`<section><h2>Result</h2>
<iframe class="result" title="Result of ${job.title}" src="${atJob(job.id)}/result" sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" data-keep id="result"></iframe>
<details><summary>As JSON</summary>${json(result, "Result")}</details></section>`;

const factsOf = (job: Job, { dashboard, now }: PageCall) =>
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
    ["Redriven", job.redrives.length > 0 && `${job.redrives.length} times`],
    ["Sent again", job.resends > 0 && `${job.resends} times, by recover`],
    ["Message", job.messageId && copyable(job.messageId, "the message’s id")],
    ["Behind", job.after && behind(job.after)],
    ["Group", job.groupId && html`<a href="${atGroup(job.groupId)}"><code>${job.groupId}</code></a>`],
    ["Edited", job.edits?.length && `${job.edits.length} times`],
    ["Replay it here", copyable(`npx ${dashboard.app.name} jobs replay ${job.id}`, "the command")],
  ] as const;
