// A group of jobs: how far it is, its jobs, and what follows when they have ended.
import { getGroup } from "../../core/jobs/operate/inspector.ts";
import { atJob } from "../base.ts";
import { html } from "../html.ts";
import type { Page } from "../page.ts";
import { statusMark } from "../parts/status.ts";
import { counted, when } from "../parts/words.ts";

/** Of a group of thousands. */
const SHOWN = 200;

export const groupPage: Page = {
  path: "/groups/:id",
  under: "/jobs",
  async render({ backend, params, now }) {
    const { title, groupId, counts, jobs, followUps, createdAt, endedAt } = await getGroup(
      backend,
      params.id ?? "",
    );
    const ended = counts.total - counts.unfinished;
    const words = `${ended} of ${counts.total} ended`;
    return {
      title: title || groupId,
      body: html`<p class="progress wide-bar"><progress max="${counts.total}" value="${ended}" aria-label="${words}"></progress><span>${words}: ${counts.succeeded} succeeded, ${counts.dead} dead, ${counts.cancelled} cancelled; made ${when(createdAt, now)}${endedAt !== undefined && html`, ended ${when(endedAt, now)}`}</span></p>
<section><h2>${counted(jobs.length, "job")}</h2><ul class="sample">${jobs
        .slice(0, SHOWN)
        .map(
          ({ id, type, ended: as }) =>
            html`<li><a href="${atJob(id)}"><code>${id}</code></a><span class="soft">${type}</span>${as ? statusMark(as) : statusMark("queued", "not ended")}</li>`,
        )}</ul>${jobs.length > SHOWN && html`<p class="soft">and ${counted(jobs.length - SHOWN, "more", "more")}</p>`}</section>
${
  followUps.length > 0 &&
  html`<section><h2>What follows</h2><ul class="sample">${followUps.map(
    ({ id, type, when: after, enqueued }) =>
      html`<li>${enqueued ? html`<a href="${atJob(id)}"><code>${id}</code></a>` : html`<span class="soft name">when all have ${after}</span>`}<span class="soft">${type}</span></li>`,
  )}</ul></section>`
}`,
    };
  },
};
