// How this system is set up and whether it is well: the doctor's findings, the switches, the numbers it runs by, its versions.

import { type ConsumerState, StoreError, VisibleError } from "../../core/jobs/index.ts";
import {
  closeBreaker,
  consumerState,
  examine,
  type Finding,
  listBreakers,
  type OpenBreaker,
  verdictOf,
} from "../../core/jobs/operate/inspector.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page } from "../page.ts";
import { postButton } from "../parts/buttons.ts";
import { consumerActions, consumerButton } from "../parts/consumer-switch.ts";
import { facts, json } from "../parts/facts.ts";
import { icon } from "../parts/icons.ts";
import { counted, when, withCode } from "../parts/words.ts";

export const settingsPage: Page = {
  path: "/settings",
  nav: { label: "Settings", icon: "settings" },
  async render({ backend, dashboard, now }) {
    const [findings, consumer, breakers] = await Promise.all([
      examine(backend),
      consumerState(backend).catch(reasonOf),
      listBreakers(backend).catch(reasonOf),
    ]);
    return {
      title: "Settings and doctor",
      // The doctor asks many services: it looks when somebody asks for it.
      live: false,
      body: html`<section><div class="heading"><h2>The doctor</h2><a class="button" href="${at("/settings")}">Look again</a></div>${doctor(findings)}</section>
<section><h2>Consumer</h2>${consumerLine(dashboard, consumer, now)}</section>
<section><h2>Breakers</h2>${breakerList(dashboard, breakers, now)}</section>
<section><h2>Settings</h2><p class="soft">The numbers that this process goes by, of which AWS has the same. The README says how each is changed.</p>
${Object.entries(backend.settings).map(([name, group]) => html`<details><summary>${name}</summary>${json(group, name)}</details>`)}</section>
<section><h2>This dashboard</h2>${facts([
        ["Looks at", dashboard.place],
        ["Release", dashboard.release],
        ["Node.js", process.version],
        ["May change things", dashboard.readOnly ? "no: --read-only" : "yes"],
        [
          "Asks for a token",
          dashboard.tokens.length > 0 ? "yes: API_TOKEN" : "no: everybody who reaches this address",
        ],
        [
          "For Prometheus",
          dashboard.tokens.length > 0
            ? "/metrics, with the token as a bearer"
            : html`<a href="/metrics">/metrics</a>`,
        ],
      ])}</section>`,
    };
  },
  actions: {
    ...consumerActions("/settings"),
    async close({ backend }, form) {
      const type = form.get("type") ?? "";
      await closeBreaker(backend, type);
      return {
        note: `Closed the breaker of ${type}: its jobs start again, those that wait within 15 minutes.`,
      };
    },
  },
};

function doctor(findings: readonly Finding[]): Html {
  const ill = findings.filter(({ state }) => state !== "ok");
  const well = findings.filter(({ state }) => state === "ok");
  return html`${
    verdictOf(findings) === "ok"
      ? html`<div class="calm">${icon("check")}<p>${counted(well.length, "check")} made, and all is well.</p></div>`
      : html`<ul class="matters">${ill.map(illness)}</ul>`
  }${
    well.length > 0 &&
    html`<details><summary>${counted(well.length, "check")} in order</summary><ul class="matters">${well.map(
      ({ check, where, what }) =>
        html`<li class="ok">${icon("check")}<div><p><b>${check}</b> ${where}</p><p class="soft">${what}</p></div></li>`,
    )}</ul></details>`
  }`;
}

/** What could not be looked at is told as quietly as a warning. */
const illness = ({ state, check, where, what, remedy }: Finding): Html =>
  html`<li class="${state === "fault" ? "fault" : "warning"}">${icon(state === "fault" ? "fault" : "warning")}<div><p><b>${check}</b> ${where}: ${what}</p>
<p class="soft">${remedy && html`To mend it: ${withCode(remedy)}.`}</p></div><span class="soft">${state}</span><a class="button" href="${at("/runbook")}#the-doctor">Runbook</a></li>`;

const notKnown = (reason: string): Html => html`<p class="error">${reason}</p>`;

function consumerLine(dashboard: Dashboard, consumer: ConsumerState | string, now: number): Html {
  if (typeof consumer === "string") return notKnown(consumer);
  const { paused, by, since } = consumer;
  const state = paused
    ? html`<span class="status retrying">paused${since !== undefined && html` ${when(since, now)}`}</span>`
    : html`<span class="status succeeded">receiving</span>`;
  return html`<div class="tools">${state}<span class="soft">${by === "document" ? "switched by a document, which workers and local consumers obey" : "switched by Lambda’s event source mapping"}</span>${consumerButton(dashboard, consumer)}</div>`;
}

function breakerList(dashboard: Dashboard, breakers: readonly OpenBreaker[] | string, now: number): Html {
  if (typeof breakers === "string") return notKnown(breakers);
  if (breakers.length === 0) return html`<p class="soft">None is open.</p>`;
  return html`<ul class="matters">${breakers.map(
    ({ type, cause, since, probeAt, failures }) =>
      html`<li class="warning">${icon("warning")}<div><p><b>${type}</b> is held back: ${cause}</p><p class="soft">${counted(failures, "failure")} in a row; open since ${when(since, now)}; the next probe is ${when(probeAt, now)}</p></div>${postButton(dashboard, { label: html`Close<span class="hidden"> the breaker of ${type}</span>`, action: "close", fields: { type } })}</li>`,
  )}</ul>`;
}

function reasonOf(error: unknown): string {
  if (error instanceof VisibleError || error instanceof StoreError) return error.message;
  throw error;
}
