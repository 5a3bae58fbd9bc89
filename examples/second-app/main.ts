// Starts the second app on the embedded AWS, runs one job and prints its result: node examples/second-app/main.ts
import { setTimeout as sleep } from "node:timers/promises";
import { enqueue, getJob, getResult, isTerminal } from "../../core/jobs/index.ts";
import { createLogOutput } from "../../local/log-output.ts";
import { startRuntime } from "../../local/runtime.ts";
import { app } from "./app.ts";
import { countWords } from "./count-words.ts";

const output = createLogOutput({ format: "none" });
const runtime = await startRuntime({ app, sqsPort: 0, apiPort: 0, output, logLevel: "info" });
try {
  const { job } = await enqueue(runtime.backend, countWords, { text: "to be or not to be" });
  while (!isTerminal((await getJob(runtime.backend, job.id)).status)) await sleep(50);
  console.log(`${runtime.queueUrl} ran ${job.id}`);
  console.log(await getResult(runtime.backend, countWords, job.id));
} finally {
  await runtime.close();
}
