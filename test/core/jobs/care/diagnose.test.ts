// Why a message is in the dead-letter queue: each cause of docs/architecture.md, decision 3, from message and job record together.
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { makeAttempt, makeJob } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

/** A record, and a message of it in the dead-letter queue. */
async function poisoned(job: Partial<Job>) {
  const record = makeJob({ type: WORK, request: { name: "a job", parts: [] }, ...job });
  await test.store.create(record);
  const messageId = test.queues.putDead(JSON.stringify({ v: 1, type: record.type, jobId: record.id }));
  return { id: record.id, messageId };
}

const inspect = () => inspectDeadLetters(test.backend);
const ended = (outcome: "failed" | "timed-out" | "interrupted" | "killed") =>
  makeAttempt({ endedAt: START, outcome, error: { name: "Error", message: "why", permanent: false } });

describe("a message whose job has recorded its own end", () => {
  it("has the cause that stands in the record: permanent", async () => {
    const { id } = await test.submit();
    test.work.run = async () => {
      throw new PermanentError("the source is gone");
    };
    for (let receive = 1; receive <= 5; receive++) await test.deliver();
    test.queues.receive();
    expect(await inspect()).toEqual({ seen: 1, poisoned: 1, postponed: 0 });
    expect(test.logs.one("message poisoned")).toMatchObject({
      level: "error",
      deadLetter: true,
      cause: "permanent",
      messageId: "message-1",
      jobId: id,
      jobType: WORK,
      status: "dead",
      attempts: 1,
      sentAt: new Date(START).toISOString(),
      error: { name: "PermanentError", message: "the source is gone", permanent: true },
    });
  });

  it("has the cause that stands in the record: exhausted", async () => {
    await test.submit();
    test.work.run = async () => {
      throw new Error("still down");
    };
    for (let receive = 1; receive <= 5; receive++) {
      await test.deliver();
      await turn(900);
    }
    test.queues.receive();
    await inspect();
    expect(test.logs.one("message poisoned")).toMatchObject({
      cause: "exhausted",
      attempts: 5,
      error: { message: "still down" },
    });
  });

  it("is never lost: where it was given up, the record now says why its message is here", async () => {
    const { id } = await poisoned({ status: "dead", cause: "lost", endedAt: START });
    await inspect();
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "never-ran" });
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "never-ran", endedAt: START });
  });

  it("is left to a redriven message that claims the lost job in the same moment", async () => {
    const { id } = await poisoned({ status: "dead", cause: "lost", endedAt: START });
    test.store.before("update", () => test.store.update(id, { set: { status: "running" } }, {}));
    await inspect();
    expect((await test.job(id)).status).toBe("running");
  });
});

describe("a message whose job never recorded its end", () => {
  it.each([
    ["killed", "its last attempt began and never ended", { status: "running", attempts: [makeAttempt()] }],
    ["killed", "its last attempt was closed as killed", { status: "retrying", attempts: [ended("killed")] }],
    ["never-ran", "it was queued", { status: "queued" }],
    ["never-ran", "it was never noted as sent", { status: "pending" }],
    ["exhausted", "it failed, and was hidden away", { status: "retrying", attempts: [ended("failed")] }],
    ["exhausted", "it timed out", { status: "retrying", attempts: [ended("timed-out")] }],
    [
      "never-ran",
      "nothing ran since its redrive",
      { status: "queued", attempts: [ended("failed")], roundStart: 1 },
    ],
  ] satisfies [string, string, Partial<Job>][])(
    "is %s: %s; the record becomes dead",
    async (cause, _, record) => {
      const { id, messageId } = await poisoned(record);
      expect(await inspect()).toEqual({ seen: 1, poisoned: 1, postponed: 0 });
      const job = await test.job(id);
      expect(job).toMatchObject({
        status: "dead",
        cause,
        endedAt: START,
        expiresAtSeconds: START / 1000 + 15 * 86_400,
      });
      for (const field of ["claim", "progress", "nextAttemptAt", "burn"])
        expect(job).not.toHaveProperty(field);
      expect(job.attempts.every((attempt) => attempt.endedAt !== undefined)).toBe(true);
      expect(test.logs.one("message poisoned")).toMatchObject({
        cause,
        jobId: id,
        messageId,
        status: "dead",
      });
      expect(await test.store.getDeadLetter(messageId)).toMatchObject({ cause, jobId: id, jobType: WORK });
    },
  );

  it("is killed after five hard timeouts, end to end", async () => {
    const { id } = await test.submit();
    for (let receive = 1; receive <= 5; receive++) {
      // The process is gone in the middle: only the claim is left.
      const received = test.queues.receive();
      test.work.run = () => new Promise(() => {});
      void (received && test.consume(received));
      await turn(0.1);
      const { attempts } = await test.job(id);
      expect(attempts).toHaveLength(receive);
      test.store.fail("update");
      test.queues.fail("send");
      await turn(1_800);
      test.store.mend();
      test.queues.mend("send");
    }
    expect(test.queues.receive()).toBeUndefined();
    await inspect();
    expect((await test.job(id)).attempts.map(({ outcome }) => outcome)).toEqual(Array(5).fill("killed"));
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "killed", attempts: 5 });
  });
});

describe("a message without a job", () => {
  it.each([
    ["unreadable", "garbage", undefined],
    ["unreadable", '{"v":1,"type":"test:work"}', undefined],
    ["unknown-job", '{"v":2,"job":"x"}', undefined],
    ["unknown-job", '{"v":1,"type":"test:other","jobId":"oth_1"}', "oth_1"],
    ["unknown-job", '{"v":1,"type":"test:work","jobId":"tst_gone"}', "tst_gone"],
  ])("is %s: %s, and the list of dead letters has it", async (cause, body, jobId) => {
    const messageId = test.queues.putDead(body);
    expect(await inspect()).toEqual({ seen: 1, poisoned: 1, postponed: 0 });
    const line = test.logs.one("message poisoned");
    expect(line).toMatchObject({
      level: "error",
      deadLetter: true,
      cause,
      messageId,
      reason: expect.any(String),
    });
    expect(line.jobId).toBe(jobId);
    const { items } = await test.store.listDeadLetters({ limit: 10 });
    expect(items).toMatchObject([{ messageId, cause, sentAt: START, seenAt: START }]);
    expect(items[0]?.jobId).toBe(jobId);
    expect(items[0]?.expiresAtSeconds).toBe(START / 1000 + 15 * 86_400);
  });

  it("is unknown-job when its job's data was deleted; the record stays as it is", async () => {
    const { id } = await poisoned({ status: "dead", deletedAt: START, endedAt: START });
    await inspect();
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "unknown-job", jobId: id });
    expect((await test.job(id)).revision).toBe(0);
  });
});

describe("a copy of a message whose job has ended otherwise", () => {
  it.each(["succeeded", "cancelled"] as const)("is already-finished; the job stays %s", async (status) => {
    const { id } = await poisoned({ status, endedAt: START });
    await inspect();
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "already-finished", jobId: id, status });
    expect(await test.job(id)).toMatchObject({ status, revision: 0 });
  });
});

describe("a copy of a message whose job goes on with a younger one", () => {
  it("is logged once, however long the job waits behind its last attempt, which this message carried", async () => {
    const waiting = {
      status: "retrying",
      attempts: [{ ...ended("failed"), messageId: "old" }],
      messageId: "young",
      sentAt: START + 1,
      nextAttemptAt: START + 600_000,
    } satisfies Partial<Job>;
    const record = makeJob({ type: WORK, request: { name: "a job", parts: [] }, ...waiting });
    await test.store.create(record);
    test.queues.putDead(JSON.stringify({ v: 1, type: WORK, jobId: record.id }), "old");
    await inspect();
    await inspect();
    await inspect();
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "copy", jobId: record.id });
    expect(await test.job(record.id)).toMatchObject({ status: "retrying", revision: 0 });
  });
});
