// A large request has an item of its own: written before the record, read when the job runs, gone with the job.
import { beforeEach, describe, expect, it } from "vitest";
import { deleteJob, getJob, withRequest } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const DAY_MS = 86_400_000;
/** Above 2 KB as JSON. */
const LARGE = { name: "é".repeat(1_500) };
const SMALL = { name: "a job" };

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});
const requestItem = async (id: string) => test.store.getRequest(id, (await test.job(id)).requestHash);

describe("a large request", () => {
  it("is written before the record, which holds only its size", async () => {
    test.store.before("create", async () => expect(test.store.calls("putRequest")).toBe(1));
    const { job } = await test.enqueue(LARGE);
    expect(job.request).toEqual(LARGE);
    expect(await test.job(job.id)).toMatchObject({ request: null, requestBytes: 3_011 });
    expect(await requestItem(job.id)).toMatchObject({ request: LARGE });
  });

  it("is what the job runs with", async () => {
    const { job } = await test.enqueue(LARGE);
    await test.deliver();
    expect(test.runs).toEqual([{ ...LARGE, parts: [] }]);
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
  });

  it("is shown with its job", async () => {
    const { job } = await test.enqueue(LARGE);
    expect(await withRequest(test.backend, await getJob(test.backend, job.id))).toMatchObject({
      request: LARGE,
    });
  });

  it("is found by the same Idempotency-Key, and refused to another request of that key", async () => {
    const { job } = await test.enqueue(LARGE, { idempotencyKey: "k" });
    const again = await test.enqueue(LARGE, { idempotencyKey: "k" });
    expect(again).toMatchObject({ created: false, job: { id: job.id, request: LARGE } });
    await expect(test.enqueue({ name: "x".repeat(4_000) }, { idempotencyKey: "k" })).rejects.toMatchObject({
      code: "idempotency-conflict",
    });
    await test.deliver();
    expect(test.runs).toEqual([{ ...LARGE, parts: [] }]);
  });

  it("of two that race for one key, each job runs with the request that its record was made of", async () => {
    const other = { name: "x".repeat(4_000) };
    const fates = await Promise.allSettled(
      [LARGE, other].map((it) => test.enqueue(it, { idempotencyKey: "k" })),
    );
    const won = fates.flatMap((fate) => (fate.status === "fulfilled" ? [fate.value.job] : []));
    expect(won).toHaveLength(1);
    await test.deliver();
    expect(test.runs).toEqual([{ ...(won[0]?.request as object), parts: [] }]);
  });

  it("is deleted with its job's data", async () => {
    const { job } = await test.enqueue(LARGE);
    await test.deliver();
    const { requestHash } = await test.job(job.id);
    await deleteJob(test.backend, job.id);
    expect(await test.store.getRequest(job.id, requestHash)).toBeUndefined();
    expect(await test.job(job.id)).toMatchObject({ request: null });
  });

  it("whose record could not be written expires by itself, and the caller is told", async () => {
    test.store.fail("create");
    await expect(test.enqueue(LARGE)).rejects.toThrow("store: create failed");
    expect(await test.records()).toEqual([]);
    expect(test.queues.sent).toEqual([]);
  });

  it("that cannot be written makes no job", async () => {
    test.store.fail("putRequest");
    await expect(test.enqueue(LARGE)).rejects.toThrow("store: putRequest failed");
    expect(await test.records()).toEqual([]);
  });

  it("that cannot be read at the moment costs the job no attempt", async () => {
    const { job } = await test.enqueue(LARGE);
    test.store.fail("getRequest", { times: 10 });
    for (let receive = 0; receive < 10; receive++) {
      await test.deliver();
      await turn(900);
    }
    expect(await test.job(job.id)).toMatchObject({ status: "retrying" });
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
  });

  it("that has expired ends its job with a reason", async () => {
    const { job } = await test.enqueue(LARGE);
    const { requestHash } = await test.job(job.id);
    await test.store.deleteRequest(job.id, requestHash);
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({
      status: "dead",
      cause: "permanent",
      attempts: [{ error: { message: expect.stringContaining("expired or was deleted; enqueue it again") } }],
    });
  });

  it("outlives the queue, the dead letter and the record of its job, and longer with each redrive", async () => {
    const { job } = await test.enqueue(LARGE);
    const first = (await requestItem(job.id))?.expiresAtSeconds ?? 0;
    const { queue, deadLetterQueue, jobs } = test.settings;
    const life = queue.retentionSeconds + deadLetterQueue.retentionSeconds + jobs.terminalRetentionSeconds;
    expect(first).toBe(Math.ceil(Date.now() / 1000) + life);
    await turn((9 * DAY_MS) / 1000);
    await test.deliver();
    expect((await requestItem(job.id))?.expiresAtSeconds).toBe(Math.ceil(Date.now() / 1000) + life);
  });
});

it("a small request stays in its record", async () => {
  const { job } = await test.enqueue(SMALL);
  expect(await test.job(job.id)).toMatchObject({ request: SMALL });
  expect(test.store.calls("putRequest")).toBe(0);
});
