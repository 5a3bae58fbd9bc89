// What a test pays for the test kits: an attempt in memory, a job on the embedded AWS, and the reset between two tests.

import { enqueue } from "../core/jobs/index.ts";
import { createTestKit } from "../core/jobs/testing/index.ts";
import { app, countTo } from "../examples/testing/count-to.ts";
import { startAws, type TestAws } from "../local/testing/index.ts";
import { printReport, type Row } from "./report.ts";
import { median, quantile } from "./sqs/statistics.ts";

const TIMES = 50;

async function timesOf(times: number, run: () => unknown, before?: () => unknown): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    await before?.();
    const start = performance.now();
    await run();
    taken.push(performance.now() - start);
  }
  return taken;
}

const rows: Row[] = [];
const note = (name: string, variant: string, taken: number[]) => {
  rows.push({ name, variant, value: median(taken), unit: "ms, median" });
  rows.push({ name, variant, value: quantile(taken, 0.95), unit: "ms, 95 of 100" });
};

note("create a kit", "core/jobs/testing", await timesOf(TIMES, () => createTestKit({ types: [countTo] })));
const kit = createTestKit({ types: [countTo] });
note("one attempt", "core/jobs/testing", await timesOf(TIMES, () => kit.work(countTo, { last: 3 })));

const runJob = async (aws: TestAws) => {
  const { job } = await enqueue(aws.backend, countTo, { last: 3 });
  await aws.waitForJob(job);
};
/** What a test without `reset` would do: another AWS, whose environments are cold. */
const restarts = await timesOf(5, async () => {
  await using aws = await startAws({ app });
  await runJob(aws);
});
note("start, one job, close", "local/testing", restarts);

const aws = await startAws({ app });
await runJob(aws);
note("one job, warm", "local/testing", await timesOf(TIMES, () => runJob(aws)));
const resets = await timesOf(
  TIMES,
  () => aws.reset(),
  () => runJob(aws),
);
note("reset after a job", "local/testing", resets);
const idle = await timesOf(TIMES, () => aws.reset());
note("reset, nothing done", "local/testing", idle);
await aws.close();

await using full = await startAws({ app, consumer: false });
const enqueueMany = async () => {
  for (let job = 0; job < 100; job++) await enqueue(full.backend, countTo, { last: 3 });
};
note("reset, 100 jobs queued", "local/testing", await timesOf(10, () => full.reset(), enqueueMany));
rows.push({
  name: "start, one job, close",
  variant: "times a reset after a job",
  value: median(restarts) / median(resets),
  unit: "times",
});
printReport(rows);
