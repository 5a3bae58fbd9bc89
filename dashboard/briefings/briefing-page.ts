// One briefing: followed while it is made, then read.
import { Briefing } from "../../core/briefings/briefing.ts";
import { type DeliveryState, deliveryStates } from "../../core/briefings/deliver/delivery-states.ts";
import { describeGenerator } from "../../core/briefings/describe.ts";
import { generateBriefing } from "../../core/briefings/job.ts";
import { directionOf, renderSections } from "../../core/briefings/render-html.ts";
import { type Backend, getJob, isTerminal, type Job, jobNotFound, resultOf } from "../../core/jobs/index.ts";
import { retryJob } from "../../core/jobs/operate/inspector.ts";
import { at, atJob } from "../base.ts";
import { type Html, html, raw } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page, PageCall } from "../page.ts";
import { postButton } from "../parts/buttons.ts";
import { progressBar, statusOf } from "../parts/status.ts";
import { when } from "../parts/words.ts";

/** @throws VisibleError `job-not-found`, also for a job of another type. */
export async function briefingJob(backend: Backend, id: string): Promise<Job> {
  const job = await getJob(backend, id);
  if (job.type === generateBriefing.name) return job;
  throw jobNotFound(id);
}

export const briefingPage: Page = {
  path: "/briefings/:id",
  under: "/briefings",
  async render(call) {
    const { backend, params } = call;
    const job = await briefingJob(backend, params.id ?? "");
    const [result, deliveries] = await Promise.all([resultOf(backend, job), deliveryStates(backend, job)]);
    const briefing = Briefing.safeParse(result).data;
    const isSettled = deliveries.every(({ job: delivery }) => delivery && isTerminal(delivery.status));
    return {
      title: briefing?.title ?? job.title,
      tools: tools(call.dashboard, job),
      body: html`${briefing ? read(briefing) : follow(call, job)}${deliveries.length > 0 && deliveryList(deliveries, call.now)}`,
      ...(briefing && isSettled && { live: false as const }),
    };
  },
  actions: {
    async retry({ backend, params }) {
      const job = await briefingJob(backend, params.id ?? "");
      await retryJob(backend, job.id);
      return { note: "It is made again, as soon as there is room." };
    },
  },
};

function tools(dashboard: Dashboard, { id, status }: Job): Html {
  return html`${status === "dead" && postButton(dashboard, { label: "Try again", action: "retry", kind: "main" })}${
    !dashboard.readOnly &&
    isTerminal(status) &&
    html`<a class="button" href="${at("/briefings/new", { from: id })}">Another like it</a>`
  }<a class="button" href="${atJob(id)}">Its job</a>`;
}

/** The sections are markup of our own, in which every text is escaped. */
const read = (briefing: Briefing): Html =>
  html`<article class="briefing" lang="${briefing.language}" dir="${directionOf(briefing.language)}"><p class="facts-line" lang="en" dir="auto">${describeGenerator(briefing)}</p>
${raw(renderSections(briefing))}</article>`;

function follow({ now }: PageCall, job: Job): Html {
  const { status, attempts, createdAt } = job;
  const error = attempts.findLast((attempt) => attempt.error)?.error;
  return html`<div class="following"><p class="lead" role="status">${statusOf(job)}${progressBar(job)}</p>
${status === "succeeded" && html`<p>It is made, and its text has expired or cannot be read; its job says more.</p>`}
${error && status !== "succeeded" && html`<p class="error">${error.message}</p>`}
<p class="soft">Asked for ${when(createdAt, now)}.${!isTerminal(status) && " It appears here when it is made; you may leave this page."}</p></div>`;
}

const deliveryList = (deliveries: readonly DeliveryState[], now: number): Html =>
  html`<section class="deliveries"><h2>Sent to</h2><ul class="cards">${deliveries.map(
    ({ to, job }) =>
      html`<li><span>${to.email ?? to.webhook}</span><span class="tools">${
        job
          ? html`${statusOf(job)}<a href="${atJob(job.id)}">its job</a>${job.endedAt !== undefined && when(job.endedAt, now)}`
          : html`<span class="soft">once the briefing is made</span>`
      }</span></li>`,
  )}</ul></section>`;
