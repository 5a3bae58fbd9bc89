// One schedule: when it runs, what became of its last runs, and what may be done with it.
import {
  deleteSchedule,
  getSchedule,
  pauseSchedule,
  resumeSchedule,
  runScheduleNow,
  type ShownSchedule,
} from "../../core/jobs/index.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page, PageCall } from "../page.ts";
import { askingButton, postButton } from "../parts/buttons.ts";
import { facts, json } from "../parts/facts.ts";
import { historyTable, nextRunsTable } from "../parts/schedule-runs.ts";
import { when } from "../parts/words.ts";
import { atSchedule } from "./schedules.ts";

const idOf = ({ params }: PageCall): string => params.id ?? "";

export const MISSED = { "run-once": "one run is made up", skip: "none is made up" } as const;
export const OVERLAP = { skip: "the run is skipped", allow: "the run is made all the same" } as const;

export const schedulePage: Page = {
  path: "/schedules/:id",
  under: "/schedules",
  async render(call) {
    const { backend, dashboard, now } = call;
    const schedule = await getSchedule(backend, idOf(call));
    const { id, type, payload, cron, zone, missed, overlap, createdAt, pausedAt, nextRuns, runs } = schedule;
    return {
      title: id,
      tools: buttons(dashboard, schedule),
      body: html`<p class="lead">${pausedAt === undefined ? html`<span><code>${cron}</code> in ${zone}</span>` : html`<span class="status">paused since ${when(pausedAt, now)}</span><span><code>${cron}</code> in ${zone}</span>`}</p>
<div class="columns"><div>
<section>${nextRunsTable(nextRuns, zone, now)}</section>
<section><h2>History</h2>${runs.length === 0 ? html`<p class="soft">It has not run yet.</p>` : historyTable(runs, now)}${
        runs.length >= backend.settings.schedules.keptRuns &&
        html`<p class="soft">The last ${runs.length} runs. The jobs of those before are in <a href="${at("/jobs", { type })}">the list</a>.</p>`
      }</section>
</div><aside>${facts([
        ["Makes", html`<a href="${at("/jobs", { type })}">${type}</a>`],
        ["After an outage", MISSED[missed]],
        ["While the job before has not ended", OVERLAP[overlap]],
        ["Created", when(createdAt, now)],
      ])}
<details data-keep id="payload"><summary>Payload</summary>${json(payload, "Payload")}</details></aside></div>`,
    };
  },
  actions: {
    async run(call) {
      const { id, title } = await runScheduleNow(call.backend, idOf(call));
      return { note: `Enqueued ${title || id}. The next run stays where it is.` };
    },
    async pause(call) {
      await pauseSchedule(call.backend, idOf(call));
      const undo = {
        label: "Resume",
        path: `/schedules/${encodeURIComponent(idOf(call))}`,
        action: "resume",
      };
      return { note: "Paused: no run is made until it is resumed, and none up later.", undo };
    },
    async resume(call) {
      await resumeSchedule(call.backend, idOf(call));
      return { note: "Resumed: it goes on from its next run." };
    },
    async delete(call) {
      await deleteSchedule(call.backend, idOf(call));
      return { note: `Deleted ${idOf(call)}. The jobs that it has made stay.`, to: "/schedules" };
    },
  },
};

function buttons(dashboard: Dashboard, { id, pausedAt }: ShownSchedule): Html | undefined {
  if (dashboard.readOnly) return undefined;
  return html`${postButton(dashboard, { label: "Run now", action: "run", kind: "main" })}${
    pausedAt === undefined
      ? postButton(dashboard, { label: "Pause", action: "pause" })
      : postButton(dashboard, { label: "Resume", action: "resume" })
  }<a class="button" href="${atSchedule(id, "/edit")}">Edit</a>${askingButton(
    dashboard,
    { label: "Delete", action: "delete", kind: "danger" },
    {
      id: "delete",
      question: "Delete this schedule?",
      detail: "Its history goes with it. The jobs that it has made stay.",
    },
  )}`;
}
