// The first page: what needs a person, how much waits, how it has gone, and who runs jobs.
import { deadInbox, describeQueues, listWorkers } from "../../core/jobs/operate/inspector.ts";
import { html } from "../html.ts";
import type { Page } from "../page.ts";
import { matterList, mattersOf } from "../parts/attention.ts";
import { consumerActions, consumerButton } from "../parts/consumer-switch.ts";
import { charts, rangeTabs, readHistory, typeTable } from "../parts/history.ts";
import { numbers } from "../parts/numbers.ts";
import { workerTable } from "../parts/worker-table.ts";

/** For reading dead jobs: the inbox reads all. */
const READ_MS = 30;

export const overviewPage: Page = {
  path: "/",
  nav: { label: "Overview", icon: "overview" },
  async render({ backend, dashboard, query, now }) {
    const until = performance.now() + READ_MS;
    const [queues, inbox, history, workers] = await Promise.all([
      describeQueues(backend),
      deadInbox(backend, { look: false, hasTime: () => performance.now() < until }),
      readHistory(backend, query, now),
      listWorkers(backend),
    ]);
    const { slots } = history;
    const matters = mattersOf({ queues, inbox, slots, findings: dashboard.findings() }, now);
    return {
      title: "Overview",
      charts: true,
      tools: consumerButton(dashboard, queues.consumer),
      body: html`<section aria-label="What needs a person">${matterList(matters)}</section>
<section aria-label="Now">${numbers(queues)}</section>
<section><div class="list-line">${rangeTabs(history)}</div>${charts(history)}</section>
<section><h2>By type</h2>${typeTable(history)}</section>
<section><h2>Workers</h2>${workerTable(workers, now)}</section>`,
    };
  },
  actions: consumerActions("/"),
};
