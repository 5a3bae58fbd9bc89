// A second app on the same engine: its name, from which its queues, files and variables take theirs, and its job types.
import { defineApp } from "../../core/define-app.ts";

export const app = defineApp({
  name: "second-app",
  description: "Counts words, in background jobs on Lambda and SQS.",
  registry: new URL("./registry.ts", import.meta.url).href,
  dataFolder: ".local/second-app",
  example: { path: "/jobs/text:count", body: { text: "to be or not to be" } },
  settings: { timeoutSeconds: 30 },
});
