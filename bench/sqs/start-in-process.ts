// Run in a process of its own: prints, in milliseconds, how long `startSqs` takes with its import, and alone.
const before = performance.now();
const { startSqs } = await import("../../local/sqs/testing/index.ts");
const imported = performance.now();
const sqs = await startSqs({ queues: ["orders", "orders-dead"] });
const started = performance.now();
console.log(JSON.stringify([started - before, started - imported]));
await sqs.close();
