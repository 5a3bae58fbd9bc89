// Taking a job in: record first, then send; a payload that is wrong is refused by field.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { declareJob, type EnqueueOptions, enqueue, enqueueByName } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const submit = (payload?: unknown, options?: EnqueueOptions) => test.enqueue(payload, options);
const records = () => test.records();
const expectNothing = async () => expect(await test.traces()).toEqual({ recorded: 0, sent: 0 });

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
    expect(test.queues.sent).toEqual([{ message: { v: 1, type: WORK, jobId: job.id } }]);
  });

  it("keeps the payload as its caller gave it; the job gets it as its schema reads it, defaults included", async () => {
    const { job } = await submit({ name: "a job" });
    expect(job.request).toEqual({ name: "a job" });
    await test.deliver();
    expect(test.runs).toEqual([{ name: "a job", parts: [] }]);
  });

  it("is recorded before it is sent", async () => {
    const send = test.backend.queue.send;
    test.backend.queue.send = async (message, options) => {
      expect(await test.job(message.jobId)).toMatchObject({ status: "queued", sentAt: START });
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

  it("costs one write and one message", async () => {
    await submit();
    expect({ creates: test.store.calls("create"), updates: test.store.calls("update") }).toEqual({
      creates: 1,
      updates: 0,
    });
    expect(test.queues.sent).toHaveLength(1);
  });

  it("stays accepted when only the answer to the send was lost: its message arrived, and ran", async () => {
    const send = test.backend.queue.send;
    test.backend.queue.send = async (message, options) => {
      await send(message, options);
      await test.deliver();
      throw new Error("the answer was lost");
    };
    expect((await submit()).job.status).toBe("succeeded");
  });

  it("is pending when its send failed, and still queued when that cannot be written either", async () => {
    test.queues.fail("send");
    await expect(submit()).rejects.toMatchObject({ code: "queue-unavailable" });
    test.store.fail("update");
    await expect(submit()).rejects.toMatchObject({ code: "queue-unavailable" });
    expect((await records()).map(({ status }) => status).sort()).toEqual(["pending", "queued"]);
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
    const overhead = Buffer.byteLength(JSON.stringify({ name: "" }));
    const limit = 128 * 1024;
    await expect(submit({ name: "€".repeat((limit - overhead) / 3 + 1) })).rejects.toMatchObject({
      code: "request-too-large",
      message: expect.stringContaining(String(limit)),
    });
    await expectNothing();
    expect((await submit({ name: "x".repeat(limit - overhead) })).created).toBe(true);
  });

  it("of a type that nobody registered is a mistake in the code, not of the caller", async () => {
    const nothing = declareJob({ name: "test:nothing", idPrefix: "not", payload: z.object({}) });
    await expect(enqueue(test.backend, nothing, {})).rejects.toThrow(/test:nothing is not registered/);
    await expectNothing();
  });

  it("of a type whose name nobody knows names those that there are", async () => {
    await expect(enqueueByName(test.backend, "test:nothing", {})).rejects.toMatchObject({
      code: "unknown-job-type",
      message: 'no job type "test:nothing"; the types are test:work',
    });
    await expectNothing();
  });
});
