// The list of jobs: filters in the address, rows that change in place and do not move.
import { JobStatus, type JobSummary, listJobs } from "../../core/jobs/index.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Page, PageCall } from "../page.ts";
import { jobTable } from "../parts/job-table.ts";

const PAGE_SIZE = 25;

export const jobsPage: Page = {
  path: "/jobs",
  nav: { label: "Jobs", icon: "jobs" },
  async render(call) {
    const { query } = call;
    const { items, cursor } = await read(call);
    const kept = new URLSearchParams(query);
    return {
      title: "Jobs",
      body: html`${statusTabs(query)}${items.length === 0 ? nothing(query) : jobTable(items, call)}${
        cursor !== undefined &&
        html`<nav class="pager" aria-label="More jobs"><a href="${at("/jobs", { ...Object.fromEntries(kept), cursor })}" rel="next">Older jobs</a></nav>`
      }`,
    };
  },
};

async function read({ backend, query }: PageCall): Promise<{ items: JobSummary[]; cursor?: string }> {
  const status = JobStatus.safeParse(query.get("status"));
  const type = query.get("type");
  const cursor = query.get("cursor");
  return await listJobs(backend, {
    order: "newest",
    limit: PAGE_SIZE,
    ...(status.success && { status: status.data }),
    ...(type && { type }),
    ...(cursor && { cursor }),
  });
}

function statusTabs(query: URLSearchParams): Html {
  const here = query.get("status") ?? "";
  const tab = (status: string, label: string) => {
    const words = { ...Object.fromEntries(query), status, cursor: "" };
    return html`<li><a href="${at("/jobs", words)}"${status === here && html` aria-current="page"`}>${label}</a></li>`;
  };
  return html`<nav class="tabs" aria-label="By status"><ul>${tab("", "all")}${JobStatus.options.map((status) => tab(status, status))}</ul></nav>`;
}

const nothing = (query: URLSearchParams): Html =>
  query.size === 0
    ? html`<div class="empty"><p>No jobs yet.</p><p class="soft">Those that are enqueued appear here.</p></div>`
    : html`<div class="empty"><p>No job matches.</p><p><a href="${at("/jobs")}">All jobs</a></p></div>`;
