// What the briefings' own domain adds to the dashboard.
import { Briefing } from "../../core/briefings/briefing.ts";
import { renderHtml } from "../../core/briefings/render-html.ts";
import type { Extension } from "../options.ts";

export const briefingsExtension: Extension = {
  pages: [],
  results: {
    "briefing:generate"(result) {
      const briefing = Briefing.safeParse(result);
      return briefing.success ? renderHtml(briefing.data) : undefined;
    },
  },
};
