// recover with many jobs: its cost is bounded, no status keeps the others waiting, and what is in the dead-letter queue is not lost.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { makeAttempt } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

/** The visibility timeout and a margin. */
const OVERDUE = 1_860;
/** Five receives of a visibility timeout each, and a margin. */
const SPENT = 9_060;

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const given = (job: Partial<Job>) => test.given(job);
async function givenMany(count: number, job: Partial<Job>): Promise<void> {
  for (let i = 0; i < count; i++) await given({ createdAt: START + i, ...job });
}

const recover = (hasTime?: () => boolean) => recoverJobs(test.backend, hasTime);

describe("behind a long queue", () => {
  it("10,000 healthy jobs cost two queries: the pending ones, and the oldest queued one", async () => {
    await givenMany(10_000, { status: "queued", sentAt: START });
    await turn(OVERDUE + 10);
    test.queues.reportBacklog(10_000);
    expect(await recover()).toMatchObject({ resent: 0, oldestQueuedSeconds: OVERDUE + 10 });
    expect(test.store.calls("list")).toBe(2);
    expect(test.store.calls("get")).toBe(0);
  }, 30_000);
});

describe("with more jobs than a run reads", () => {
  const backingOff = { status: "retrying", nextAttemptAt: START + 21_600_000 } as const;

  it("a run reads so many pages at most, and the next ones go on behind them until every job was met", async () => {
    test = createTestBackend();
    const { maxPages } = test.settings.recover;
    await givenMany(maxPages * 1_000 + 150, backingOff);
    const overdue = await given({ ...backingOff, createdAt: START + 900_000, nextAttemptAt: START });
    await turn(OVERDUE + 1_000);
    expect(await recover()).toMatchObject({ resent: 0 });
    // One more query looks for the oldest job that was not tried yet.
    expect(test.store.calls("list")).toBe(maxPages + 1);
    expect(await recover()).toMatchObject({ resent: 1 });
    expect(test.queues.sent.map(({ message }) => message.jobId)).toEqual([overdue]);
  }, 30_000);

  it("begins where it stopped, so that no status keeps the others waiting", async () => {
    await givenMany(3, { status: "pending" });
    const last = await given({ status: "retrying", nextAttemptAt: START });
    await turn(OVERDUE + 1);
    let left = 2;
    expect(await recover(() => left-- > 0)).toMatchObject({ resent: 2 });
    left = 2;
    // The queue refuses what never was sent, and takes the run's time for it.
    test.queues.fail("send");
    await recover(() => left-- > 0);
    test.queues.mend("send");
    await recover();
    expect((await test.job(last)).resends).toBe(1);
  });

  it("tells the age of the oldest jobs also when it goes on behind them", async () => {
    await givenMany(3, { status: "queued", sentAt: START });
    await turn(OVERDUE + 1);
    let left = 1;
    await recover(() => left-- > 0);
    expect(await recover()).toMatchObject({ oldestQueuedSeconds: OVERDUE + 1 });
  });

  it("once all were met, reads on only when the first of them can be overdue", async () => {
    await givenMany(1_100, { ...backingOff, sentAt: START, nextAttemptAt: START + 3_600_000 });
    const purged = await given({ ...backingOff, createdAt: START + 2_000, nextAttemptAt: START + 1_000_000 });
    const lists = async () => {
      const before = test.store.calls("list");
      const recovered = await recover();
      return { ...recovered, lists: test.store.calls("list") - before };
    };
    await turn(OVERDUE + 10);
    // The pending ones, two pages, and one query for the age of the oldest.
    expect(await lists()).toMatchObject({ lists: 4, resent: 0 });
    expect(await lists()).toMatchObject({ lists: 2, resent: 0 });
    await turn(1_000 - 11);
    expect(await lists()).toMatchObject({ lists: 2, resent: 0 });
    await turn(1);
    expect(await lists()).toMatchObject({ lists: 4, resent: 1 });
    expect(test.queues.sent.map(({ message }) => message.jobId)).toEqual([purged]);
    expect(await lists()).toMatchObject({ lists: 2, resent: 0 });
  }, 30_000);

  it("meets also what came while it went on from run to run", async () => {
    const { maxPages } = test.settings.recover;
    await givenMany(maxPages * 1_000 + 1, backingOff);
    await turn(OVERDUE + 10);
    await recover();
    // Redriven: it is older than where the walk is by now, and its message is lost.
    const redriven = await given({ status: "queued", createdAt: START - 1, sentAt: Date.now() });
    await turn(60);
    await recover();
    await turn(OVERDUE - 61);
    expect(await recover()).toMatchObject({ resent: 0 });
    await turn(1);
    expect(await recover()).toMatchObject({ resent: 1 });
    expect((await test.job(redriven)).resends).toBe(1);
  }, 30_000);

  it("keeps looking at a job that it could not recover", async () => {
    await givenMany(1_100, { ...backingOff, sentAt: START });
    const id = await given({ status: "queued", createdAt: START, sentAt: START });
    await turn(OVERDUE + 10);
    test.queues.fail("send");
    expect(await recover()).toMatchObject({ failed: 1 });
    test.queues.mend();
    expect(await recover()).toMatchObject({ resent: 1 });
    expect((await test.job(id)).resends).toBe(1);
  }, 30_000);

  it("begins anew when the noted place is none of this deployment's", async () => {
    const expiresAtSeconds = START / 1000 + 86_400;
    await test.backend.cache.put(
      "recover:position",
      { status: "queued", cursor: "of old" },
      expiresAtSeconds,
    );
    const id = await given({ status: "queued", sentAt: START });
    await turn(OVERDUE);
    expect(await recover()).toMatchObject({ resent: 1 });
    expect((await test.job(id)).resends).toBe(1);
    await test.backend.cache.put("recover:position", "nonsense", expiresAtSeconds);
    expect(await recover()).toMatchObject({ resent: 0, failed: 0 });
  });

  it("writes no place down when it met every job", async () => {
    await givenMany(3, { status: "queued", sentAt: START });
    const put = vi.spyOn(test.backend.cache, "put");
    await recover();
    expect(put.mock.calls.map(([key]) => key)).toEqual(["recover:ran"]);
  });
});

describe("a job that was sent again as often as may be", () => {
  const spent = { status: "queued", sentAt: START, resends: 3 } as const;
  const bodyOf = (jobId: string) => JSON.stringify({ v: 1, type: WORK, jobId });

  it("is not lost while its message is in the dead-letter queue, however long nobody looks there", async () => {
    const id = await given(spent);
    test.queues.putDead(bodyOf(id));
    for (const seconds of [OVERDUE, SPENT, 86_400]) {
      await turn(seconds);
      expect(await recover()).toMatchObject({ lost: 0 });
    }
    await inspectDeadLetters(test.backend);
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "never-ran" });
  });

  it("is not lost behind more dead letters than one sweep logs", async () => {
    const id = await given(spent);
    for (let i = 0; i < 1_000; i++) test.queues.putDead(`garbage ${i}`);
    test.queues.putDead(bodyOf(id));
    await turn(SPENT);
    await inspectDeadLetters(test.backend);
    expect(await recover()).toMatchObject({ lost: 0 });
    await inspectDeadLetters(test.backend);
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "never-ran" });
  });

  it("is not lost while its message is hidden by a start that failed", async () => {
    const id = await given(spent);
    test.queues.put(bodyOf(id));
    await turn(OVERDUE);
    test.queues.receive();
    expect(await recover()).toMatchObject({ lost: 0 });
  });

  it("is lost once no receive can be left of it, though others run", async () => {
    await given(spent);
    await turn(SPENT);
    test.queues.put("another job's message");
    test.queues.receive();
    expect(await recover()).toMatchObject({ lost: 1 });
  });

  it("is lost once a whole look at the dead letters of others did not find it", async () => {
    const id = await given(spent);
    test.queues.putDead("garbage");
    await turn(SPENT - 1);
    await inspectDeadLetters(test.backend);
    await turn(1);
    expect(await recover()).toMatchObject({ lost: 0 });
    await inspectDeadLetters(test.backend);
    expect(await recover()).toMatchObject({ lost: 1 });
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "lost" });
  });

  it("is left alone when the queues cannot be counted", async () => {
    const id = await given({ ...spent, attempts: [makeAttempt()] });
    await turn(SPENT);
    test.backend.deadLetters = {
      ...test.backend.deadLetters,
      depth: async () => {
        throw new Error("SQS is gone");
      },
    };
    expect(await recover()).toMatchObject({ lost: 0, failed: 1 });
    expect((await test.job(id)).status).toBe("queued");
  });
});
