// BullMQ's worker in a process of its own: five jobs at once.
import { Worker } from "bullmq";
import { runNoop } from "./noop-job.ts";
import { CONCURRENCY } from "./system.ts";

const worker = new Worker("bench", (job) => runNoop(job.data), {
  connection: { host: "127.0.0.1", port: Number(process.argv[2]), maxRetriesPerRequest: null },
  concurrency: CONCURRENCY,
});
await worker.waitUntilReady();
const close = async () => {
  await worker.close();
  process.exit(0);
};
process.once("SIGTERM", close);
// The benchmark is gone.
process.once("disconnect", close);
process.send?.("ready");
