// What follows a job, such as the deliveries of a briefing, and the group that it belongs to.
import type { JobInspection } from "../../core/jobs/operate/inspector.ts";
import { at, atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import { statusMark } from "./status.ts";

/** Undefined where nothing follows. */
export const followsSection = (followUps: JobInspection["followUps"]): Html | undefined =>
  followUps.length === 0
    ? undefined
    : html`<section><h2>What follows</h2><ul class="sample">${followUps.map(
        ({ id, type, status }) =>
          html`<li>${
            id !== undefined && status !== undefined
              ? html`<a href="${atJob(id)}"><code>${id}</code></a>`
              : html`<span class="soft name">once this job has succeeded</span>`
          }<span class="soft">${type}</span>${status ? statusMark(status) : statusMark("scheduled", "not yet")}</li>`,
      )}</ul></section>`;

/** The id of a job, or of a group. */
export const behind = (id: string): Html =>
  html`<a href="${id.startsWith("grp_") ? atGroup(id) : atJob(id)}"><code>${id}</code></a>`;

export const atGroup = (id: string): string => at(`/groups/${encodeURIComponent(id)}`);
