// Outcomes are counted once each, wherever a job ends, and written about once a minute; what cannot be written is kept.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import { PermanentError, SnoozeError, StoreError, VisibleError } from "../../../../core/jobs/errors.ts";
import { quantile } from "../../../../core/jobs/operate/histogram.ts";
import { cancelJob } from "../../../../core/jobs/operate/index.ts";
import { readStats, sumByType, type TypeStats } from "../../../../core/jobs/operate/read-stats.ts";
import type { JobStore } from "../../../../core/jobs/ports.ts";
import { slotName } from "../../../../core/jobs/stats/slots.ts";
import { countOutcomes, createStats, type Stats } from "../../../../core/jobs/stats/stats.ts";
import { createSqliteStore } from "../../../../local/sqlite-store.ts";
import { makeAttempt } from "../../../contracts/job-store/factories.ts";
import { obedient } from "../../../support/job-runs.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const MINUTE = 60_000;
const DAY = 86_400_000;

let test: TestBackend;
let stats: Stats;
/** Where counts are kept: the memory of the test kit, or SQLite. */
let store: JobStore;

function countIn(kept: JobStore): void {
  store = kept;
  stats = createStats({ ...test.backend, store }, MINUTE);
  test.backend.hooks = [countOutcomes((outcome) => stats.count(outcome))];
  test.backend.stats = stats;
}
beforeEach(() => {
  test = createTestBackend();
  countIn(test.store);
});
afterEach(() => store.close());

const today = async (): Promise<TypeStats | undefined> => {
  const slots = await readStats(
    { store, now: Date.now },
    { resolution: "day", from: START, to: START + DAY },
  );
  return sumByType(slots)[0];
};
const written = async () => {
  await stats.flush({ now: true });
  return await today();
};
const working = (run: TestBackend["work"]["run"]) => {
  test.work.run = run;
};
const failing = () =>
  working(async () => {
    throw new Error("no");
  });

describe.each(["memory", "SQLite"])("what is counted (%s)", (kind) => {
  beforeEach(() => {
    if (kind === "SQLite")
      countIn(
        createSqliteStore({ file: ":memory:", make: true, settings: test.settings, now: () => Date.now() }),
      );
  });

  it("of a job that fails, waits and succeeds: each attempt, the wait before the first, and how long each ran", async () => {
    await test.submit();
    await turn(20);
    working(async () => {
      await turn(3);
      throw new Error("no");
    });
    await test.deliver();
    await turn(600);
    working(async () => await turn(100));
    await test.deliver();
    const counted = await written();
    expect(counted).toMatchObject({
      type: WORK,
      ...{ processed: 2, succeeded: 1, failed: 1, retried: 1, dead: 0, cancelled: 0 },
      waitMs: { count: 1, sumMs: 20_000 },
      runMs: { count: 2, sumMs: 103_000 },
    });
    expect((counted && quantile(counted.runMs, 1)) ?? 0).toBeGreaterThan(92_000);
  });

  it("a job whose every attempt fails is dead once, and its message in the dead-letter queue counts for nothing more", async () => {
    await test.submit();
    failing();
    for (let attempt = 0; attempt < test.settings.jobs.maxAttempts; attempt++) {
      await test.deliver();
      await turn(3_600);
    }
    while (test.queues.receive());
    await inspectDeadLetters(test.backend);
    await inspectDeadLetters(test.backend);
    const { maxAttempts } = test.settings.jobs;
    expect(await written()).toMatchObject({
      ...{ processed: maxAttempts, failed: maxAttempts, retried: maxAttempts - 1, dead: 1, succeeded: 0 },
      runMs: { count: maxAttempts },
    });
  });

  it("a permanent failure is one failed attempt and one dead job", async () => {
    await test.submit();
    working(async () => {
      throw new PermanentError("gone");
    });
    await test.deliver();
    expect(await written()).toMatchObject({ processed: 1, failed: 1, retried: 0, dead: 1 });
  });

  it("a snooze and a shutdown are no failures, and no measure of how long jobs run", async () => {
    await test.submit();
    working(async () => {
      throw new SnoozeError("not yet", 60);
    });
    await test.deliver();
    expect(await written()).toMatchObject({
      ...{ processed: 0, failed: 0, retried: 0, snoozed: 1, dead: 0 },
      runMs: { count: 0 },
    });
    const shutdown = new AbortController();
    test.backend.shutdown = shutdown.signal;
    working(obedient);
    await turn(60);
    const delivered = test.deliver();
    await settled();
    shutdown.abort();
    await turn(1);
    await delivered;
    expect(await written()).toMatchObject({ processed: 0, failed: 0, interrupted: 1, snoozed: 1 });
  });

  it("what ends without an attempt: found dead, lost, expired, cancelled", async () => {
    const found = await test.given({ status: "queued", sentAt: START });
    test.queues.putDead(JSON.stringify({ v: 1, type: WORK, jobId: found }));
    await inspectDeadLetters(test.backend);
    await inspectDeadLetters(test.backend);
    expect(await written()).toMatchObject({ processed: 0, failed: 0, dead: 1 });
    await test.queues.deadLetters.redrive();
    test.queues.purge();

    await test.given({ status: "queued", sentAt: START, resends: 3 });
    await test.given({ status: "queued", sentAt: START, deadlineAt: START + 1 });
    await turn(200_000);
    expect(await recoverJobs(test.backend)).toMatchObject({ lost: 1, expired: 1 });
    expect(await recoverJobs(test.backend)).toMatchObject({ lost: 0, expired: 0 });
    const waits = await test.given({ status: "queued", sentAt: Date.now() });
    await cancelJob(test.backend, waits);
    await expect(cancelJob(test.backend, waits)).rejects.toMatchObject({ code: "job-ended" });
    await stats.flush({ now: true });
    const all = await readStats(
      { store, now: Date.now },
      { resolution: "day", from: START, to: START + 4 * DAY },
    );
    expect(sumByType(all)).toMatchObject([{ processed: 0, failed: 0, dead: 3, cancelled: 1 }]);
  });

  it("a job that is cancelled while it runs is cancelled once", async () => {
    const { id } = await test.submit();
    working(obedient);
    const delivered = test.deliver();
    await settled();
    await cancelJob(test.backend, id);
    await turn(30);
    await delivered;
    expect(await written()).toMatchObject({ processed: 0, cancelled: 1, dead: 0, runMs: { count: 0 } });
  });
});

describe("a flush", () => {
  const succeed = async (jobs: number) => {
    for (let job = 0; job < jobs; job++) {
      await test.submit();
      await test.deliver();
    }
  };

  it("writes the first job at once, and then at most once a minute, whatever the number of jobs", async () => {
    await succeed(1);
    await stats.flush();
    expect(test.store.calls("addCounts")).toBe(3);
    for (let second = 1; second < 60; second++) {
      await succeed(2);
      await turn(1);
      await stats.flush();
    }
    expect(test.store.calls("addCounts")).toBe(3);
    await turn(1);
    await stats.flush();
    expect(test.store.calls("addCounts")).toBe(6);
    expect(await today()).toMatchObject({ succeeded: 119 });
  });

  it("writes each outcome to the minute, the hour and the day in which it was recorded", async () => {
    await turn(59.5);
    await succeed(1);
    await turn(3_600);
    await succeed(2);
    await stats.flush();
    const names = [START, START + 3_600_000].flatMap((at) => [slotName("minute", at), slotName("hour", at)]);
    const counts = await store.getCounts([...names, slotName("day", START)]);
    expect(counts.map((slot) => slot[`${WORK}/succeeded`])).toEqual([1, 1, 2, 2, 3]);
  });

  it("of nothing is no request", async () => {
    await stats.flush({ now: true });
    await succeed(1);
    await stats.flush({ now: true });
    await stats.flush({ now: true });
    expect(test.store.calls("addCounts")).toBe(3);
  });

  it("that fails keeps the counts for the next, and says so once a flush", async () => {
    await succeed(3);
    test.store.fail("addCounts", { error: new StoreError("store-unavailable", "away") });
    await stats.flush();
    await turn(60);
    await succeed(1);
    await stats.flush();
    expect(test.logs.lines.filter(({ msg }) => msg === "counts not written yet")).toHaveLength(2);
    expect(await today()).toBeUndefined();
    test.store.mend();
    await turn(60);
    await succeed(1);
    await stats.flush();
    expect(await today()).toMatchObject({ succeeded: 5, runMs: { count: 5 } });
    await turn(60);
    await stats.flush();
    expect(await today()).toMatchObject({ succeeded: 5 });
  });

  it("of which a part fails writes that part again, and no other", async () => {
    await succeed(1);
    test.store.fail("addCounts", { times: 1 });
    await stats.flush({ now: true });
    await stats.flush({ now: true });
    expect(test.store.calls("addCounts")).toBe(4);
    for (const resolution of ["minute", "hour", "day"] as const) {
      const [slot] = await store.getCounts([slotName(resolution, START)]);
      expect(slot).toMatchObject({ [`${WORK}/succeeded`]: 1 });
    }
  });

  it("whose answer is lost is made again with its id, and counted once", async () => {
    const { store: real } = test;
    let lost = 3;
    const forgetful: JobStore = {
      ...real,
      async addCounts(...given) {
        await real.addCounts(...given);
        if (lost-- > 0) throw new StoreError("store-unavailable", "the answer was lost");
      },
    };
    countIn(forgetful);
    await succeed(2);
    await stats.flush({ now: true });
    await succeed(5);
    await stats.flush({ now: true });
    expect(await today()).toMatchObject({ succeeded: 7 });
  });

  it("is waited for two seconds; what hangs is written once it answers, and not twice", async () => {
    await succeed(1);
    const release = test.store.hold("addCounts");
    const first = stats.flush({ now: true });
    await turn(2);
    await first;
    await succeed(1);
    const second = stats.flush({ now: true });
    await turn(2);
    await second;
    expect(test.store.calls("addCounts")).toBe(3);
    release();
    await stats.flush({ now: true });
    expect(await today()).toMatchObject({ succeeded: 2 });
    expect(test.store.calls("addCounts")).toBe(6);
  });

  it("of more names than one addition takes is several", async () => {
    for (let type = 0; type < 250; type++)
      stats.count({ type: `type-${type}`, at: START, counters: ["succeeded"] });
    await stats.flush({ now: true });
    expect(test.store.calls("addCounts")).toBe(6);
    const [slot = {}] = await store.getCounts([slotName("day", START)]);
    expect(Object.keys(slot)).toHaveLength(250);
  });

  it("gives up what a slot that is full cannot hold, and goes on with the rest", async () => {
    stats.count({ type: "a", at: START, counters: ["succeeded"] });
    test.store.fail("addCounts", { times: 1, error: new VisibleError("item-too-large", "full") });
    await stats.flush({ now: true });
    stats.count({ type: "a", at: START, counters: ["succeeded"] });
    await stats.flush({ now: true });
    expect(test.logs.lines.filter(({ msg }) => msg === "counts not kept")).toHaveLength(1);
    const slots = await store.getCounts(
      (["minute", "hour", "day"] as const).map((resolution) => slotName(resolution, START)),
    );
    expect(slots.map((slot) => slot["a/succeeded"])).toEqual([1, 2, 2]);
  });

  it("keeps the minutes of two and a half hours while the store is away, and every hour and day", async () => {
    test.store.fail("addCounts");
    for (let minute = 0; minute < 200; minute++) {
      stats.count({ type: "a", at: Date.now(), counters: ["succeeded"] });
      await stats.flush({ now: true });
      await turn(60);
    }
    test.store.mend();
    await stats.flush({ now: true });
    const minutes = Array.from({ length: 200 }, (_, minute) => slotName("minute", START + minute * MINUTE));
    const kept = await store.getCounts([...minutes, slotName("day", START)]);
    expect(kept.slice(0, 200).filter((slot) => slot["a/succeeded"] === 1)).toHaveLength(150);
    expect(kept.at(-1)).toEqual({ "a/succeeded": 200 });
  });
});

it("an attempt that began but whose outcome is recorded by another is counted by that one alone", async () => {
  const id = await test.given({
    status: "running",
    sentAt: START,
    claim: { claimId: "c", leaseUntil: START + 1_000, messageId: "m" },
    attempts: [makeAttempt()],
  });
  await turn(10);
  test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
  await test.deliver();
  expect(await written()).toMatchObject({ succeeded: 1, processed: 1 });
});
