// How the queues are doing, after jobs of several types and in every state.
import { beforeEach, describe, expect, it } from "vitest";
import { pauseConsumer } from "../../../../core/jobs/operate/consumer.ts";
import { describeQueues } from "../../../../core/jobs/operate/queues.ts";
import { countOutcomes, createStats } from "../../../../core/jobs/stats/stats.ts";
import { createSqliteStore } from "../../../../local/sqlite-store.ts";
import { makeJob } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
const none = {
  ...{ processed: 0, succeeded: 0, failed: 0, retried: 0 },
  ...{ snoozed: 0, interrupted: 0, dead: 0, cancelled: 0 },
};

function countIn(backend: TestBackend["backend"]): void {
  const stats = createStats(backend, 0);
  backend.stats = stats;
  backend.hooks = [countOutcomes((outcome) => stats.count(outcome))];
}
const settings = () => test.settings;

describe.each(["memory", "SQLite"])("describeQueues (%s)", (kind) => {
  beforeEach(() => {
    test = createTestBackend();
    if (kind === "SQLite") {
      const options = { file: ":memory:", make: true, settings: settings(), now: () => Date.now() };
      test.backend.store = createSqliteStore(options);
    }
    countIn(test.backend);
  });
  const describeNow = () => describeQueues(test.backend);

  it("of nothing at all is zeros, and no quantiles", async () => {
    expect(await describeNow()).toEqual({
      at: START,
      queues: [{ queue: "memory", priority: "default", visible: 0, inFlight: 0, delayed: 0 }],
      deadLetters: 0,
      deadJobs: { count: 0, exact: true },
      consumer: { paused: false, by: "document" },
      openBreakers: [],
      jobs: { counts: { scheduled: 0, pending: 0, queued: 0, running: 0, retrying: 0 }, exact: true },
      all: { type: "all", today: none, lastHour: none, perSecond: 0 },
      types: [],
      problems: [],
    });
  });

  it("tells what waits, the oldest of it, what is delayed, scheduled, dead, and that the consumer is paused", async () => {
    const oldest = await test.submit("first");
    await turn(30);
    await test.submit("second");
    await test.enqueue({ name: "delayed" }, { delaySeconds: 600 });
    await test.enqueue({ name: "scheduled" }, { delaySeconds: 86_400 });
    test.queues.putDead("garbage");
    await pauseConsumer(test.backend);
    await turn(12);
    expect(await describeNow()).toMatchObject({
      queues: [{ visible: 2, inFlight: 0, delayed: 1, oldest: { jobId: oldest.id, seconds: 42 } }],
      deadLetters: 1,
      consumer: { paused: true },
      jobs: { counts: { queued: 3, scheduled: 1 }, exact: true },
      oldest: { jobId: oldest.id, type: WORK, seconds: 42 },
    });
  });

  it("tells dead jobs and dead letters apart: one has no message any more, a message has no job, and archived jobs are no news", async () => {
    const dead = { status: "dead", cause: "permanent", endedAt: START } as const;
    for (const fields of [dead, dead, dead, { ...dead, archivedAt: START }]) {
      await test.backend.store.create(makeJob(fields));
    }
    test.queues.putDead("garbage");
    expect(await describeNow()).toMatchObject({ deadJobs: { count: 3, exact: true }, deadLetters: 1 });
  });

  it("counts at most a thousand dead jobs", async () => {
    const dead = { status: "dead", cause: "permanent", endedAt: START } as const;
    for (let job = 0; job < 1_001; job++) await test.backend.store.create(makeJob(dead));
    expect((await describeNow()).deadJobs).toEqual({ count: 1_000, exact: false });
  });

  it("tells no operation of the engine's own as the oldest: one that has ended in its caller's process waits to note it", async () => {
    await pauseConsumer(test.backend);
    const make = makeJob({ id: "tst_old", type: WORK, status: "queued", createdAt: START - 90_000 });
    const own = makeJob({ id: "blk_older", type: "jobs:bulk", status: "queued", createdAt: START - 99_000 });
    await test.backend.store.create(own);
    expect(await describeNow()).not.toHaveProperty("oldest");
    await test.backend.store.create(make);
    expect(await describeNow()).toMatchObject({
      oldest: { jobId: "tst_old" },
      queues: [{ oldest: { jobId: "tst_old" } }],
    });
  });

  it("tells the oldest of each priority's queue", async () => {
    const counts = { visible: 1, inFlight: 0, delayed: 0 };
    const names = ["high", "default", "low"] as const;
    test.backend.queue.counts = async () =>
      names.map((priority) => ({ queue: `app-${priority}`, priority, ...counts }));
    for (const [at, priority] of [
      [2, undefined],
      [5, "high"],
      [9, "high"],
    ] as const) {
      const job = makeJob({ status: "queued", createdAt: START + at * 1_000, ...(priority && { priority }) });
      await test.backend.store.create(job);
    }
    await turn(10);
    const { queues } = await describeNow();
    expect(queues?.map(({ oldest }) => oldest?.seconds)).toEqual([5, 8, undefined]);
  });

  it("tells what was processed today and in the last hour, how many a second, and how long they waited and ran, by type", async () => {
    const run = async (seconds: number) => {
      await test.submit();
      test.work.run = async () => await turn(seconds);
      await test.deliver();
    };
    await run(200);
    await turn(3 * 3_600);
    for (let job = 0; job < 20; job++) await run(1);
    await test.submit();
    test.work.run = async () => {
      throw new Error("no");
    };
    await test.deliver();
    await test.backend.stats?.flush({ now: true });
    const { all, types, at } = await describeNow();
    expect(types).toHaveLength(1);
    expect(all).toEqual({ ...types[0], type: "all" });
    expect(types[0]).toMatchObject({
      type: WORK,
      today: { processed: 22, succeeded: 21, failed: 1, retried: 1 },
      lastHour: { processed: 21, succeeded: 20, failed: 1 },
      waitMs: { p50: expect.any(Number) },
    });
    // 21 attempts since the beginning of the minute five minutes ago.
    const seconds = 300 + (at % 60_000) / 1_000;
    expect(types[0]?.perSecond).toBeCloseTo(21 / seconds, 5);
    const { p50 = 0, p99 = 0 } = types[0]?.runMs ?? {};
    for (const quantile of [p50, p99]) expect(Math.abs(quantile - 1_000)).toBeLessThan(87);
  });

  it("tells what cannot be reached, and the rest all the same", async () => {
    await test.submit();
    test.queues.fail("counts", { error: new Error("SQS is away") });
    test.queues.fail("depth", { error: new Error("SQS is away") });
    const view = await describeNow();
    expect(view.problems).toEqual(["queues: SQS is away", "dead-letter queue: SQS is away"]);
    expect(view).not.toHaveProperty("queues");
    expect(view).not.toHaveProperty("deadLetters");
    expect(view.jobs.counts.queued).toBe(1);
  });
});
