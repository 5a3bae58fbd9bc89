// What follows a job, such as the deliveries of a briefing, and the group that it belongs to.
import type { Backend, Job } from "../../core/jobs/index.ts";
import { followUpsOf } from "../../core/jobs/operate/inspector.ts";
import { at, atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import { statusMark, statusOf } from "./status.ts";

/** Undefined where nothing follows. */
export async function followsSection(backend: Backend, job: Job): Promise<Html | undefined> {
  const followUps = followUpsOf(backend, job);
  if (followUps.length === 0) return undefined;
  const records = await Promise.all(followUps.map(({ id }) => backend.store.get(id)));
  return html`<section><h2>What follows</h2><ul class="sample">${followUps.map(({ id, type }, index) => {
    const record = records[index];
    return html`<li>${
      record
        ? html`<a href="${atJob(id)}">${record.title || id}</a>`
        : html`<span class="soft name">once this job has succeeded</span>`
    }<span class="soft">${type}</span>${record ? statusOf(record) : statusMark("scheduled", "not yet")}</li>`;
  })}</ul></section>`;
}

/** The id of a job, or of a group. */
export const behind = (id: string): Html =>
  html`<a href="${id.startsWith("grp_") ? atGroup(id) : atJob(id)}"><code>${id}</code></a>`;

export const atGroup = (id: string): string => at(`/groups/${encodeURIComponent(id)}`);
