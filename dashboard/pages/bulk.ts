// How far an operation on many jobs is, what failed of it, and the button that stops it.
import { isTerminal } from "../../core/jobs/index.ts";
import {
  type BulkView,
  cancelJob,
  canUndoBulk,
  getBulk,
  undoBulk,
  wordsOf,
} from "../../core/jobs/operate/inspector.ts";
import { atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page } from "../page.ts";
import { VERBS } from "../parts/bulk-verbs.ts";
import { askingButton, postButton } from "../parts/buttons.ts";
import { facts } from "../parts/facts.ts";
import { atFilter } from "../parts/filter.ts";
import { statusMark } from "../parts/status.ts";
import { duration, number, when } from "../parts/words.ts";

export const bulkPage: Page = {
  path: "/bulk/:id",
  under: "/jobs",
  async render({ backend, dashboard, params, now }) {
    const bulk = await getBulk(backend, params.id ?? "");
    const { operation, filter, canary, expected } = bulk.request;
    const { done, skipped, failed, read, deadLettersDeleted } = bulk.counts;
    const gone = done + skipped + failed;
    const { title } = VERBS[operation];
    const isOver = bulk.endedAt !== undefined;
    return {
      title: `${title}: ${number(done)} done`,
      ...(isOver && { live: false as const }),
      tools: isOver ? undoButton(dashboard, bulk) : stopButton(dashboard),
      body: html`<p class="lead">${statusMark(MARKS[bulk.status], WORDS[bulk.status])}${bulk.because && !isOver && html`<span>${bulk.because}</span>`}${bulk.stopped && html`<span class="error">${bulk.stopped}</span>`}${
        bulk.consumerPaused && !isOver && html`<span class="warn">The consumer is paused: it waits.</span>`
      }</p>
${progress(gone, expected, isOver)}
${facts([
  [
    "Those that match",
    html`<a href="${atFilter(filter)}">${
      wordsOf(filter)
        .map(([word, value]) => `${word}: ${value}`)
        .join(", ") || "every job"
    }</a>`,
  ],
  ["Canary", canary && `the first ${canary}`],
  ["Done", number(done)],
  ["Moved on before their turn", skipped > 0 && number(skipped)],
  ["Failed", failed > 0 && html`<span class="error">${number(failed)}</span>`],
  ["Dead letters deleted", deadLettersDeleted > 0 && number(deadLettersDeleted)],
  ["Looked at", number(read)],
  ["Started", when(bulk.createdAt, now)],
  ["Took", bulk.endedAt !== undefined && duration(bulk.endedAt - bulk.createdAt)],
  ["Its job", html`<a href="${atJob(bulk.id)}">${bulk.id}</a>`],
])}
${failures(bulk)}`,
    };
  },
  actions: {
    async stop({ backend, params }) {
      const job = await cancelJob(backend, params.id ?? "");
      return { note: isTerminal(job.status) ? "Stopped." : "It stops after what it has in its hands." };
    },
    async undo({ backend, params }) {
      const { id } = await undoBulk(backend, params.id ?? "");
      return { note: "Started: what was archived goes back into the inbox.", to: `/bulk/${id}` };
    },
  },
};

const stopButton = (dashboard: Dashboard): Html | undefined =>
  askingButton(
    dashboard,
    { label: "Stop", action: "stop", kind: "danger" },
    { id: "stop", question: "Stop here?", detail: "What has been done stays done." },
  );

const undoButton = (dashboard: Dashboard, bulk: BulkView): Html | undefined =>
  canUndoBulk(bulk) ? postButton(dashboard, { label: "Undo", action: "undo" }) : undefined;

const WORDS: Record<BulkView["status"], string> = {
  waiting: "waits for its turn",
  canary: "the first few are watched",
  running: "at work",
  done: "done",
  stopped: "stopped by itself",
  cancelled: "stopped by an operator",
  dead: "died: retry its job, and it goes on where it was",
};
const MARKS = {
  waiting: "queued",
  canary: "running",
  running: "running",
  done: "succeeded",
  stopped: "dead",
  cancelled: "cancelled",
  dead: "dead",
} as const satisfies Record<BulkView["status"], string>;

function progress(gone: number, expected: number | undefined, isOver: boolean): Html | undefined {
  if (isOver || expected === undefined) return undefined;
  const words = `${number(gone)} of ${number(expected)}`;
  return html`<p class="progress wide-bar"><progress max="${Math.max(expected, 1)}" value="${Math.min(gone, expected)}" aria-label="${words}"></progress><span>${words}</span></p>`;
}

const failures = ({ failures: all, counts }: BulkView): Html | undefined =>
  all.length === 0
    ? undefined
    : html`<section><h2>${all.length < counts.failed ? `The first ${all.length} that failed` : "Those that failed"}</h2><div class="table"><table><tbody>${all.map(
        ({ id, message }) =>
          html`<tr><td><a href="${atJob(id)}"><code>${id}</code></a></td><td class="error">${message}</td></tr>`,
      )}</tbody></table></div></section>`;
