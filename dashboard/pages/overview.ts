// The first page: what needs a person, how much waits, and how it has gone.
import { pauseConsumer, resumeConsumer } from "../../core/jobs/index.ts";
import { html } from "../html.ts";
import type { Page } from "../page.ts";

export const overviewPage: Page = {
  path: "/",
  nav: { label: "Overview", icon: "overview" },
  async render() {
    return { title: "Overview", body: html`` };
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
