// Run in a process of its own: prints, in milliseconds, how long a test waits for `startAws`, with its import, alone, and to a job's end.
const before = performance.now();
const [{ startAws }, { enqueueByName }, { app }] = await Promise.all([
  import("../../local/testing/index.ts"),
  import("../../core/jobs/index.ts"),
  import("./this-jobs.ts"),
]);
const imported = performance.now();
const aws = await startAws({ app });
const started = performance.now();
const { job } = await enqueueByName(aws.backend, "bench:noop", {});
await aws.waitForJob(job);
const ran = performance.now();
console.log(JSON.stringify([started - before, started - imported, ran - started]));
await aws.close();
