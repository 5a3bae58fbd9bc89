// The first page: what needs a person, how much waits, how it has gone, and who runs jobs.
import {
  deadInbox,
  describeQueues,
  listWorkers,
  pauseConsumer,
  type QueuesView,
  resumeConsumer,
} from "../../core/jobs/operate/inspector.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page } from "../page.ts";
import { matterList, mattersOf } from "../parts/attention.ts";
import { askingButton, postButton } from "../parts/buttons.ts";
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
      tools: consumerButton(dashboard, queues),
      body: html`<section aria-label="What needs a person">${matterList(matters)}</section>
<section aria-label="Now">${numbers(queues)}</section>
<section><div class="list-line">${rangeTabs(history)}</div>${charts(history)}</section>
<section><h2>By type</h2>${typeTable(history)}</section>
<section><h2>Workers</h2>${workerTable(workers, now)}</section>`,
    };
  },
  actions: {
    async pause({ backend }) {
      await pauseConsumer(backend);
      return {
        note: "Paused: what runs comes to its end, and nothing more is received.",
        undo: { label: "Resume", path: "/", action: "resume" },
      };
    },
    async resume({ backend }) {
      await resumeConsumer(backend);
      return { note: "Resumed: jobs are received again." };
    },
  },
};

function consumerButton(dashboard: Dashboard, { consumer }: QueuesView): Html | undefined {
  if (consumer === undefined) return undefined;
  if (consumer.changing)
    return html`<span class="soft">The consumer’s switch is being moved, which takes up to a minute.</span>`;
  if (consumer.paused) return postButton(dashboard, { label: "Resume", action: "resume" });
  return askingButton(
    dashboard,
    { label: "Pause", action: "pause" },
    {
      id: "pause",
      question: "Pause the consumer?",
      detail: "What runs comes to its end. Everything else waits until you resume.",
    },
  );
}
