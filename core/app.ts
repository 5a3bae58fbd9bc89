// The app of this repository: its name and its job types. Nothing outside this file, core/registry.ts and core/briefings knows them.
import { BRIEFING_VARIABLES } from "./briefings/env.ts";
import { defineApp } from "./define-app.ts";

export const app = defineApp({
  name: "briefings",
  description: "Briefings from your sources, made by background jobs on Lambda and SQS: here, or on AWS.",
  registry: new URL("./registry.ts", import.meta.url).href,
  variables: BRIEFING_VARIABLES,
  example: {
    path: "/briefings",
    body: {
      topic: "Offshore wind",
      sources: [
        {
          kind: "text",
          title: "Note",
          text: "Wind farms off the coast doubled their output this year. Grid operators ask for more storage.",
        },
      ],
    },
  },
});
