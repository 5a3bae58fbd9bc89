// The first page: what needs a person, how much waits, and how it has gone.
import { pauseConsumer, resumeConsumer } from "../../core/jobs/operate/inspector.ts";
import { html } from "../html.ts";
import type { Page } from "../page.ts";
import { matterList, readMatters } from "../parts/attention.ts";
import { askingButton } from "../parts/buttons.ts";
import { charts, rangeTabs, readHistory, typeTable } from "../parts/history.ts";

export const overviewPage: Page = {
  path: "/",
  nav: { label: "Overview", icon: "overview" },
  async render({ backend, dashboard, query, now }) {
    const history = await readHistory(backend, query, now);
    const matters = await readMatters(backend, history.slots, now);
    return {
      title: "Overview",
      charts: true,
      tools: askingButton(
        dashboard,
        { label: "Pause", action: "pause" },
        {
          id: "pause",
          question: "Pause the consumer?",
          detail: "What runs comes to its end. Everything else waits until you resume.",
        },
      ),
      body: html`<section aria-label="What needs a person">${matterList(matters)}</section>
<section><div class="list-line">${rangeTabs(history)}</div>${charts(history)}</section>
<section><h2>By type</h2>${typeTable(history)}</section>`,
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
