// An Idempotency-Key: the same key gives the same job, and never another.
import { beforeEach, describe, expect, it } from "vitest";
import type { EnqueueOptions } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const submit = (payload?: unknown, options?: EnqueueOptions) => test.enqueue(payload, options);
const records = () => test.records();
const expectNothing = async () => expect(await test.traces()).toEqual({ recorded: 0, sent: 0 });

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
    expect((await test.job(job.id)).request).toEqual({ name: "a job" });
  });

  it("of a job whose data was deleted is refused, with the same request too, and says so", async () => {
    const { job } = await submit(undefined, key);
    await test.store.update(job.id, { set: { status: "succeeded", deletedAt: START } }, {});
    await expect(submit(undefined, key)).rejects.toMatchObject({
      code: "idempotency-conflict",
      message: expect.stringMatching(`${job.id}, which was deleted at 2026-.*; use a new key`),
    });
  });

  it("sends a job again that is still pending", async () => {
    test.queues.fail("send");
    await expect(submit(undefined, key)).rejects.toMatchObject({ code: "queue-unavailable" });
    test.queues.mend("send");
    expect(await submit(undefined, key)).toMatchObject({ created: false, job: { status: "queued" } });
    expect(test.queues.sent).toHaveLength(1);
  });

  it("25 times at once gives one job to all, and sends one message", async () => {
    const all = await Promise.all(Array.from({ length: 25 }, () => submit(undefined, key)));
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(all.map(({ job }) => job.id)).size).toBe(1);
    expect(await records()).toHaveLength(1);
    expect(test.queues.sent).toHaveLength(1);
    for (let received = test.queues.receive(); received; received = test.queues.receive()) {
      await test.consume(received);
    }
    expect(test.runs).toHaveLength(1);
  });

  it("25 times at once after a send that failed sends one message", async () => {
    test.queues.fail("send");
    await expect(submit(undefined, key)).rejects.toMatchObject({ code: "queue-unavailable" });
    test.queues.mend("send");
    const all = await Promise.all(Array.from({ length: 25 }, () => submit(undefined, key)));
    expect(new Set(all.map(({ job }) => job.status))).toEqual(new Set(["queued"]));
    expect(test.queues.sent).toHaveLength(1);
  });

  it("belongs to its job type: another type's job of that key is another job", async () => {
    const { jobIdOfKey } = await import("../../../../core/jobs/enqueue/idempotency.ts");
    const work = { idPrefix: "tst", name: "test:work" };
    expect(jobIdOfKey(work, "k")).not.toBe(jobIdOfKey({ ...work, name: "test:other" }, "k"));
    expect(jobIdOfKey(work, "k")).toBe(jobIdOfKey(work, "k"));
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
