// Snoozes, deadlines and cancellations on DynamoDB (played by dynalite) and on SQLite: the same records, the same ends.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cancelJob, SnoozeError } from "../../../core/jobs/index.ts";
import type { JobStore } from "../../../core/jobs/ports.ts";
import { defineSettings } from "../../../core/settings.ts";
import { createSqliteStore } from "../../../local/sqlite-store.ts";
import { failing, obedient } from "../../support/job-runs.ts";
import { createTestBackend, type TestBackend, WORK } from "../../support/test-backend.ts";
import { openDynamoStore } from "../aws/open-dynamo-store.ts";

/** How far the engine's time, and the store's, is ahead of the clock. */
let aheadMs = 0;
const now = () => Date.now() + aheadMs;

const stores: Record<string, () => Promise<{ store: JobStore; close(): Promise<void> }>> = {
  DynamoDB: () => openDynamoStore(now),
  SQLite: async () => {
    const store = createSqliteStore({ file: ":memory:", make: true, settings: defineSettings(), now });
    return { store, close: async () => store.close() };
  },
};

describe.each(Object.keys(stores))("on %s", (name) => {
  let test: TestBackend;
  let opened: { store: JobStore; close(): Promise<void> };
  beforeEach(async () => {
    aheadMs = 0;
    const open = stores[name];
    if (!open) throw new Error("it is one of the stores");
    opened = await open();
    test = createTestBackend({ overrides: { progressSeconds: 0.02 } });
    Object.assign(test.backend, { store: opened.store, now });
  });
  afterEach(() => opened.close());

  const recorded = (id: string) => opened.store.get(id);
  const deliverAnother = (id: string) => {
    test.queues.purge();
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    return test.deliver();
  };

  it("a job that snoozes waits, says why, and runs when it is due", async () => {
    const { id } = await test.submit();
    test.work.run = failing(new SnoozeError("not yet", 3_600));
    await test.deliver();
    expect(await recorded(id)).toMatchObject({
      status: "retrying",
      snoozed: { times: 1, reason: "not yet" },
      attempts: [{ outcome: "snoozed" }],
    });
    aheadMs = 3_600_000;
    await deliverAnother(id);
    expect(await recorded(id)).toMatchObject({ snoozed: { times: 2 }, attempts: { length: 1 } });
    aheadMs = 2 * 3_600_000;
    test.work.run = async () => "made";
    await deliverAnother(id);
    const job = await recorded(id);
    expect(job).toMatchObject({
      status: "succeeded",
      attempts: [{ outcome: "snoozed" }, { outcome: "succeeded" }],
    });
    expect(job).not.toHaveProperty("snoozed");
  });

  it("a job whose message comes after its deadline is expired", async () => {
    const { job } = await test.enqueue(undefined, { deadlineAt: now() + 60_000 });
    aheadMs = 60_000;
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(await recorded(job.id)).toMatchObject({ status: "dead", cause: "expired", attempts: [] });
    expect(test.runs).toEqual([]);
  });

  it("a running job that is cancelled is told to stop, is cancelled, and never comes back", async () => {
    const { id } = await test.submit();
    const started = Promise.withResolvers<void>();
    test.work.run = (payload, context) => {
      started.resolve();
      return obedient(payload, context);
    };
    const delivered = test.deliver();
    await started.promise;
    expect(await cancelJob(test.backend, id)).toMatchObject({ status: "running" });
    expect(await delivered).toMatchObject({ failed: false });
    expect(await recorded(id)).toMatchObject({ status: "cancelled", attempts: [{ outcome: "cancelled" }] });
    await deliverAnother(id);
    expect(test.runs).toHaveLength(1);
  });
});
