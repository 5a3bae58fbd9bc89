// Cancelling a job that runs: its signal fires, it is recorded as cancelled once it has stopped, and it never comes back.
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import type { JobContext } from "../../../../core/jobs/job-type.ts";
import { cancelJob, deleteJob, runNow } from "../../../../core/jobs/operate/index.ts";
import { noteFailedInvocation } from "../../../../core/jobs/run/failed-invocation.ts";
import { deaf, obedient } from "../../../support/job-runs.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

/** A job that runs, and does this until it is told to stop. */
async function running(run: (payload: unknown, context: JobContext) => Promise<unknown> = obedient) {
  const { id } = await test.submit();
  const signals: AbortSignal[] = [];
  test.work.run = (payload, context) => {
    signals.push(context.signal);
    return run(payload, context);
  };
  const received = test.receive();
  const consumed = test.consume(received);
  await settled();
  return { id, received, consumed, aborted: () => signals[0]?.aborted };
}
const cancel = (id: string) => cancelJob(test.backend, id);

async function expectCancelled(id: string) {
  const job = await test.job(id);
  expect(job).toMatchObject({
    status: "cancelled",
    attempts: [{ outcome: "cancelled", endedAt: expect.any(Number) }],
  });
  for (const field of ["claim", "progress", "nextAttemptAt", "trouble"])
    expect(job).not.toHaveProperty(field);
  expect(await test.store.getResult(id)).toBeUndefined();
  // Whatever comes after.
  test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
  test.queues.putDead(JSON.stringify({ v: 1, type: WORK, jobId: id }));
  const runs = test.runs.length;
  await turn(4_000);
  await recoverJobs(test.backend);
  await inspectDeadLetters(test.backend);
  await test.backend.deadLetters.redrive();
  for (let left = test.queues.receive(); left; left = test.queues.receive()) {
    expect(await test.consume(left)).toMatchObject({ failed: false });
  }
  expect(test.runs).toHaveLength(runs);
  expect(await test.job(id)).toEqual(job);
}

describe("a running job that is cancelled", () => {
  it("is still running until it has stopped, and then cancelled; its message is acknowledged", async () => {
    const { id, consumed } = await running();
    expect(await cancel(id)).toMatchObject({ status: "running", cancelRequestedAt: START });
    await turn(2);
    expect(await consumed).toEqual({ failed: false, mustExit: false, because: "the job is cancelled" });
    expect(await test.job(id)).toMatchObject({ cancelRequestedAt: START, endedAt: START + 2_000 });
    expect(test.logs.one("job to be cancelled")).toMatchObject({ jobId: id });
    expect(test.logs.one("job cancelled")).toMatchObject({
      level: "info",
      jobId: id,
      attempt: 1,
      durationMs: 2_000,
    });
    for (const event of ["job succeeded", "job failed", "job dead"]) expect(test.logs.of(event)).toEqual([]);
    await expectCancelled(id);
  });

  it("notices within the progress interval, although it reports nothing", async () => {
    const { id, aborted } = await running(deaf);
    await turn(101.5);
    await cancel(id);
    await turn(0.499);
    expect(aborted()).toBe(false);
    await turn(0.001);
    expect(aborted()).toBe(true);
  });

  it("notices at its next progress", async () => {
    const { id, consumed, aborted } = await running(async (payload, context) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      context.reportProgress("reading", 1, 2);
      return await obedient(payload, context);
    });
    await cancel(id);
    await turn(0.5);
    expect(aborted()).toBe(true);
    await consumed;
    await expectCancelled(id);
  });

  it("notices at the end of its next step, and does not go on behind it", async () => {
    const went: string[] = [];
    const { id, consumed } = await running(async (_, { step }) => {
      await step("first", () => new Promise((resolve) => setTimeout(() => resolve("done"), 500)));
      went.push("on");
    });
    await cancel(id);
    await turn(0.5);
    await consumed;
    expect(went).toEqual([]);
    await expectCancelled(id);
  });

  it.each([
    ["returns a result", async () => "made"],
    ["fails", async () => Promise.reject(new Error("failed"))],
  ])("and %s all the same, is cancelled", async (_, end) => {
    const gate = Promise.withResolvers<void>();
    const { id, consumed } = await running(async () => {
      await gate.promise;
      return await end();
    });
    await cancel(id);
    gate.resolve();
    expect(await consumed).toMatchObject({ failed: false });
    await expectCancelled(id);
  });

  it("and does not obey, ends its process, and is cancelled", async () => {
    const { id, consumed } = await running(deaf);
    await cancel(id);
    await turn(6);
    expect(await consumed).toMatchObject({ failed: false, mustExit: true });
    await expectCancelled(id);
  });

  it("twice is told so once", async () => {
    const { id, consumed } = await running(deaf);
    await cancel(id);
    await turn(1);
    expect(await cancel(id)).toMatchObject({ status: "running", cancelRequestedAt: START });
    expect(test.logs.of("job to be cancelled")).toHaveLength(1);
    await turn(6);
    await consumed;
  });

  it("cannot be run now or deleted before it has stopped", async () => {
    const { id, consumed } = await running();
    await cancel(id);
    await expect(runNow(test.backend, id)).rejects.toMatchObject({ code: "job-running" });
    await expect(deleteJob(test.backend, id)).rejects.toMatchObject({ code: "job-running" });
    await turn(2);
    await consumed;
    await deleteJob(test.backend, id);
  });

  it("is stopped also when its time was over at the same moment", async () => {
    const { id, consumed } = await running();
    await turn(289);
    await cancel(id);
    await turn(1);
    await consumed;
    await expectCancelled(id);
  });
});

describe("the look at the record", () => {
  it("costs a job that is shorter than the interval nothing, and a longer one a read in each", async () => {
    const { consumed } = await running(() => new Promise((resolve) => setTimeout(resolve, 21_000)));
    const before = test.store.calls("get");
    await turn(1.999);
    expect(test.store.calls("get")).toBe(before);
    await turn(20);
    await consumed;
    expect(test.store.calls("get") - before).toBe(10);
    await turn(60);
    expect(test.store.calls("get") - before).toBe(10);
  });

  it("is left out while progress is written", async () => {
    const { consumed } = await running(async (_, { reportProgress }) => {
      for (let second = 0; second < 20; second++) {
        reportProgress("reading", second, 20);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    });
    const before = test.store.calls("get");
    await turn(21);
    await consumed;
    expect(test.store.calls("get")).toBe(before);
  });

  it("may fail: the next one notices", async () => {
    const { id, aborted } = await running(deaf);
    await cancel(id);
    test.store.fail("get", { times: 1 });
    await turn(2);
    expect(aborted()).toBe(false);
    await turn(2);
    expect(aborted()).toBe(true);
  });
});

describe("a cancelled job whose process is gone", () => {
  const vanished = async () => {
    const started = await running(() => new Promise(() => {}));
    await cancel(started.id);
    // Nothing that it calls is answered any more.
    const record = await test.job(started.id);
    return { ...started, record };
  };

  it("is cancelled by its caller, who knows that it crashed", async () => {
    const { id, received } = await vanished();
    const failure = { requestId: "request-1", errorType: "Runtime.ExitError", errorMessage: "gone" };
    expect(await noteFailedInvocation(test.backend, received, failure)).toEqual({ keep: false });
    test.queues.remove(received.receiptHandle);
    await expectCancelled(id);
  });

  const given = () =>
    test.given({
      status: "running",
      cancelRequestedAt: START,
      claim: { claimId: "c", leaseUntil: START + 1_000, messageId: "m" },
      attempts: [{ startedAt: START - 1, messageId: "m", receiveCount: 1, requestId: "r" }],
    });

  it("is cancelled by its message when that comes after the lease", async () => {
    const id = await given();
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    expect(await test.deliver()).toMatchObject({ failed: true });
    await turn(1);
    expect(await test.deliver()).toMatchObject({ failed: false });
    await expectCancelled(id);
  });

  it("is cancelled by recover when its message is gone", async () => {
    const id = await given();
    await turn(1_861);
    expect(await recoverJobs(test.backend)).toMatchObject({ cancelled: 1, resent: 0 });
    expect(test.queues.sent).toEqual([]);
    await expectCancelled(id);
  });

  it("is cancelled by the dead-letter inspector when its message is in the dead-letter queue", async () => {
    const id = await given();
    await turn(2);
    test.queues.putDead(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    await inspectDeadLetters(test.backend);
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "already-finished", jobId: id });
    await expectCancelled(id);
  });

  it("is cancelled at once when the lease was over already", async () => {
    const id = await given();
    await test.store.update(id, { remove: ["cancelRequestedAt"] }, {});
    await turn(1);
    expect(await cancel(id)).toMatchObject({ status: "cancelled" });
    await expectCancelled(id);
  });
});

describe("a store that fails when the cancellation is written", () => {
  it("is tried three times", async () => {
    const { id, consumed } = await running();
    await cancel(id);
    test.store.before("update", () => test.store.fail("update", { times: 1 }));
    await turn(3);
    expect(await consumed).toMatchObject({ failed: false });
    await expectCancelled(id);
  });

  it("leaves it to the next receive, once the lease is over", async () => {
    const { id, consumed, received } = await running();
    await cancel(id);
    test.store.fail("update");
    await turn(3);
    expect(await consumed).toMatchObject({ failed: true });
    test.store.mend();
    const wait = test.queues.hiddenSeconds(received.messageId) ?? 0;
    expect(wait).toBeGreaterThan(320);
    await turn(wait);
    await test.deliver();
    expect(test.runs).toHaveLength(1);
    await expectCancelled(id);
  });
});
