// The test kit as those use it who write jobs: one attempt at a time, by a clock, with faults.
import { setTimeout as wait } from "node:timers/promises";
import { beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import {
  defineJob,
  enqueue,
  getResult,
  type JobContext,
  PermanentError,
} from "../../../../core/jobs/index.ts";
import { createTestKit, type TestKit } from "../../../../core/jobs/testing/index.ts";

let kit: TestKit;
let run: (payload: { month: string; pages: number }, context: JobContext) => Promise<{ rows: number }>;

const report = defineJob({
  name: "report:monthly",
  idPrefix: "rep",
  payload: z.strictObject({ month: z.string(), pages: z.number().default(3) }),
  maxAttempts: 3,
  run: (payload, context) => run(payload, context),
});
const mail = defineJob({
  name: "mail:send",
  idPrefix: "eml",
  payload: z.strictObject({
    to: z.strictObject({ name: z.string(), cc: z.array(z.string()) }),
    at: z.date(),
  }),
  async run() {},
});

beforeEach(() => {
  kit = createTestKit({ types: [report, mail] });
  run = async () => ({ rows: 7 });
});

describe("work", () => {
  it("runs one attempt and gives its outcome, its record and its result, typed by the handle", async () => {
    const worked = await kit.work(report, { month: "2026-11" });
    expectTypeOf(worked.result).toEqualTypeOf<{ rows: number } | undefined>();
    expect(worked).toMatchObject({ outcome: "succeeded", result: { rows: 7 }, ignoredAbort: false });
    expect(worked.job).toMatchObject({ status: "succeeded", attempts: [{ outcome: "succeeded" }] });
    expect(await getResult(kit.backend, report, worked.job)).toEqual({ rows: 7 });
    expect(kit.queues.waiting).toEqual([]);
  });

  it("refuses what enqueue refuses, and what the compiler does", async () => {
    // @ts-expect-error: a number is no month
    await expect(kit.work(report, { month: 11 })).rejects.toMatchObject({ code: "invalid-request" });
  });

  it("leaves a failed job for its next attempt, and tells the job's own error", async () => {
    const error = new Error("the database is away");
    run = async () => {
      throw error;
    };
    const worked = await kit.work(report, { month: "2026-11" });
    expect(worked).toMatchObject({ outcome: "retried", error, job: { status: "retrying" } });
    expect(worked.job.nextAttemptAt).toBe(kit.clock.now() + Number(worked.retryInSeconds) * 1000);
  });

  it("tells why a job is dead", async () => {
    run = async () => {
      throw new PermanentError("no such month");
    };
    const worked = await kit.work(report, { month: "2026-13" });
    expect(worked).toMatchObject({ outcome: "dead", cause: "permanent", job: { status: "dead" } });
  });
});

describe("workAgain", () => {
  it("turns the clock to the retry, and runs it", async () => {
    const seen: number[] = [];
    run = async (_, { attempt }) => {
      seen.push(attempt);
      if (attempt < 3) throw new Error("not yet");
      return { rows: attempt };
    };
    const first = await kit.work(report, { month: "2026-11" });
    const before = kit.clock.now();
    await kit.workAgain(report, first.job);
    expect(kit.clock.now()).toBe(before + Number(first.retryInSeconds) * 1000);
    expect(await kit.workAgain(report, first.job.id)).toMatchObject({ result: { rows: 3 } });
    expect(seen).toEqual([1, 2, 3]);
  });

  it("says so when no message is left", async () => {
    const { job } = await kit.work(report, { month: "2026-11" });
    await expect(kit.workAgain(report, job)).rejects.toThrow(`job ${job.id} is succeeded and has no message`);
  });

  it("refuses a job of another type", async () => {
    const { job } = await enqueue(kit.backend, report, { month: "2026-11" });
    await expect(kit.workAgain(mail, job)).rejects.toThrow("of the type report:monthly, not mail:send");
  });
});

describe("drain", () => {
  it("runs what is visible, and what the jobs enqueue meanwhile", async () => {
    run = async () => {
      await enqueue(kit.backend, mail, { to: { name: "Ada", cc: [] }, at: new Date(kit.clock.now()) });
      return { rows: 1 };
    };
    await enqueue(kit.backend, report, { month: "2026-11" });
    const attempts = await kit.drain();
    expect(attempts.map(({ job, outcome }) => [job.type, outcome])).toEqual([
      ["report:monthly", "succeeded"],
      ["mail:send", "succeeded"],
    ]);
    expect(await kit.drain()).toEqual([]);
  });

  it("leaves retries alone, or runs them to their end and the message to the dead-letter queue", async () => {
    run = async () => {
      throw new Error("never");
    };
    await enqueue(kit.backend, report, { month: "2026-11" });
    expect((await kit.drain()).map(({ outcome }) => outcome)).toEqual(["retried"]);
    expect((await kit.drain({ withRetries: true })).map(({ outcome }) => outcome)).toEqual([
      "retried",
      "dead",
    ]);
    expect(kit.queues.waiting).toEqual([]);
    expect(kit.queues.dead).toHaveLength(1);
  });

  it("takes a message that belongs to no job to the dead-letter queue", async () => {
    kit.queues.put("not a message of ours");
    expect(await kit.drain()).toEqual([]);
    expect(kit.queues.dead).toMatchObject([{ body: "not a message of ours", receiveCount: 5 }]);
  });

  it("gives up on jobs that enqueue without end", async () => {
    run = async ({ month }) => {
      await enqueue(kit.backend, report, { month });
      return { rows: 1 };
    };
    await enqueue(kit.backend, report, { month: "2026-11" });
    await expect(kit.drain({ atMost: 10 })).rejects.toThrow("after 10 receives 1 messages are still");
  });
});

describe("assertEnqueued", () => {
  beforeEach(async () => {
    await enqueue(kit.backend, report, { month: "2026-10" });
    await enqueue(kit.backend, report, { month: "2026-11", pages: 9 });
    await enqueue(kit.backend, mail, { to: { name: "Ada", cc: ["Bo"] }, at: new Date(0) });
  });

  it("finds by a part of the payload, as the job gets it: with defaults, and with dates", () => {
    expect(kit.assertEnqueued(report).payload).toEqual({ month: "2026-10", pages: 3 });
    expect(kit.assertEnqueued(report, { pages: 9 }).payload.month).toBe("2026-11");
    expect(kit.assertEnqueued(report, { pages: 3 }).job.status).toBe("queued");
    expect(kit.assertEnqueued(mail, { to: { name: "Ada" }, at: new Date(0) }).payload.to.cc).toEqual(["Bo"]);
    expect(kit.assertEnqueued(report, ({ pages }) => pages > 3).payload.month).toBe("2026-11");
    expect(kit.enqueued(report)).toHaveLength(2);
  });

  it("fails with what was enqueued instead", () => {
    expect(() => kit.assertEnqueued(report, { month: "2026-12" })).toThrow(
      "not enqueued: report:monthly with { month: '2026-12' }; enqueued so far: 3\n  report:monthly { month: '2026-10' }",
    );
    expect(() => kit.assertEnqueued(mail, { to: { cc: [] } })).toThrow("not enqueued: mail:send");
    expect(() => kit.assertEnqueued(mail, { at: new Date(1) })).toThrow("not enqueued: mail:send");
  });

  it("has an opposite", () => {
    kit.assertNotEnqueued(report, { month: "2026-12" });
    expect(() => kit.assertNotEnqueued(report, { month: "2026-11" })).toThrow(
      "should not be: report:monthly",
    );
  });

  it("is checked by the compiler", () => {
    // @ts-expect-error: no such field
    kit.assertNotEnqueued(report, { year: 2026 });
    // @ts-expect-error: pages are a number
    expect(() => kit.assertEnqueued(report, { pages: "9" })).toThrow();
  });
});

describe("a fault", () => {
  const obedient = async (_: unknown, { signal }: JobContext) => {
    await wait(60_000, undefined, { signal });
    return { rows: 0 };
  };

  it("deadline-near: the job's signal fires while it runs, and the attempt has timed out", async () => {
    run = obedient;
    const worked = await kit.work(report, { month: "2026-11" }, { fault: "deadline-near" });
    expect(worked).toMatchObject({
      outcome: "retried",
      error: { name: "TimeoutError" },
      ignoredAbort: false,
    });
    expect(worked.job.attempts).toMatchObject([{ outcome: "timed-out" }]);
    const [{ startedAt = 0, endedAt = 0 } = {}] = worked.job.attempts;
    expect((endedAt - startedAt) / 1000).toBe(290);
  });

  it("deadline-near: comes at the type's own time, where that is shorter", async () => {
    const quick = defineJob({ ...report, name: "quick", idPrefix: "qck", timeoutSeconds: 5, run: obedient });
    kit = createTestKit({ types: [quick] });
    const { job } = await kit.work(quick, { month: "2026-11" }, { fault: "deadline-near" });
    const [{ startedAt = 0, endedAt = 0 } = {}] = job.attempts;
    expect((endedAt - startedAt) / 1000).toBe(5);
  });

  it("deadline-near: tells of a job that ignores its signal", async () => {
    run = () => new Promise(() => {});
    const worked = await kit.work(report, { month: "2026-11" }, { fault: "deadline-near" });
    expect(worked).toMatchObject({ outcome: "retried", ignoredAbort: true });
  });

  it("shutdown: the job goes back to the queue, and the attempt is not counted against it", async () => {
    run = obedient;
    const worked = await kit.work(report, { month: "2026-11" }, { fault: "shutdown" });
    expect(worked).toMatchObject({ outcome: "retried", retryInSeconds: 0 });
    expect(worked.job.attempts).toMatchObject([{ outcome: "interrupted" }]);
    run = async () => ({ rows: 1 });
    expect(await kit.workAgain(report, worked.job)).toMatchObject({ outcome: "succeeded" });
  });

  it("claim-lost: what the job returns is not recorded", async () => {
    const worked = await kit.work(report, { month: "2026-11" }, { fault: "claim-lost" });
    expect(worked).toMatchObject({ outcome: "not-recorded", because: "the claim was lost" });
    expect(worked.job.status).toBe("running");
  });

  it("of the store: an attempt that cannot begin is not run, and comes back", async () => {
    kit.store.fail("update", { times: 1 });
    const worked = await kit.work(report, { month: "2026-11" });
    expect(worked).toMatchObject({ outcome: "not-run", because: "the job could not begin" });
    expect(await kit.workAgain(report, worked.job)).toMatchObject({ outcome: "succeeded" });
    expect(kit.logs.one("message not processed")).toMatchObject({ err: { message: "store: update failed" } });
  });

  it("of the queue: a job that was not sent is pending, until the queue is back", async () => {
    kit.queues.fail("send");
    const refused = enqueue(kit.backend, report, { month: "2026-11" });
    await expect(refused).rejects.toMatchObject({ code: "queue-unavailable" });
    expect(kit.jobs()).toMatchObject([{ status: "pending" }]);
    kit.queues.mend();
    await enqueue(kit.backend, report, { month: "2026-12" });
  });
});

it("has settings of its own, and checks the types against them", () => {
  const strict = { types: [report], settings: { maxReceiveCount: 2 } };
  expect(() => createTestKit(strict)).toThrow('job type "report:monthly": maxAttempts is 3');
});
