// The embedded AWS of the benchmark in a process of its own, as `npm run dev` starts it: tells its parent where it listens.
import { createLogOutput } from "../../local/log-output.ts";
import { startRuntime } from "../../local/runtime.ts";
import { app } from "./this-jobs.ts";

const { dataFolder, consumer } = JSON.parse(process.argv[2] ?? "{}");
const runtime = await startRuntime({
  app,
  dataFolder,
  consumer,
  sqsPort: 0,
  apiPort: 0,
  output: createLogOutput({ format: "json" }),
  logLevel: "info",
});
process.once("SIGTERM", () => process.disconnect());
process.once("disconnect", async () => {
  await runtime.close(2_000);
  process.exit(0);
});
const { apiUrl, sqsUrl, queueUrl } = runtime;
process.send?.({ apiUrl, sqsUrl, queueUrl });
