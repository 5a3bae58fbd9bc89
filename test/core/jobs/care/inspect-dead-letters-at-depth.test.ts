// More dead letters than one sweep can log: each is logged in the end, and in a bounded number of sweeps.
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { lastInspection } from "../../../../core/jobs/care/last-inspection.ts";
import { makeAttempt, makeJob } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const inspect = (hasTime?: () => boolean) => inspectDeadLetters(test.backend, hasTime);
const given = (count: number) => {
  for (let i = 0; i < count; i++) test.queues.putDead(`garbage ${i}`);
};
const loggedIds = () => test.logs.of("message poisoned").map((line) => line.messageId);

describe("more dead letters than one sweep logs", () => {
  it("are all logged, once each: 10,000 in ten sweeps", async () => {
    given(10_000);
    for (let sweep = 1; sweep <= 10; sweep++) {
      expect(await inspect()).toMatchObject({ poisoned: 1_000, postponed: 0 });
      await turn(300);
    }
    expect(new Set(loggedIds()).size).toBe(10_000);
    expect(loggedIds()).toHaveLength(10_000);
    expect(await inspect()).toEqual({ seen: 10_000, poisoned: 0, postponed: 0 });
    expect(test.queues.dead.filter((message) => message.visibleAt > Date.now())).toEqual([]);
  }, 60_000);

  it("get a warning that some are left for the next sweep, and none when all were met", async () => {
    given(1_001);
    await inspect();
    expect(test.logs.one("dead letters left for the next sweep")).toMatchObject({
      level: "warn",
      limit: 1_000,
    });
    await inspect();
    expect(test.logs.of("dead letters left for the next sweep")).toHaveLength(1);
  });

  it("do not hide a new one behind those that are known", async () => {
    given(1_000);
    await inspect();
    const messageId = test.queues.putDead("the newest");
    expect(await inspect()).toEqual({ seen: 1_001, poisoned: 1, postponed: 0 });
    expect(loggedIds()).toContain(messageId);
  });

  it("are read by the sweep once an hour while there are as many, and at once when there is one more or less", async () => {
    given(1_500);
    const sweep = () => inspectDeadLetters(test.backend, undefined, { unlessUnchanged: true });
    expect(await sweep()).toMatchObject({ poisoned: 1_000 });
    expect(await sweep()).toMatchObject({ seen: 1_500, poisoned: 500 });
    const peeks = test.queues.calls("peek");
    await turn(3_599);
    expect(await sweep()).toEqual({ seen: 0, poisoned: 0, postponed: 0 });
    expect(test.queues.calls("peek")).toBe(peeks);
    // The alarm has seen a new one.
    expect(await inspect()).toMatchObject({ seen: 1_500, poisoned: 0 });
    test.queues.putDead("the newest");
    expect(await sweep()).toMatchObject({ seen: 1_501, poisoned: 1 });
    await turn(3_600);
    expect(await sweep()).toMatchObject({ seen: 1_501, poisoned: 0 });
  }, 30_000);

  it("are read by each sweep where they are few", async () => {
    given(1_000);
    for (let sweep = 1; sweep <= 2; sweep++) {
      const inspected = await inspectDeadLetters(test.backend, undefined, { unlessUnchanged: true });
      expect(inspected).toMatchObject({ seen: 1_000 });
    }
  });

  it("get a warning when the time was too short to look at each", async () => {
    given(30);
    let batches = 1;
    await inspect(() => batches-- > 0);
    expect(test.logs.one("no time to look at every dead letter")).toMatchObject({ level: "warn", seen: 10 });
  });
});

describe("a sweep", () => {
  it("hides a message past its own end, so that it never meets it again", async () => {
    given(1);
    const hidden: number[] = [];
    const { peek } = test.backend.deadLetters;
    test.backend.deadLetters = {
      ...test.backend.deadLetters,
      peek: (seconds) => {
        hidden.push(seconds);
        return peek(seconds);
      },
    };
    await inspect();
    expect(Math.min(...hidden)).toBeGreaterThan(test.settings.deadLetters.timeoutSeconds);
  });

  it("looks a batch up in parallel: one slow record does not hold up the nine others", async () => {
    given(10);
    const release = test.store.hold("putDeadLetter");
    const inspected = inspect();
    await turn(0);
    expect(test.store.calls("putDeadLetter")).toBe(10);
    release();
    expect(await inspected).toMatchObject({ poisoned: 10 });
  });

  it("notes when it has met every message and can tell of each why it is there", async () => {
    given(25);
    await inspect();
    expect(await lastInspection(test.backend)).toEqual({ startedAt: START, seen: 25 });
  });

  it.each([
    ["some were left for the next sweep", () => given(1_001)],
    [
      "one could not be looked up",
      () => {
        given(1);
        test.store.fail("getDeadLetter", { times: 1 });
      },
    ],
    [
      "the job of one is running",
      async () => {
        const claim = { claimId: "c", leaseUntil: START + 60_000, messageId: "m" };
        const job = makeJob({ type: WORK, status: "running", claim, attempts: [makeAttempt()] });
        await test.store.create(job);
        test.queues.putDead(JSON.stringify({ v: 1, type: WORK, jobId: job.id }));
      },
    ],
    [
      "somebody else holds one",
      async () => {
        given(11);
        await test.queues.deadLetters.peek(60);
      },
    ],
  ])("notes nothing when %s", async (_, prepare) => {
    await prepare();
    await inspect();
    expect(await lastInspection(test.backend)).toBeUndefined();
  });
});
