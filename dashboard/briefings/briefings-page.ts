// The briefings that were asked for, the newest first.
import { generateBriefing } from "../../core/briefings/job.ts";
import { type JobSummary, listJobs } from "../../core/jobs/index.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page } from "../page.ts";
import { progressBar, statusOf } from "../parts/status.ts";
import { when } from "../parts/words.ts";

const PAGE_SIZE = 25;

export const atBriefing = (id: string): string => at(`/briefings/${encodeURIComponent(id)}`);

export const briefingsPage: Page = {
  path: "/briefings",
  nav: { label: "Briefings", icon: "list" },
  async render({ backend, dashboard, query, now }) {
    const cursor = query.get("cursor") || undefined;
    const page = await listJobs(backend, {
      ...{ type: generateBriefing.name, order: "newest", limit: PAGE_SIZE },
      ...(cursor && { cursor }),
    });
    return {
      title: "Briefings",
      tools: dashboard.readOnly
        ? undefined
        : html`<a class="button" href="${at("/briefings/new")}">New briefing</a>`,
      body: html`${page.items.length === 0 ? nothing(dashboard) : list(page.items, now)}
<nav class="pager" aria-label="Pages of briefings"><span>${cursor && html`<a class="button" href="${at("/briefings")}">Newest</a>`}</span><span>${
        page.cursor &&
        html`<a class="button" rel="next" href="${at("/briefings", { cursor: page.cursor })}">Older</a>`
      }</span></nav>`,
    };
  },
};

const list = (jobs: readonly JobSummary[], now: number): Html =>
  html`<ul class="cards">${jobs.map(
    (job) =>
      html`<li id="briefing-${job.id}"><a href="${atBriefing(job.id)}">${job.title || "(no topic)"}</a><span class="tools">${statusOf(job)}${progressBar(job)}${when(job.createdAt, now)}</span></li>`,
  )}</ul>`;

const nothing = ({ readOnly }: Dashboard): Html =>
  html`<div class="empty"><p>No briefings yet.</p>${
    !readOnly && html`<p><a href="${at("/briefings/new")}">Ask for the first</a></p>`
  }</div>`;
