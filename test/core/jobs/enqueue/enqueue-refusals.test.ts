// A job that cannot be taken in now: the queue or the store is gone, or too many wait.
import { beforeEach, describe, expect, it } from "vitest";
import type { EnqueueOptions } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const submit = (payload?: unknown, options?: EnqueueOptions) => test.enqueue(payload, options);
const records = () => test.records();
const expectNothing = async () => expect(await test.traces()).toEqual({ recorded: 0, sent: 0 });

describe("a queue that cannot be reached", () => {
  it("refuses the job by name, with a time to come back; the record stays pending", async () => {
    test.queues.fail("send", { error: new Error("ECONNREFUSED") });
    const error = await submit().catch((thrown: unknown) => thrown);
    const [record] = await records();
    expect(error).toMatchObject({
      code: "queue-unavailable",
      message: expect.stringContaining(record?.id ?? "?"),
      details: { jobId: record?.id, retryAfterSeconds: 30 },
      cause: { message: "ECONNREFUSED" },
    });
    expect(record?.status).toBe("pending");
    expect(test.logs.one("job not sent")).toMatchObject({ level: "error", jobId: record?.id });
  });

  it("whose backlog cannot be read is no reason to refuse", async () => {
    test.queues.fail("backlog");
    expect((await submit()).created).toBe(true);
    expect(test.logs.one("backlog not read")).toMatchObject({ level: "warn" });
  });
});

describe("a store that cannot be reached", () => {
  it("has nothing sent: what is not recorded is not accepted", async () => {
    test.store.fail("create");
    await expect(submit()).rejects.toThrow("store: create failed");
    expect(test.queues.sent).toEqual([]);
  });
});

describe("a backlog that is too long", () => {
  it("refuses with the limit and a time to come back, and records nothing", async () => {
    test.queues.reportBacklog(10_000);
    await expect(submit()).rejects.toMatchObject({
      code: "backlog-full",
      message: expect.stringContaining("10000"),
      details: { retryAfterSeconds: expect.any(Number) },
    });
    await expectNothing();
  });

  it("one below the limit still lets one in", async () => {
    test.queues.reportBacklog(9_999);
    expect((await submit()).created).toBe(true);
  });

  it("still gives a key the job that it named before: that one is in", async () => {
    const { job } = await submit(undefined, { idempotencyKey: "order-7" });
    test.queues.reportBacklog(10_000);
    expect(await submit(undefined, { idempotencyKey: "order-7" })).toMatchObject({
      created: false,
      job: { id: job.id },
    });
    await expect(submit(undefined, { idempotencyKey: "order-8" })).rejects.toMatchObject({
      code: "backlog-full",
    });
  });

  it("does not hide what is wrong with the request", async () => {
    test.queues.reportBacklog(10_000);
    await expect(submit({})).rejects.toMatchObject({ code: "invalid-request" });
  });

  it("is read at most every five seconds by an API environment", async () => {
    const { trustBacklog } = await import("../../../../core/jobs/enqueue/backlog.ts");
    let readings = 0;
    const counting = { ...test.queues.queue, backlog: async () => ++readings };
    const trusting = trustBacklog(counting, test.settings.queue, Date.now);
    expect(await Promise.all([trusting.backlog(), trusting.backlog()])).toEqual([1, 1]);
    await turn(4.999);
    expect(await trusting.backlog()).toBe(1);
    await turn(0.001);
    expect(await trusting.backlog()).toBe(2);
  });
});
