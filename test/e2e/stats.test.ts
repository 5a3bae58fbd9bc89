// Counts on the embedded AWS: outcomes of execution environments' threads, of the API and of this process, in one file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cancelJob, describeQueues, listWorkers, readStats, sumByType } from "../../core/jobs/index.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "briefings-stats-"));
let aws: TestRuntime;
beforeAll(async () => {
  aws = await startTestRuntime({ dataFolder, overrides: { timeoutSeconds: 5, maxReceiveCount: 2 } });
});
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

it("counts each outcome once, shows who runs, and keeps all of it when the process ends", async () => {
  const startedAt = Date.now();
  const gate = await aws.submit("gate");
  await aws.next((line) => line.msg === "job started" && line.jobId === gate.id);
  const { workers } = await listWorkers(aws.backend);
  expect(workers).toMatchObject([{ kind: "dev", running: [{ jobId: gate.id }] }]);
  aws.openGate();
  await aws.ended(gate.id);
  const [work, fails] = [await aws.submit("work"), await aws.submit("fail")];
  // Their environments are ended: by themselves, and from outside.
  const rough = await Promise.all(
    ["ignore-abort-once", "block-once", "crash-once"].map((name) => aws.submit(name)),
  );
  // It is cancelled by this process, as the command line would.
  const waits = await aws.submit("work", {});
  await cancelJob(aws.backend, waits.id).catch(() => {});
  for (const { id } of [work, fails, waits, ...rough]) await aws.ended(id);
  expect((await describeQueues(aws.backend)).problems).toEqual([]);
  const statuses = await Promise.all(
    [gate, work, fails, waits, ...rough].map(({ id }) => aws.backend.store.get(id)),
  );
  await aws.close();

  const { settings } = aws;
  const store = createSqliteStore({ file: join(dataFolder, "jobs.sqlite"), settings, now: Date.now });
  const query = { resolution: "day", from: startedAt, to: Date.now() } as const;
  const total = sumByType(await readStats({ store, now: Date.now }, query));
  const ended = (status: string) => statuses.filter((job) => job?.status === status).length;
  const sum = (name: "succeeded" | "dead" | "cancelled") =>
    total.reduce((all, stats) => all + stats[name], 0);
  expect([sum("succeeded"), sum("dead"), sum("cancelled")]).toEqual(
    ["succeeded", "dead", "cancelled"].map(ended),
  );
  expect(total.find(({ type }) => type === "test:fail")).toMatchObject({ failed: 2, retried: 1, dead: 1 });
  for (const { type } of rough) {
    expect(total.find((stats) => stats.type === type)).toMatchObject({ failed: 1, retried: 1, succeeded: 1 });
  }
  expect((await listWorkers({ ...aws.backend, store })).workers).toEqual([]);
  store.close();
});
