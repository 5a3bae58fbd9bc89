// What the briefings' own domain adds to the dashboard: pages for who wants a briefing, and how one is shown as a result.
import { Briefing } from "../../core/briefings/briefing.ts";
import { renderHtml } from "../../core/briefings/render-html.ts";
import type { Extension } from "../options.ts";
import { briefingPage } from "./briefing-page.ts";
import { briefingsPage } from "./briefings-page.ts";
import { newBriefingPage } from "./new-briefing.ts";

export const briefingsExtension: Extension = {
  pages: [briefingsPage, newBriefingPage, briefingPage],
  results: {
    "briefing:generate"(result) {
      const briefing = Briefing.safeParse(result);
      return briefing.success ? renderHtml(briefing.data) : undefined;
    },
  },
};
