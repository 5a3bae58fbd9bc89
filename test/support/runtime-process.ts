// The embedded AWS as a process of its own, for tests that kill it: prints its addresses, then its log lines.
import { createLogOutput } from "../../local/log-output.ts";
import { type RuntimeOptions, startRuntime } from "../../local/runtime.ts";
import { testApp } from "./test-runtime.ts";

/** Of the process's one argument, as JSON. `registry`: the URL of the module with the job types. */
export type RuntimeProcessOptions = Pick<RuntimeOptions, "dataFolder" | "sqsPort" | "overrides" | "chaos"> & {
  apiPort?: number;
  registry?: string;
};

const { registry, apiPort = 0, ...options }: RuntimeProcessOptions = JSON.parse(process.argv[2] ?? "{}");
const runtime = await startRuntime({
  ...options,
  apiPort,
  output: createLogOutput({ format: "json" }),
  logLevel: "info",
  app: registry === undefined ? testApp() : testApp(new URL(registry)),
});
const { apiUrl, sqsUrl, queueUrl } = runtime;
console.log(JSON.stringify({ msg: "listening", apiUrl, sqsUrl, queueUrl }));
