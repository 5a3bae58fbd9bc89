// The embedded AWS as a process of its own, for tests that kill it: prints its addresses, then its log lines.
import { createLogOutput } from "../../local/log-output.ts";
import { startRuntime } from "../../local/runtime.ts";
import { testApp } from "./test-runtime.ts";

const { dataFolder, overrides, sqsPort } = JSON.parse(process.argv[2] ?? "{}");
const runtime = await startRuntime({
  dataFolder,
  sqsPort,
  apiPort: 0,
  overrides,
  output: createLogOutput({ format: "json" }),
  logLevel: "info",
  app: testApp(),
});
const { apiUrl, sqsUrl, queueUrl } = runtime;
console.log(JSON.stringify({ msg: "listening", apiUrl, sqsUrl, queueUrl }));
