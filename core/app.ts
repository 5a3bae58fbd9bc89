// The app of this repository: its name, its job types and its variables. The engine, core/aws, local/ and worker/ do not know it.
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
