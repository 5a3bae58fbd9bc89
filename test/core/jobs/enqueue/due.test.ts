// When a job runs: after a delay of SQS, or later, when the minute's look sends it. Nothing that waits is read.
import { beforeEach, describe, expect, it } from "vitest";
import { cancelJob, recoverJobs, runNow, sendDue } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const PAYLOAD = { name: "a job" };
const DAY = 86_400;

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});
const look = () => sendDue(test.backend);

describe("a delay of up to 15 minutes", () => {
  it.each([
    ["delaySeconds", { delaySeconds: 900 }],
    ["processAt as a date", { processAt: new Date(START + 900_000) }],
    ["processAt in milliseconds", { processAt: START + 900_000 }],
  ])("by %s is SQS's own", async (_, options) => {
    const { job } = await test.enqueue(PAYLOAD, options);
    expect(job).toMatchObject({ status: "queued", nextAttemptAt: START + 900_000, sentAt: START });
    expect(test.queues.sent).toMatchObject([{ delaySeconds: 900 }]);
    await turn(899);
    expect(test.queues.receive()).toBeUndefined();
    await turn(1);
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
    expect((await test.job(job.id)).nextAttemptAt).toBeUndefined();
  });

  it("is in whole seconds, and never ends too early", async () => {
    await test.enqueue(PAYLOAD, { processAt: START + 1_001 });
    expect(test.queues.sent).toMatchObject([{ delaySeconds: 2 }]);
  });

  it.each([
    ["0 s", { delaySeconds: 0 }],
    ["now", { processAt: START }],
    ["a time that is past", { processAt: new Date(START - 5_000) }],
  ])("of %s is none", async (_, options) => {
    await test.enqueue(PAYLOAD, options);
    expect(test.queues.sent[0]).not.toHaveProperty("delaySeconds");
    await test.deliver();
    expect(test.runs).toHaveLength(1);
  });

  it("does not make the job overdue before it ends", async () => {
    const { job } = await test.enqueue(PAYLOAD, { delaySeconds: 900 });
    test.queues.purge();
    await turn(test.settings.recover.overdueSeconds + 1);
    expect(await recoverJobs(test.backend)).toMatchObject({ resent: 0 });
    await turn(900);
    expect(await recoverJobs(test.backend)).toMatchObject({ resent: 1 });
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
  });
});

describe("a job for later than that", () => {
  it("waits in the store, and is sent for its second by the look before it", async () => {
    const processAt = START + 30 * DAY * 1_000 + 17_000;
    const { job } = await test.enqueue(PAYLOAD, { processAt });
    expect(job).toMatchObject({ status: "scheduled", nextAttemptAt: processAt });
    expect(job.sentAt).toBeUndefined();
    expect(test.queues.sent).toEqual([]);
    await turn(30 * DAY - 90);
    expect(await look()).toEqual({ sent: 0, failed: 0 });
    await turn(60);
    expect(await look()).toEqual({ sent: 1, failed: 0 });
    expect(test.queues.sent).toMatchObject([{ message: { jobId: job.id }, delaySeconds: 47 }]);
    expect(await test.job(job.id)).toMatchObject({ status: "queued", nextAttemptAt: processAt });
    expect(await look()).toEqual({ sent: 0, failed: 0 });
    await turn(46);
    expect(test.queues.receive()).toBeUndefined();
    await turn(1);
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
  });

  it("is sent also long after it was due: nothing looked meanwhile", async () => {
    const { job } = await test.enqueue(PAYLOAD, { delaySeconds: 3_600 });
    await turn(2 * DAY);
    expect(await look()).toEqual({ sent: 1, failed: 0 });
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
  });

  it("is never sent again by recover while it waits", async () => {
    await test.enqueue(PAYLOAD, { delaySeconds: 30 * DAY });
    await turn(29 * DAY);
    expect(await recoverJobs(test.backend)).toMatchObject({ resent: 0, lost: 0, oldestQueuedSeconds: 0 });
  });

  it("costs a look one query, however many wait", async () => {
    for (let i = 0; i < 500; i++) await test.enqueue(PAYLOAD, { delaySeconds: DAY + i });
    const due = await test.enqueue(PAYLOAD, { delaySeconds: 1_000 });
    await turn(1_000);
    const before = test.store.calls("list");
    expect(await look()).toEqual({ sent: 1, failed: 0 });
    expect(test.store.calls("list") - before).toBe(1);
    expect(test.queues.sent.map(({ message }) => message.jobId)).toEqual([due.job.id]);
  });

  it("is sent in the order in which it is due, all of it, also when much is due at once", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 250; i++)
      ids.push((await test.enqueue(PAYLOAD, { delaySeconds: 2_000 + i / 10 })).job.id);
    await turn(2_030);
    expect(await look()).toEqual({ sent: 250, failed: 0 });
    expect(test.queues.sent.map(({ message }) => message.jobId)).toEqual(ids);
  });

  it("stops when the time is over, and the next look goes on", async () => {
    for (let i = 0; i < 50; i++) await test.enqueue(PAYLOAD, { delaySeconds: 2_000 });
    await turn(2_000);
    let left = 2;
    expect(await sendDue(test.backend, () => left-- > 0)).toEqual({ sent: 20, failed: 0 });
    expect(await look()).toEqual({ sent: 30, failed: 0 });
  });

  it("is sent once by two looks at the same time", async () => {
    for (let i = 0; i < 20; i++) await test.enqueue(PAYLOAD, { delaySeconds: 2_000 });
    await turn(2_000);
    const looks = await Promise.all([look(), look()]);
    expect(looks.reduce((sum, { sent }) => sum + sent, 0)).toBe(20);
    expect(test.queues.sent).toHaveLength(20);
  });

  it("that is cancelled is never sent", async () => {
    const { job } = await test.enqueue(PAYLOAD, { delaySeconds: 2_000 });
    expect(await cancelJob(test.backend, job.id)).toMatchObject({ status: "cancelled" });
    await turn(2_000);
    expect(await look()).toEqual({ sent: 0, failed: 0 });
  });

  it("that is cancelled once its message is on the way does not run", async () => {
    const { job } = await test.enqueue(PAYLOAD, { delaySeconds: 2_000 });
    await turn(1_950);
    await look();
    await cancelJob(test.backend, job.id);
    await turn(50);
    await test.deliver();
    expect(test.runs).toEqual([]);
    expect(test.queues.waiting).toEqual([]);
  });

  it("can be run now, and is then not sent again when it would have been due", async () => {
    const { job } = await test.enqueue(PAYLOAD, { delaySeconds: 2_000 });
    expect(await runNow(test.backend, job.id)).toMatchObject({ status: "queued" });
    await test.deliver();
    await turn(2_000);
    expect(await look()).toEqual({ sent: 0, failed: 0 });
    expect(test.runs).toHaveLength(1);
  });

  it("has its unique key kept for as long as it waits", async () => {
    const { job } = await test.enqueue(PAYLOAD, { delaySeconds: 300 * DAY, idempotencyKey: "k" });
    await turn(299 * DAY);
    const again = await test.enqueue(PAYLOAD, { idempotencyKey: "k" });
    expect(again).toMatchObject({ created: false, job: { id: job.id, status: "scheduled" } });
  });
});

describe("when the queue or the store refuses", () => {
  it.each(["list", "update"] as const)("%s, the job is sent by a later look", async (method) => {
    const { job } = await test.enqueue(PAYLOAD, { delaySeconds: 2_000 });
    await turn(2_000);
    test.store.fail(method, { times: 1 });
    await look().catch(() => {});
    expect(test.queues.sent).toEqual([]);
    expect(await look()).toEqual({ sent: 1, failed: 0 });
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
  });

  it("a send, the job is pending, and recover sends it", async () => {
    const { job } = await test.enqueue(PAYLOAD, { delaySeconds: 2_000 });
    await turn(2_000);
    test.queues.fail("send", { times: 1 });
    expect(await look()).toEqual({ sent: 0, failed: 1 });
    expect(await test.job(job.id)).toMatchObject({ status: "pending" });
    await turn(test.settings.recover.overdueSeconds);
    expect(await recoverJobs(test.backend)).toMatchObject({ resent: 1 });
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
  });
});

it.each([
  ["both", { delaySeconds: 1, processAt: START }, "processAt", /give one of them/],
  ["a negative delay", { delaySeconds: -1 }, "delaySeconds", /0 or more/],
  ["no number", { delaySeconds: Number.NaN }, "delaySeconds", /must be a time, or a number/],
  ["no time", { processAt: new Date("nonsense") }, "processAt", /must be a time/],
  ["more than a year", { delaySeconds: 367 * DAY }, "delaySeconds", /at most a year/],
])("%s is refused", async (_, options, path, message) => {
  await expect(test.enqueue(PAYLOAD, options)).rejects.toMatchObject({
    code: "invalid-request",
    details: { errors: [{ path, message: expect.stringMatching(message) }] },
  });
  expect(await test.records()).toEqual([]);
});
