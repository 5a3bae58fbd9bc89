// The deadline of a job: it is not run after it, and a running one is told to stop.
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import { PermanentError, SnoozeError } from "../../../../core/jobs/errors.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { makeAttempt } from "../../../contracts/job-store/factories.ts";
import { deaf, failing, obedient } from "../../../support/job-runs.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const DEADLINE = START + 60_000;
const submit = async () => (await test.enqueue(undefined, { deadlineAt: DEADLINE })).job;
const expectExpired = async (id: string, also: object = {}) => {
  const job = await test.job(id);
  expect(job).toMatchObject({ status: "dead", cause: "expired", ...also });
  expect(job).not.toHaveProperty("burn");
  expect([test.queues.waiting, test.queues.dead]).toEqual([[], []]);
};

describe("a job whose message comes after its deadline", () => {
  it("is not run but dead, cause expired; its message is acknowledged", async () => {
    const { id } = await submit();
    await turn(60);
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(test.runs).toEqual([]);
    await expectExpired(id, { attempts: [], endedAt: DEADLINE });
    expect(test.logs.one("job dead")).toMatchObject({ level: "error", cause: "expired", jobId: id });
  });

  it("a moment before, runs", async () => {
    const { id } = await submit();
    await turn(59.999);
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
  });

  it.each([
    [
      "retrying",
      {
        status: "retrying",
        nextAttemptAt: START + 1,
        attempts: [makeAttempt({ endedAt: START, outcome: "failed" })],
      },
      "failed",
    ],
    [
      "running, its lease over",
      {
        status: "running",
        claim: { claimId: "c", leaseUntil: START + 1, messageId: "m" },
        attempts: [makeAttempt()],
      },
      "killed",
    ],
  ] satisfies [string, Partial<Job>, string][])(
    "is not run again either (%s)",
    async (_, record, outcome) => {
      const id = await test.given({ ...record, deadlineAt: DEADLINE });
      test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
      await turn(60);
      await test.deliver();
      expect(test.runs).toEqual([]);
      await expectExpired(id, { attempts: [{ outcome }] });
      expect(await test.job(id)).not.toHaveProperty("claim");
    },
  );

  it("and that is still running is left to its run", async () => {
    const { id } = await submit();
    const copy = test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    test.work.run = deaf;
    void test.deliver();
    await turn(60);
    expect(await test.consume(test.queues.receive(copy) as never)).toMatchObject({ failed: true });
    expect((await test.job(id)).status).toBe("running");
  });

  it("stays dead when a copy of its message comes later", async () => {
    const { id } = await submit();
    await turn(60);
    await test.deliver();
    await turn(10);
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    await test.deliver();
    await expectExpired(id);
  });

  it("is expired by the next receive when the record could not be written", async () => {
    const { id } = await submit();
    await turn(60);
    test.store.before("update", () =>
      test.store.before("update", () => test.store.fail("update", { times: 1 })),
    );
    await test.deliver();
    expect((await test.job(id)).status).toBe("running");
    await turn(1_000);
    await test.deliver();
    expect(test.runs).toEqual([]);
    await expectExpired(id, { attempts: [{ outcome: "killed" }] });
  });
});

describe("a job that runs when its deadline comes", () => {
  it("is told to stop at that moment, and is dead when it obeys", async () => {
    const { id } = await submit();
    test.work.run = obedient;
    const delivered = test.deliver();
    await turn(60);
    expect(await delivered).toMatchObject({ failed: false, mustExit: false });
    await expectExpired(id, {
      attempts: [
        {
          outcome: "timed-out",
          error: { name: "TimeoutError", message: expect.stringContaining("deadline") },
        },
      ],
    });
  });

  it("and does not obey, ends its process", async () => {
    const { id } = await submit();
    test.work.run = deaf;
    const delivered = test.deliver();
    await turn(60 + 4);
    expect(await delivered).toMatchObject({ failed: false, mustExit: true });
    await expectExpired(id);
  });

  it("and has its result all the same, has succeeded", async () => {
    const { id } = await submit();
    test.work.run = (_, { signal }) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve("made")));
    const delivered = test.deliver();
    await turn(60);
    await delivered;
    expect((await test.job(id)).status).toBe("succeeded");
  });

  it("and would have run out of its function's time before, is stopped by that, and tried again", async () => {
    const { id } = (await test.enqueue(undefined, { deadlineAt: START + 1_000_000 })).job;
    test.work.run = obedient;
    const delivered = test.deliver();
    await turn(290);
    await delivered;
    expect(await test.job(id)).toMatchObject({ status: "retrying", attempts: [{ outcome: "timed-out" }] });
  });
});

describe("a job whose next attempt would come after its deadline", () => {
  it.each([
    ["failed", Object.assign(new Error("again"), { retryAfterSeconds: 60 })],
    ["snoozed", new SnoozeError("not yet", 60)],
  ])("(%s) is dead at once", async (outcome, error) => {
    const { id } = await submit();
    test.work.run = failing(error);
    expect(await test.deliver()).toMatchObject({ failed: false });
    await expectExpired(id, { endedAt: START, attempts: [{ outcome }] });
  });

  it("but failed for good, is dead for that, and its message is there to look at", async () => {
    const { id } = await submit();
    test.work.run = failing(new PermanentError("gone"));
    await test.deliver();
    expect(await test.job(id)).toMatchObject({ cause: "permanent", burn: { messageId: "message-1" } });
  });
});

describe("a dead job that is redriven after its deadline", () => {
  it("is not run: its message is acknowledged, and its record stays as it was", async () => {
    const { id } = await submit();
    test.work.run = failing(new PermanentError("gone"));
    for (let receive = 1; receive <= 5; receive++) await test.deliver();
    expect(test.queues.receive()).toBeUndefined();
    await inspectDeadLetters(test.backend);
    await turn(60);
    await test.backend.deadLetters.redrive();
    await test.deliver();
    expect(test.runs).toHaveLength(1);
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "permanent", redrives: [] });
    expect(test.queues.waiting).toEqual([]);
  });
});

describe("recover", () => {
  it("expires an overdue job past its deadline, and sends nothing for it", async () => {
    const { id } = await submit();
    test.queues.purge();
    await turn(1_860);
    expect(await recoverJobs(test.backend)).toMatchObject({ expired: 1, resent: 0 });
    await expectExpired(id);
  });
});
