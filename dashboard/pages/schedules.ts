// Schedules, the next to run first: when each runs, how its last run went.
import { listSchedules, pauseSchedule, resumeSchedule, type ShownSchedule } from "../../core/jobs/index.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page } from "../page.ts";
import { postButton } from "../parts/buttons.ts";
import { fate } from "../parts/schedule-runs.ts";
import { localTime, when } from "../parts/words.ts";

const PAGE_SIZE = 50;

export const atSchedule = (id: string, more = ""): string =>
  at(`/schedules/${encodeURIComponent(id)}${more}`);

export const schedulesPage: Page = {
  path: "/schedules",
  nav: { label: "Schedules", icon: "schedules" },
  async render({ backend, dashboard, query, now }) {
    const cursor = query.get("cursor") || undefined;
    const page = await listSchedules(backend, { limit: PAGE_SIZE, ...(cursor && { cursor }) });
    return {
      title: "Schedules",
      tools: dashboard.readOnly
        ? undefined
        : html`<a class="button" href="${at("/new-schedule")}">New schedule</a>`,
      body: html`${page.items.length === 0 ? nothing(dashboard) : table(dashboard, page.items, now)}
<nav class="pager" aria-label="Pages of schedules"><span>${cursor && html`<a class="button" href="${at("/schedules")}">First page</a>`}</span><span>${
        page.cursor &&
        html`<a class="button" rel="next" href="${at("/schedules", { cursor: page.cursor })}">Next page</a>`
      }</span></nav>`,
    };
  },
  actions: {
    async pause({ backend }, form) {
      const id = form.get("schedule") ?? "";
      await pauseSchedule(backend, id);
      return {
        note: `Paused ${id}: no run of it is made until it is resumed, and none up later.`,
        undo: { label: "Resume", path: "/schedules", action: "resume", fields: { schedule: id } },
      };
    },
    async resume({ backend }, form) {
      const id = form.get("schedule") ?? "";
      await resumeSchedule(backend, id);
      return { note: `Resumed ${id}: it goes on from its next run.` };
    },
  },
};

const table = (dashboard: Dashboard, schedules: readonly ShownSchedule[], now: number): Html =>
  html`<div class="table" tabindex="0" role="region" aria-label="Schedules"><table class="stack">
<thead><tr><th scope="col">Schedule</th><th scope="col">Next run</th><th scope="col">Last run</th><th scope="col"><span class="hidden">What to do</span></th></tr></thead>
<tbody>${schedules.map(({ id, type, cron, zone, nextRuns: [next], runs: [last], pausedAt }) => {
    const isPaused = pausedAt !== undefined;
    return html`<tr id="schedule-${id}"><td class="wide"><a href="${atSchedule(id)}">${id}</a><span class="under"><code>${cron}</code> in ${zone} · ${type}</span></td>
<td class="state">${isPaused ? html`<span class="status">paused</span>` : next !== undefined && html`${when(next, now)}<span class="under">${localTime(next)}</span>`}</td>
<td class="state">${last && html`${fate(last)}<span class="under">${when(last.at, now)}</span>`}</td>
<td class="number">${postButton(dashboard, {
      label: html`${isPaused ? "Resume" : "Pause"}<span class="hidden"> ${id}</span>`,
      action: isPaused ? "resume" : "pause",
      fields: { schedule: id },
    })}</td></tr>`;
  })}</tbody></table></div>`;

const nothing = ({ readOnly }: Dashboard): Html =>
  html`<div class="empty"><p>No schedules yet.</p><p class="soft">A schedule makes a job again and again: every morning, on the first of each month.</p>${
    !readOnly && html`<p><a href="${at("/new-schedule")}">Make the first</a></p>`
  }</div>`;
