// Taking a job in: record first, then send; refusals that name the field; nothing accepted is lost.
import { beforeEach, describe, expect, it } from "vitest";
import { enqueue } from "../../../core/jobs/enqueue.ts";
import { createTestBackend, type TestBackend, WORK } from "../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const submit = (payload: unknown = { name: "a job" }, options = {}) =>
  enqueue(test.backend, WORK, payload, options);
const records = async () => (await test.store.list({ order: "newest", limit: 100 })).items;

/** Nothing was recorded and nothing sent. */
async function expectNothing() {
  expect(await records()).toEqual([]);
  expect(test.queues.sent).toEqual([]);
}

describe("a job that is accepted", () => {
  it("is recorded as queued, with its message small and its request in the record", async () => {
    const { job, created } = await submit({ name: "a job", parts: [{ url: "u" }] });
    expect(created).toBe(true);
    expect(job).toMatchObject({
      status: "queued",
      title: "a job",
      createdAt: START,
      sentAt: START,
      attempts: [],
    });
    expect(job.id).toMatch(/^tst_[0-9a-hjkmnp-tv-z]{26}$/);
    expect(await test.job(job.id)).toEqual(job);
    expect(job.request).toEqual({ name: "a job", parts: [{ url: "u" }] });
    expect(test.queues.sent).toEqual([
      { message: { v: 1, type: WORK, jobId: job.id }, traceparent: undefined },
    ]);
  });

  it("keeps the payload as its schema reads it, defaults included", async () => {
    const { job } = await submit({ name: "a job" });
    expect(job.request).toEqual({ name: "a job", parts: [] });
  });

  it("is recorded before it is sent", async () => {
    const send = test.backend.queue.send;
    test.backend.queue.send = async (message, options) => {
      expect(await test.job(message.jobId)).toMatchObject({ status: "pending" });
      return await send(message, options);
    };
    await submit();
    expect.assertions(1);
  });

  it("carries the trace context as a message attribute, not in the body", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await submit(undefined, { traceparent });
    expect(test.queues.sent[0]?.traceparent).toBe(traceparent);
    expect(test.queues.waiting[0]?.body).not.toContain("0af7");
  });

  it("has an id of its own every time", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, async () => (await submit()).job.id));
    expect(new Set(ids).size).toBe(50);
  });

  it("stays accepted when the consumer was faster than the note that it is queued", async () => {
    test.store.before("update", () => test.deliver());
    const { job } = await submit();
    expect(job.status).toBe("succeeded");
  });

  it("stays accepted when that note cannot be written: it has been sent", async () => {
    test.store.fail("update");
    const { job } = await submit();
    expect(job.status).toBe("pending");
    test.store.mend();
    await test.deliver();
    expect((await test.job(job.id)).status).toBe("succeeded");
  });

  it("stays cancelled when it was cancelled before that note", async () => {
    test.store.before("update", async () => {
      const [record] = await records();
      await test.store.update(record?.id ?? "", { set: { status: "cancelled", endedAt: START } }, {});
    });
    expect((await submit()).job.status).toBe("cancelled");
  });
});

describe("a payload that is wrong", () => {
  it.each([
    [{}, "name"],
    [{ name: "" }, "name"],
    [{ name: 7 }, "name"],
    [{ name: "a", color: "red" }, "color"],
    [{ name: "a", parts: [{ url: "u" }, { url: "u", size: 1 }] }, "parts[1].size"],
    [{ name: "a", parts: [{ url: "u" }, {}] }, "parts[1].url"],
    ["a string", "(the whole)"],
    [null, "(the whole)"],
    [JSON.parse('{"name":"a","__proto__":{"polluted":true}}'), "__proto__"],
  ])("is refused, the field named by its path: %j", async (payload, path) => {
    await expect(submit(payload)).rejects.toMatchObject({
      name: "VisibleError",
      code: "invalid-request",
      message: expect.stringContaining(path),
      details: { errors: [{ path, message: expect.any(String) }] },
    });
    await expectNothing();
  });

  it("names every wrong field at once", async () => {
    await expect(submit({ parts: "none", size: 1 })).rejects.toMatchObject({
      details: { errors: [{ path: "name" }, { path: "parts" }, { path: "size" }] },
    });
  });

  it("above 128 KB is too large; exactly 128 KB is not", async () => {
    const overhead = Buffer.byteLength(JSON.stringify({ name: "", parts: [] }));
    const limit = 128 * 1024;
    await expect(submit({ name: "€".repeat((limit - overhead) / 3 + 1) })).rejects.toMatchObject({
      code: "request-too-large",
      message: expect.stringContaining(String(limit)),
    });
    await expectNothing();
    expect((await submit({ name: "x".repeat(limit - overhead) })).created).toBe(true);
  });

  it("of a type that nobody registered is a mistake in the code, not of the caller", async () => {
    await expect(enqueue(test.backend, "test:nothing", {})).rejects.toThrow(/no job type test:nothing/);
    await expectNothing();
  });
});

describe("an Idempotency-Key", () => {
  const key = { idempotencyKey: "order-7" };

  it("gives the same job for the same request, sent once", async () => {
    const first = await submit({ name: "a job" }, key);
    const again = await submit({ parts: [], name: "a job" }, key);
    expect(again).toMatchObject({ created: false, job: { id: first.job.id } });
    expect(test.queues.sent).toHaveLength(1);
    expect(await records()).toHaveLength(1);
  });

  it("gives the same job when that has run, is dead or was cancelled: it is not run again", async () => {
    const { job } = await submit(undefined, key);
    await test.deliver();
    for (const status of ["succeeded", "dead", "cancelled"] as const) {
      await test.store.update(job.id, { set: { status } }, {});
      expect(await submit(undefined, key)).toMatchObject({ created: false, job: { id: job.id, status } });
    }
    expect(test.queues.sent).toHaveLength(1);
  });

  it("with another request is refused", async () => {
    const { job } = await submit({ name: "a job" }, key);
    await expect(submit({ name: "another job" }, key)).rejects.toMatchObject({
      code: "idempotency-conflict",
      details: { jobId: job.id },
    });
    expect(test.queues.sent).toHaveLength(1);
    expect((await test.job(job.id)).request).toEqual({ name: "a job", parts: [] });
  });

  it("of a job whose data was deleted is refused, with the same request too", async () => {
    const { job } = await submit(undefined, key);
    await test.store.update(job.id, { set: { status: "succeeded", deletedAt: START } }, {});
    await expect(submit(undefined, key)).rejects.toMatchObject({ code: "idempotency-conflict" });
  });

  it("sends a job again that is still pending", async () => {
    test.queues.break("send");
    await expect(submit(undefined, key)).rejects.toMatchObject({ code: "queue-unavailable" });
    test.queues.mend("send");
    expect(await submit(undefined, key)).toMatchObject({ created: false, job: { status: "queued" } });
    expect(test.queues.sent).toHaveLength(1);
  });

  it("twice at once gives one job to both, and it runs once", async () => {
    const both = await Promise.all([submit(undefined, key), submit(undefined, key)]);
    expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(both[0]?.job.id).toBe(both[1]?.job.id);
    expect(await records()).toHaveLength(1);
    for (let received = test.queues.receive(); received; received = test.queues.receive()) {
      await test.consume(received);
    }
    expect(test.runs).toHaveLength(1);
  });

  it("belongs to its job type: another type's job of that key is another job", async () => {
    const { jobIdOfKey } = await import("../../../core/jobs/ids.ts");
    expect(jobIdOfKey("tst", "test:work", "k")).not.toBe(jobIdOfKey("tst", "test:other", "k"));
    expect(jobIdOfKey("tst", "test:work", "k")).toBe(jobIdOfKey("tst", "test:work", "k"));
  });

  it.each(["", " ", " leading", "trailing ", "x".repeat(256), "ключ", "line\nbreak"])(
    "that is not 1 to 255 printable ASCII characters is refused: %j",
    async (idempotencyKey) => {
      await expect(submit(undefined, { idempotencyKey })).rejects.toMatchObject({
        code: "invalid-request",
        details: { errors: [{ path: "Idempotency-Key" }] },
      });
      await expectNothing();
    },
  );

  it.each(["k", "x".repeat(255), "a key with spaces and ~!"])("may be %j", async (idempotencyKey) => {
    expect((await submit(undefined, { idempotencyKey })).created).toBe(true);
  });
});

describe("a queue that cannot be reached", () => {
  it("refuses the job by name, with a time to come back; the record stays pending", async () => {
    test.queues.break("send", new Error("ECONNREFUSED"));
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
    test.queues.break("backlog");
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
    const { trustBacklog } = await import("../../../core/jobs/backlog.ts");
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
