// A run of recover as a whole: a long queue, ages, its time, and jobs that make trouble.
import { beforeEach, describe, expect, it } from "vitest";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { makeAttempt } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

/** The visibility timeout and a margin. */
const OVERDUE = 1_860;

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const given = (job: Partial<Job>) => test.given(job);

const recover = (hasTime?: () => boolean) => recoverJobs(test.backend, hasTime);
const sentIds = () => test.queues.sent.map(({ message }) => message.jobId);

const running = (leaseUntil: number): Partial<Job> => ({
  status: "running",
  sentAt: START,
  claim: { claimId: "c", leaseUntil, messageId: "m" },
  attempts: [makeAttempt()],
});

describe("a long queue", () => {
  it("may hold the messages of overdue jobs: only those that were never sent are sent", async () => {
    test.queues.reportBacklog(32);
    await given({ status: "queued", sentAt: START });
    await given({ status: "queued", sentAt: START, resends: 3 });
    await given({ status: "retrying", nextAttemptAt: START });
    await given(running(START));
    const pending = await given({ status: "pending" });
    await turn(OVERDUE);
    expect(await recover()).toMatchObject({ resent: 1, lost: 0 });
    expect(sentIds()).toEqual([pending]);
  });

  it("is one of more than 31 messages, by default", async () => {
    test.queues.reportBacklog(31);
    await given({ status: "queued", sentAt: START });
    await turn(OVERDUE);
    expect(await recover()).toMatchObject({ resent: 1 });
  });
});

describe("a run of recover", () => {
  it("tells the age of the oldest job that was never sent and of the oldest that waits", async () => {
    await given({ status: "pending", createdAt: START - 5_000 });
    await given({ status: "pending", createdAt: START - 90_000 });
    await given({ status: "queued", createdAt: START - 1_000, sentAt: START });
    await given({ status: "retrying", createdAt: START - 999_000 });
    expect(await recover()).toMatchObject({ oldestPendingSeconds: 90, oldestQueuedSeconds: 1 });
  });

  it("tells no age when nothing waits", async () => {
    expect(await recover()).toEqual({
      resent: 0,
      lost: 0,
      expired: 0,
      cancelled: 0,
      failed: 0,
      oldestPendingSeconds: 0,
      oldestQueuedSeconds: 0,
      consumerPaused: false,
      openBreakers: 0,
    });
  });

  it("begins with the oldest and stops when its time is over; the rest is for the next run", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await given({ status: "pending", createdAt: START + i }));
    await turn(OVERDUE + 1);
    let left = 2;
    expect(await recover(() => left-- > 0)).toMatchObject({ resent: 2 });
    expect(sentIds()).toEqual(ids.slice(0, 2));
    expect(await recover()).toMatchObject({ resent: 3 });
    expect(sentIds()).toEqual(ids);
  });

  it("goes through more jobs than a page holds", async () => {
    for (let i = 0; i < 250; i++) await given({ status: "queued", createdAt: START + i, sentAt: START });
    await turn(OVERDUE + 1);
    expect(await recover()).toMatchObject({ resent: 250 });
    expect(new Set(sentIds()).size).toBe(250);
  });

  it("reads no records of jobs that are too young to be overdue", async () => {
    for (let i = 0; i < 150; i++) await given({ status: "queued", createdAt: START, sentAt: START });
    await recover();
    expect(test.store.calls("get")).toBe(0);
    // What was never sent, and what was: one page of each.
    expect(test.store.calls("list")).toBe(2);
  });

  it("counts what the queue refused, and sends it at the next run", async () => {
    const id = await given({ status: "pending" });
    await turn(OVERDUE);
    test.queues.fail("send");
    expect(await recover()).toMatchObject({ resent: 0, failed: 1 });
    expect(await test.job(id)).toMatchObject({ status: "pending", resends: 0 });
    expect(test.logs.one("job not recovered")).toMatchObject({ level: "error", jobId: id });
    test.queues.mend("send");
    expect(await recover()).toMatchObject({ resent: 1 });
  });

  it.each(["get", "update"] as const)(
    "is not held up by a job whose record makes trouble (%s)",
    async (method) => {
      await given({ status: "queued", createdAt: START - 1, sentAt: START });
      const healthy = await given({ status: "queued", createdAt: START, sentAt: START });
      await turn(OVERDUE);
      test.store.fail(method, { times: 1 });
      expect(await recover()).toMatchObject({ failed: 1 });
      expect(sentIds()).toContain(healthy);
      expect(await test.job(healthy)).toMatchObject({ resends: 1 });
    },
  );

  it("twice at once gives a job up once", async () => {
    await given({ status: "queued", sentAt: START, resends: 3 });
    await turn(OVERDUE);
    const both = await Promise.all([recover(), recover()]);
    expect(both.map(({ lost }) => lost).sort()).toEqual([0, 1]);
    expect(test.logs.of("job dead")).toHaveLength(1);
  });
});
