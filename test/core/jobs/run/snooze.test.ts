// A job that gives itself back: its attempt does not count, however often and for however long, up to a limit.
import { beforeEach, describe, expect, it } from "vitest";
import { cancelJob, RateLimitedError, runNow, SnoozeError } from "../../../../core/jobs/index.ts";
import type { JobContext } from "../../../../core/jobs/job-type.ts";
import { noteFailedInvocation } from "../../../../core/jobs/run/failed-invocation.ts";
import { failing } from "../../../support/job-runs.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const DAY = 86_400;
let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

/** Delivers what is visible as long as time passes, an hour at most at a time, until the job has run so often or is over. */
async function deliverUntil(over: () => boolean) {
  for (let receives = 0; !over(); receives++) {
    if (receives > 20_000) throw new Error("it goes on for ever");
    const next = Math.min(...test.queues.waiting.map(({ visibleAt }) => visibleAt));
    await turn(Math.max(0, (next - Date.now()) / 1_000));
    await test.deliver();
  }
}

describe.each([
  ["SnoozeError", () => new SnoozeError("the batch is not ready", 60)],
  ["RateLimitedError", () => new RateLimitedError("the batch is not ready", 60)],
])("a job that throws %s", (name, error) => {
  it("waits for the delay with a fresh message, and its record says why, until when and how often", async () => {
    const { id } = await test.submit();
    test.work.run = failing(error());
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(await test.job(id)).toMatchObject({
      status: "retrying",
      nextAttemptAt: START + 60_000,
      messageId: "message-2",
      snoozed: { times: 1, since: START, reason: "the batch is not ready", until: START + 60_000 },
      attempts: [{ outcome: "snoozed", error: { name, message: "the batch is not ready" } }],
    });
    expect(test.queues.waiting).toMatchObject([{ messageId: "message-2", receiveCount: 0 }]);
    expect(test.queues.hiddenSeconds("message-2")).toBe(60);
    expect(test.logs.one("job snoozed")).toMatchObject({ level: "info", jobId: id, retryInSeconds: 60 });
    expect(test.logs.of("job failed")).toEqual([]);
  });
});

describe("a job that is given back again and again", () => {
  it("never uses up its attempts, keeps its record small, and is given its steps", async () => {
    const { id } = await test.submit();
    const attempts: number[] = [];
    let looks = 0;
    test.work.run = async (_, { attempt, step }: JobContext) => {
      attempts.push(attempt);
      const batch = await step("send", () => "batch_1");
      if (++looks < 1_440) throw new SnoozeError("the batch is not ready", 60);
      return batch;
    };
    await deliverUntil(() => looks === 1_440);
    const job = await test.job(id);
    expect(job).toMatchObject({
      status: "succeeded",
      attempts: [{ outcome: "snoozed" }, { outcome: "succeeded" }],
    });
    expect(job).not.toHaveProperty("snoozed");
    expect(new Set(attempts)).toEqual(new Set([1]));
    expect(test.queues.dead).toEqual([]);
  });

  it("and fails in between, has its failures counted", async () => {
    const { id } = await test.submit();
    let runs = 0;
    test.work.run = async () => {
      if (++runs % 2 === 1) throw new SnoozeError("not yet", 10);
      throw new Error("broken");
    };
    await deliverUntil(() => runs === 10);
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "exhausted" });
  });

  it("is dead, cause expired, when it has been given back for longer than the limit; its message is acknowledged", async () => {
    const { id } = await test.submit();
    test.work.run = failing(new SnoozeError("not yet", 3_600));
    let over = false;
    await deliverUntil(() => {
      const ended = over;
      over = test.logs.of("job dead").length > 0;
      return ended || over;
    });
    expect(await test.job(id)).toMatchObject({
      status: "dead",
      cause: "expired",
      endedAt: START + 7 * DAY * 1_000,
      snoozed: { times: 7 * 24, since: START },
    });
    expect(await test.job(id)).not.toHaveProperty("burn");
    expect([test.queues.waiting, test.queues.dead]).toEqual([[], []]);
  });

  it("longer than its type says, is dead too", async () => {
    const { id } = await test.submit();
    const type = test.backend.registry.get(WORK);
    if (!type) throw new Error("it is registered");
    type.maxSnoozeSeconds = 90;
    test.work.run = failing(new SnoozeError("not yet", 60));
    await deliverUntil(() => test.logs.of("job dead").length > 0);
    expect(await test.job(id)).toMatchObject({
      cause: "expired",
      endedAt: START + 90_000,
      snoozed: { times: 2 },
    });
  });
});

describe("the delay of a snooze", () => {
  it.each([
    [901, 2],
    [959, 2],
    [6 * 3_600, 2],
    [43_200 + 900, 3],
    [3 * DAY, 9],
  ])("of %i s is kept, over %i receives", async (seconds, receives) => {
    await test.submit();
    test.work.run = failing(new SnoozeError("much later", seconds));
    await test.deliver();
    test.work.run = async () => "made";
    let count = 0;
    await deliverUntil(() => {
      count++;
      return test.logs.of("job succeeded").length > 0;
    });
    expect(Date.now() - START).toBe(seconds * 1_000);
    expect(count - 1).toBe(receives);
    expect(test.queues.dead).toEqual([]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("of %d s is the first backoff's", async (seconds) => {
    const { id } = await test.submit();
    test.work.run = failing(new SnoozeError("a mistake", seconds));
    await test.deliver();
    expect((await test.job(id)).nextAttemptAt).toBe(START + 10_000);
  });

  it.each([0, -5])("of %d s is one second", async (seconds) => {
    const { id } = await test.submit();
    test.work.run = failing(new SnoozeError("at once", seconds));
    await test.deliver();
    expect((await test.job(id)).nextAttemptAt).toBe(START + 1_000);
  });
});

describe("a job that was given back", () => {
  beforeEach(() => {
    test.work.run = failing(new SnoozeError("not yet", 3_600));
  });

  it("can be run now, and cancelled", async () => {
    const { id } = await test.submit();
    await test.deliver();
    await runNow(test.backend, id);
    await test.deliver();
    expect(test.runs).toHaveLength(2);
    expect(await cancelJob(test.backend, id)).toMatchObject({ status: "cancelled" });
    await turn(3_600);
    for (let left = test.queues.receive(); left; left = test.queues.receive()) await test.consume(left);
    expect(test.runs).toHaveLength(2);
    expect(test.queues.waiting).toEqual([]);
  });

  it("whose fresh message cannot be sent keeps the one it has", async () => {
    const { id } = await test.submit();
    test.queues.fail("send");
    expect(await test.deliver()).toMatchObject({ failed: true });
    expect(test.queues.hiddenSeconds("message-1")).toBe(3_600);
    expect((await test.job(id)).status).toBe("retrying");
  });

  it("whose environment ended before the fresh message was sent has it sent by its caller", async () => {
    await test.submit();
    const received = test.receive();
    test.queues.fail("send");
    test.queues.fail("changeVisibility");
    await test.consume(received);
    await settled();
    test.queues.mend();
    const failure = { requestId: "request-1", errorType: "Runtime.ExitError", errorMessage: "gone" };
    expect(await noteFailedInvocation(test.backend, received, failure)).toEqual({ keep: false });
    expect(test.queues.hiddenSeconds("message-2")).toBe(900);
  });
});
