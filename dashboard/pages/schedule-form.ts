// A schedule is made or changed, and shows when it would run before it is kept.
import {
  appTypes,
  getSchedule,
  previewRuns,
  putScheduleByName,
  type ShownSchedule,
  VisibleError,
} from "../../core/jobs/index.ts";
import { visibleJson } from "../../core/visible-text.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Action, Page, PageCall, View } from "../page.ts";

import { hiddenFields } from "../parts/buttons.ts";
import {
  areaField,
  type Draft,
  draftOf,
  errorSummary,
  selectField,
  textField,
  withErrors,
} from "../parts/fields.ts";
import { nextRunsTable } from "../parts/schedule-runs.ts";
import { CHANGED, versionOf } from "../parts/version.ts";
import { MISSED, OVERLAP } from "./schedule.ts";
import { atSchedule } from "./schedules.ts";

export const newSchedulePage: Page = {
  path: "/new-schedule",
  under: "/schedules",
  // What another page has ready is filled in: `?type=…&payload=…`.
  render: async (call) => viewForm(call, draftOf(call.query)),
  actions: {
    preview,
    save: (call, form) =>
      keep(call, form, async () => {
        const id = form.get("schedule")?.trim() ?? "";
        await refuseTaken(call, id);
        await putScheduleByName(call.backend, id, definitionOf(form));
        return { note: `Made ${id}.`, to: `/schedules/${encodeURIComponent(id)}` };
      }),
  },
};

export const editSchedulePage: Page = {
  path: "/schedules/:id/edit",
  under: "/schedules",
  async render(call) {
    const schedule = await getSchedule(call.backend, call.params.id ?? "");
    const { type, payload, cron, zone, missed, overlap } = schedule;
    const values = {
      ...{ type, cron, zone, missed, overlap, version: versionIn(schedule) },
      payload: visibleJson(JSON.stringify(payload, undefined, 2)),
    };
    return viewForm(call, draftOf(values));
  },
  actions: {
    preview,
    save: (call, form) =>
      keep(call, form, async () => {
        const id = call.params.id ?? "";
        refuseStale(form, versionIn(await getSchedule(call.backend, id)));
        await putScheduleByName(call.backend, id, definitionOf(form));
        return { note: `Changed ${id}: its history stays.`, to: `/schedules/${encodeURIComponent(id)}` };
      }),
  },
};

const FIELDS = ["schedule", "cron", "zone", "type", "payload", "missed", "overlap"];
/** What is wrong with the payload is told at the payload, whichever field of it. */
function fieldOf(path: string): string | undefined {
  if (path === "id") return "schedule";
  const [name = ""] = path.split(/[.[]/);
  return FIELDS.includes(name) ? name : "payload";
}

async function keep(
  call: PageCall,
  form: URLSearchParams,
  put: () => ReturnType<Action>,
): ReturnType<Action> {
  try {
    return await put();
  } catch (error) {
    return viewForm(call, withErrors(form, error, fieldOf));
  }
}

function preview(call: PageCall, form: URLSearchParams): ReturnType<Action> {
  return keep(call, form, async () => {
    const { cron, zone } = wordsOf(form);
    const runs = await previewRuns(call.backend, { cron, zone });
    const table = html`<section>${nextRunsTable(runs, zone, call.now)}</section>`;
    return { ...viewForm(call, { values: form, errors: new Map() }, table), status: 200 };
  });
}

/** @throws VisibleError: the name is another schedule's, which would be changed by it. */
async function refuseTaken({ backend }: PageCall, id: string): Promise<void> {
  const taken = await getSchedule(backend, id).catch((error: unknown) => {
    if (error instanceof VisibleError && error.code === "schedule-not-found") return undefined;
    throw error;
  });
  if (!taken) return;
  const message = "there is a schedule of this name: take another name, or edit that one";
  throw new VisibleError("invalid-request", message, { errors: [{ path: "id", message }] });
}

const versionIn = ({ type, payload, cron, zone, missed, overlap }: ShownSchedule): string =>
  versionOf({ type, payload, cron, zone, missed, overlap });

/** @throws VisibleError: it is another one than the form began with. */
function refuseStale(form: URLSearchParams, version: string): void {
  const begunWith = form.get("version") ?? version;
  form.set("version", version);
  if (begunWith !== version) throw new VisibleError("invalid-request", CHANGED);
}

const wordsOf = (form: URLSearchParams) => {
  const word = (name: string) => form.get(name)?.trim() ?? "";
  return { cron: word("cron"), zone: word("zone") || "UTC", type: word("type") };
};

function definitionOf(form: URLSearchParams): unknown {
  const { missed, overlap } = Object.fromEntries(form);
  return { ...wordsOf(form), missed, overlap, payload: payloadOf(form.get("payload")?.trim() || "{}") };
}

/** @throws VisibleError `invalid-request` */
function payloadOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `is not JSON: ${error instanceof Error ? error.message : error}`;
    throw new VisibleError("invalid-request", message, { errors: [{ path: "payload", message }] });
  }
}

function viewForm({ backend, dashboard, params }: PageCall, draft: Draft, preview?: Html): View {
  const { id } = params;
  const title = id === undefined ? "New schedule" : `Edit ${id}`;
  if (dashboard.readOnly) return { title, live: false, body: html`<p>This dashboard is read-only.</p>` };
  const choices = <Rule extends string>(words: Record<Rule, string>) => Object.entries<string>(words);
  return {
    title,
    live: false,
    body: html`${errorSummary(draft)}<form method="post" class="form" id="form">${id !== undefined && hiddenFields({ version: draft.values.get("version") ?? "" })}
${
  id === undefined &&
  textField(draft, {
    name: "schedule",
    label: "Name",
    required: true,
    attributes: html`maxlength="100"`,
    hint: html`Letters, digits and <code>_ . : -</code>, such as <code>morning-briefing</code>`,
  })
}
<div class="side-by-side">${textField(draft, { name: "cron", label: "Cron expression", required: true, placeholder: "0 7 * * 1-5", hint: "Minute, hour, day of the month, month, day of the week" })}
${textField(draft, { name: "zone", label: "Time zone", attributes: html`list="zones" data-reader-zone`, hint: "On whose clock it runs" })}</div>
<div class="tools"><button name="action" value="preview" formnovalidate>Show the next runs</button></div>
${preview}
${selectField(draft, { name: "type", label: "Job type", options: appTypes(backend.registry).map(({ name }) => name) })}
${areaField(draft, { name: "payload", label: "Payload", rows: 10, hint: "JSON, as the job type takes it" })}
<div class="side-by-side">${selectField(draft, { name: "missed", label: "After an outage", options: choices(MISSED) })}
${selectField(draft, { name: "overlap", label: "While the job before has not ended", options: choices(OVERLAP) })}</div>
<div class="tools"><button class="main" name="action" value="save">${id === undefined ? "Make the schedule" : "Change the schedule"}</button><a class="button" href="${id === undefined ? at("/schedules") : atSchedule(id)}">Not now</a></div>
<datalist id="zones">${Intl.supportedValuesOf("timeZone").map((zone) => html`<option value="${zone}">`)}</datalist></form>`,
  };
}
