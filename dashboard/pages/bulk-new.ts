// One thing to be done to many jobs: how many they are, ten of them, and the button that begins.
import { VisibleError } from "../../core/jobs/index.ts";
import {
  BulkOperation,
  type JobFilter,
  previewBulk,
  startBulk,
  wordsOf,
} from "../../core/jobs/operate/inspector.ts";
import { atJob } from "../base.ts";
import { html } from "../html.ts";
import type { Page, PageCall } from "../page.ts";
import { VERBS } from "../parts/bulk-verbs.ts";
import { hiddenFields } from "../parts/buttons.ts";
import { facts } from "../parts/facts.ts";
import { atFilter, readFilter } from "../parts/filter.ts";
import { statusMark } from "../parts/status.ts";
import { counted, when } from "../parts/words.ts";

/** Counting without an index reads every job: at first what can be shown at once, then more while the reader looks. */
const COUNT_MS = { first: 60, again: 2_500 };

export const newBulkPage: Page = {
  path: "/bulk",
  under: "/jobs",
  async render(call) {
    const { backend, dashboard, query, now } = call;
    const { operation, filter } = askedOf(call, query);
    const until = performance.now() + (call.again ? COUNT_MS.again : COUNT_MS.first);
    const { count, exact, sample, consumerPaused, read } = await previewBulk(
      backend,
      { operation, filter },
      () => performance.now() < until,
    );
    const { title, does, isDestructive } = VERBS[operation];
    const many = `${exact ? "" : "at least "}${counted(count, "job")}`;
    return {
      title: `${title} ${many}`,
      // What is counted once is shown as it is.
      ...((exact || call.again) && { live: false as const }),
      body: html`<p class="lead">${does}${!exact && html` <span class="soft">${counted(read, "job")} were looked at; all that match are meant.</span>`}</p>
${consumerPaused && html`<div class="banner warning"><p>The consumer is paused: this waits until it is resumed.</p></div>`}
${facts([["Those that match", wordsOf(filter).map(([word, value]) => html`<span class="line">${word}: ${value}</span>`)]])}
${
  count === 0
    ? html`<div class="empty"><p>No job matches, so there is nothing to do.</p><p><a href="${atFilter(filter)}">Back to the list</a></p></div>`
    : html`<section><h2>${exact && count <= sample.length ? "These" : `The ${sample.length} oldest of them`}</h2><ul class="sample">${sample.map(
        ({ id, title: name, type, status, createdAt }) =>
          html`<li><a href="${atJob(id)}">${name || id}</a><span class="soft">${type}</span>${statusMark(status)}${when(createdAt, now)}</li>`,
      )}</ul></section>`
}
${
  count > 0 &&
  !dashboard.readOnly &&
  html`<form method="post" class="start">${hiddenFields({ action: "start", operation, ...fieldsOf(filter), ...(exact && { expected: String(count) }) })}
${operation === "retry" && html`<label data-keep id="canary">First only so many, and the rest when all of them have ended well (a canary)<input name="canary" type="number" min="1" max="100" placeholder="all at once"></label>`}
<div class="tools"><button class="${isDestructive ? "danger" : "main"}">${title} ${many}</button><a class="button" href="${atFilter(filter)}">Not now</a></div></form>`
}`,
    };
  },
  actions: {
    async start(call, form) {
      const { operation, filter } = askedOf(call, form);
      const canary = form.get("canary")?.trim();
      const expected = form.get("expected");
      const { id } = await startBulk(call.backend, {
        operation,
        filter,
        // Whatever it is: who asked for a canary does not want all at once.
        ...(canary && { canary: Number(canary) }),
        ...(expected && { expected: Number(expected) }),
      });
      return { note: "Started: it goes on when you leave this page.", to: `/bulk/${id}` };
    },
  },
};

/** @throws VisibleError `invalid-request` */
function askedOf(call: PageCall, query: URLSearchParams): { operation: BulkOperation; filter: JobFilter } {
  const operation = BulkOperation.safeParse(query.get("operation"));
  if (!operation.success)
    throw new VisibleError("invalid-request", `operation must be one of ${BulkOperation.options.join(", ")}`);
  return { operation: operation.data, filter: readFilter({ ...call, query: withoutFields(query) }) };
}

/** A browser sends every line break of a field as CRLF. */
const withoutFields = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams(
    [...query]
      .filter(([name]) => !["action", "operation", "canary", "expected"].includes(name))
      .map(([name, value]): [string, string] => [name, value.replaceAll("\r\n", "\n")]),
  );

const fieldsOf = (filter: JobFilter): Record<string, string> => Object.fromEntries(wordsOf(filter));
