// Cancelling and deleting: what each means in every state, and in a race with the consumer.
import { beforeEach, describe, expect, it } from "vitest";
import {
  cancelJob,
  deleteJob,
  getJob,
  listDeadLetters,
  listJobs,
  resultOf,
  runNow,
} from "../../../../core/jobs/index.ts";
import { type Job, JobStatus } from "../../../../core/jobs/record/job.ts";
import { makeAttempt, makeDeadLetter } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const given = (job: Partial<Job>) => test.given(job);

const waiting = ["pending", "queued", "retrying"] as const;
const ended = ["succeeded", "dead", "cancelled"] as const;

describe("cancelling a job", () => {
  it.each(waiting)(
    "that is %s ends it; its message is acknowledged when it arrives, and runs nothing",
    async (status) => {
      const id = await given({ status, ...(status === "retrying" ? { nextAttemptAt: START + 1 } : {}) });
      const job = await cancelJob(test.backend, id);
      expect(job).toMatchObject({
        status: "cancelled",
        endedAt: START,
        expiresAtSeconds: START / 1000 + 15 * 86_400,
      });
      expect(job).not.toHaveProperty("nextAttemptAt");
      test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
      expect(await test.deliver()).toMatchObject({ failed: false });
      expect(test.runs).toEqual([]);
      expect(test.logs.one("job cancelled")).toMatchObject({ level: "info", jobId: id });
    },
  );

  it.each(ended)("that is %s is refused", async (status) => {
    const id = await given({ status });
    await expect(cancelJob(test.backend, id)).rejects.toMatchObject({ code: "job-ended" });
    expect((await test.job(id)).revision).toBe(0);
  });

  it("that does not exist, or whose data was deleted, is not found", async () => {
    const deleted = await given({ status: "cancelled", deletedAt: START });
    for (const id of ["tst_none", deleted]) {
      await expect(cancelJob(test.backend, id)).rejects.toMatchObject({ code: "job-not-found" });
    }
  });

  it("that is claimed in the same moment tells the run to stop", async () => {
    const { id } = await test.submit();
    const claim = { claimId: "c", leaseUntil: START + 60_000, messageId: "m" };
    test.store.before("update", async () => {
      await test.store.update(id, { set: { status: "running", claim } }, { status: ["queued"] });
    });
    const job = await cancelJob(test.backend, id);
    expect(job).toMatchObject({ status: "running", cancelRequestedAt: START });
    expect(job.claim?.claimId).not.toBe("c");
  });

  it("that is noted as queued in the same moment ends it all the same", async () => {
    const id = await given({ status: "pending" });
    test.store.before("update", async () => {
      await test.store.update(id, { set: { status: "queued" } }, { status: ["pending"] });
    });
    expect((await cancelJob(test.backend, id)).status).toBe("cancelled");
  });

  it("wins over the claim that comes just after it", async () => {
    const { id } = await test.submit();
    test.store.before("update", () => cancelJob(test.backend, id));
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(test.runs).toEqual([]);
    expect((await test.job(id)).status).toBe("cancelled");
  });
});

describe("deleting a job", () => {
  it.each(ended)("that is %s takes its request, result and errors away", async (status) => {
    const error = { name: "Error", message: "a secret", permanent: false };
    const id = await given({
      status,
      title: "a secret",
      request: { name: "a secret" },
      attempts: [makeAttempt({ endedAt: START, error })],
      roundStart: 1,
      redrives: [{ at: START, messageId: "a secret" }],
      progress: { stage: "a secret", done: 1, total: 2, at: START },
      endedAt: START,
    });
    await test.store.putResult(id, "a secret");
    await deleteJob(test.backend, id);
    expect(JSON.stringify(await test.job(id))).not.toContain("secret");
    expect(await test.store.getResult(id)).toBeUndefined();
    await expect(getJob(test.backend, id)).rejects.toMatchObject({ code: "job-not-found" });
    expect((await listJobs(test.backend, { order: "newest", limit: 10 })).items).toEqual([]);
  });

  it("leaves what lets a late message be acknowledged, until the message cannot come any more", async () => {
    const id = await given({ status: "dead", burn: { messageId: "m" }, expiresAtSeconds: START / 1000 + 60 });
    await deleteJob(test.backend, id);
    expect(await test.job(id)).toMatchObject({
      deletedAt: START,
      expiresAtSeconds: START / 1000 + 15 * 86_400,
    });
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(test.runs).toEqual([]);
  });

  it.each([...waiting, "running"] as const)("that is %s is refused", async (status) => {
    const id = await given({ status });
    await expect(deleteJob(test.backend, id)).rejects.toMatchObject({ code: "job-running" });
    expect((await test.job(id)).revision).toBe(0);
  });

  it("twice finds it the first time only", async () => {
    const id = await given({ status: "succeeded" });
    await deleteJob(test.backend, id);
    await expect(deleteJob(test.backend, id)).rejects.toMatchObject({ code: "job-not-found" });
  });

  it("is refused when a dead job is redriven in the same moment, and its new run keeps its result", async () => {
    const id = await given({ status: "dead", endedAt: START - 60_000 });
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    const hold = Promise.withResolvers<string>();
    test.work.run = () => hold.promise;
    let delivered: Promise<unknown> | undefined;
    test.store.before("update", async () => {
      delivered = test.deliver();
      while (test.runs.length === 0) await Promise.resolve();
    });
    await expect(deleteJob(test.backend, id)).rejects.toMatchObject({ code: "job-running" });
    hold.resolve("the new result");
    await delivered;
    expect(await test.job(id)).toMatchObject({ status: "succeeded", request: { name: "a job" } });
    expect(await test.store.getResult(id)).toBe("the new result");
  });

  it.each(["deleteResult", "update"] as const)(
    "that failed half-way (%s) is completed when it is asked again",
    async (method) => {
      const id = await given({ status: "succeeded" });
      await test.store.putResult(id, "a secret");
      test.store.fail(method, { times: 1 });
      await expect(deleteJob(test.backend, id)).rejects.toThrow(`${method} failed`);
      await deleteJob(test.backend, id);
      await expect(getJob(test.backend, id)).rejects.toMatchObject({ code: "job-not-found" });
      expect(await test.store.getResult(id)).toBeUndefined();
    },
  );
});

describe("running a job now", () => {
  it.each([
    { status: "pending" },
    { status: "queued", sentAt: START, trouble: { at: START, reason: "locked", nextTryAt: START + 9_000 } },
    { status: "retrying", nextAttemptAt: START + 3_600_000, messageId: "hidden-for-an-hour" },
  ] satisfies Partial<Job>[])(
    "that waits sends it a fresh message, and it runs at once: %o",
    async (record) => {
      const id = await given(record);
      expect(await runNow(test.backend, id)).toMatchObject({ id, messageId: "message-1" });
      await test.deliver();
      const job = await test.job(id);
      expect(job).toMatchObject({ status: "succeeded" });
      expect(job).not.toHaveProperty("trouble");
      expect(test.logs.one("job run now")).toMatchObject({ jobId: id, messageId: "message-1" });
    },
  );

  it("leaves the message that it had to be acknowledged when it arrives", async () => {
    const id = await given({ status: "retrying", nextAttemptAt: START + 3_600_000, messageId: "message-1" });
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }), 3_600);
    await runNow(test.backend, id);
    await test.deliver();
    await turn(3_600);
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(test.runs).toHaveLength(1);
  });

  it("that runs or has ended is refused", async () => {
    const running = await given({ status: "running" });
    await expect(runNow(test.backend, running)).rejects.toMatchObject({ code: "job-running" });
    for (const status of ended) {
      const id = await given({ status, endedAt: START });
      await expect(runNow(test.backend, id)).rejects.toMatchObject({ code: "job-ended" });
    }
    expect(test.queues.sent).toEqual([]);
  });

  it("while the queue is away says so, and the job waits as before", async () => {
    const id = await given({ status: "queued", sentAt: START });
    test.queues.fail("send");
    await expect(runNow(test.backend, id)).rejects.toMatchObject({
      code: "queue-unavailable",
      details: { jobId: id },
    });
    expect((await test.job(id)).status).toBe("queued");
  });
});

describe("the result of a job", () => {
  it("is given only once the job has succeeded", async () => {
    for (const status of JobStatus.options) {
      const id = await given({ status });
      await test.store.putResult(id, "half done?");
      const result = await resultOf(test.backend, await getJob(test.backend, id));
      expect(result).toBe(status === "succeeded" ? "half done?" : undefined);
    }
  });
});

describe("the lists of jobs", () => {
  it("have jobs by status, newest first, and dead letters", async () => {
    const old = await given({ status: "dead", createdAt: START - 2 });
    const young = await given({ status: "dead", createdAt: START - 1 });
    await given({ status: "queued" });
    const { items } = await listJobs(test.backend, { status: "dead", order: "newest", limit: 10 });
    expect(items.map((item) => item.id)).toEqual([young, old]);
    await test.store.putDeadLetter(makeDeadLetter({ messageId: "m" }));
    expect((await listDeadLetters(test.backend, { limit: 10 })).items).toMatchObject([{ messageId: "m" }]);
  });
});
