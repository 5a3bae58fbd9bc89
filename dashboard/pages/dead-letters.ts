// The inbox of dead letters.
import { listDeadLetters } from "../../core/jobs/index.ts";
import { atJob } from "../base.ts";
import { html } from "../html.ts";
import type { Page } from "../page.ts";
import { when } from "../parts/words.ts";

export const deadLettersPage: Page = {
  path: "/dead",
  nav: { label: "Dead letters", icon: "dead", badge: "dead" },
  async render({ backend, now }) {
    const { items } = await listDeadLetters(backend, { limit: 50 });
    return {
      title: "Dead letters",
      body: html`<ul>${items.map(
        ({ messageId, jobId, cause, error, reason, seenAt }) =>
          html`<li>${cause} ${error?.message ?? reason} ${jobId ? html`<a href="${atJob(jobId)}">${jobId}</a>` : messageId} ${when(seenAt, now)}</li>`,
      )}</ul>`,
    };
  },
};
