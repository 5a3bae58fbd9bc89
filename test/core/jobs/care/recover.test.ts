// Jobs that should have moved and did not: sent again a few times, then given up.
import { beforeEach, describe, expect, it } from "vitest";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { makeAttempt } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
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

describe("a job whose message is gone", () => {
  it.each([
    ["pending: its send failed", { status: "pending" }, OVERDUE],
    ["queued: purged, expired or swallowed", { status: "queued", sentAt: START + 5_000 }, OVERDUE + 5],
    [
      "retrying: purged",
      { status: "retrying", sentAt: START, nextAttemptAt: START + 900_000 },
      OVERDUE + 900,
    ],
    ["running: its lease is over", running(START + 330_000), OVERDUE + 330],
  ] satisfies [string, Partial<Job>, number][])(
    "is sent again when it is overdue, not a moment earlier (%s)",
    async (_, record, after) => {
      const id = await given(record);
      await turn(after - 0.001);
      expect(await recover()).toMatchObject({ resent: 0 });
      expect(sentIds()).toEqual([]);
      await turn(0.001);
      expect(await recover()).toMatchObject({ resent: 1, lost: 0, failed: 0 });
      expect(test.queues.sent).toEqual([{ message: { v: 1, type: WORK, jobId: id } }]);
      expect(await test.job(id)).toMatchObject({ resends: 1, sentAt: Date.now() });
      expect(test.logs.one("job recovered")).toMatchObject({ level: "warn", jobId: id, resends: 1 });
    },
  );

  it.each([
    { status: "pending" },
    { status: "queued", sentAt: START },
    { status: "retrying", sentAt: START, nextAttemptAt: START },
    running(START),
  ] satisfies Partial<Job>[])("then runs and succeeds: %o", async (record) => {
    const id = await given(record);
    await turn(OVERDUE);
    await recover();
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
  });

  it("is queued when it was pending", async () => {
    const id = await given({ status: "pending" });
    await turn(OVERDUE);
    await recover();
    expect((await test.job(id)).status).toBe("queued");
  });

  it("is left alone for as long as a job whose message has just been sent", async () => {
    await given({ status: "queued", sentAt: START });
    await turn(OVERDUE);
    await recover();
    await turn(OVERDUE - 1);
    expect(await recover()).toMatchObject({ resent: 0 });
    await turn(1);
    expect(await recover()).toMatchObject({ resent: 1 });
  });

  it("is sent at most three times, and then dead, cause lost", async () => {
    const id = await given({ status: "queued", sentAt: START });
    for (let resend = 1; resend <= 3; resend++) {
      await turn(OVERDUE);
      expect(await recover()).toMatchObject({ resent: 1, lost: 0 });
      test.queues.purge();
    }
    expect((await test.job(id)).status).toBe("queued");
    await turn(OVERDUE);
    expect(await recover()).toMatchObject({ resent: 0, lost: 1 });
    const job = await test.job(id);
    expect(job).toMatchObject({
      status: "dead",
      cause: "lost",
      endedAt: Date.now(),
      expiresAtSeconds: Math.ceil(Date.now() / 1000) + 15 * 86_400,
      resends: 3,
    });
    expect(job).not.toHaveProperty("burn");
    expect(test.logs.one("job dead")).toMatchObject({ level: "error", jobId: id, cause: "lost", resends: 3 });
    expect(sentIds()).toHaveLength(3);
    expect(await recover()).toMatchObject({ resent: 0, lost: 0 });
  });

  it("closes the attempt that was running when it gives up", async () => {
    const id = await given({ ...running(START + 330_000), resends: 3 });
    await turn(OVERDUE + 330);
    await recover();
    const job = await test.job(id);
    expect(job).toMatchObject({ status: "dead", cause: "lost", attempts: [{ outcome: "killed" }] });
    expect(job).not.toHaveProperty("claim");
  });

  it("is not given up while anything waits in the queue: nothing may be consuming", async () => {
    const id = await given({ status: "queued", sentAt: START, resends: 3 });
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    await turn(OVERDUE);
    expect(await recover()).toMatchObject({ resent: 0, lost: 0 });
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
  });

  it("runs after all when its message arrives late: dead and lost, it is as good as redriven", async () => {
    const id = await given({ status: "queued", sentAt: START, resends: 3 });
    await turn(OVERDUE);
    await recover();
    expect((await test.job(id)).status).toBe("dead");
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
  });
});

describe("giving a job up", () => {
  it("does not overwrite a run that takes it over in the same moment", async () => {
    const id = await given({ ...running(START), resends: 3 });
    await turn(OVERDUE);
    const claim = { claimId: "new", leaseUntil: Date.now() + 330_000, messageId: "m" };
    test.store.before("update", () => test.store.update(id, { set: { claim } }, {}));
    expect(await recover()).toMatchObject({ lost: 0 });
    expect(await test.job(id)).toMatchObject({ status: "running", claim });
  });
});

describe("a job that is as it should be", () => {
  it.each([
    ["running, its lease alive however old it is", running(START + 86_400_000)],
    ["retrying, its next attempt in six hours", { status: "retrying", nextAttemptAt: START + 21_600_000 }],
    ["succeeded", { status: "succeeded", endedAt: START }],
    ["dead", { status: "dead", endedAt: START }],
    ["cancelled", { status: "cancelled", endedAt: START }],
  ] satisfies [string, Partial<Job>][])("is left alone: %s", async (_, record) => {
    const id = await given(record);
    await turn(OVERDUE + 1_000);
    expect(await recover()).toMatchObject({ resent: 0, lost: 0, failed: 0 });
    expect((await test.job(id)).revision).toBe(0);
  });

  it("is not sent when it moved since it was listed", async () => {
    const id = await given({ status: "queued", sentAt: START });
    await turn(OVERDUE);
    test.store.before("get", () => test.store.update(id, { set: { status: "succeeded" } }, {}));
    expect(await recover()).toMatchObject({ resent: 0 });
    expect(sentIds()).toEqual([]);
  });

  it("keeps what the consumer wrote while it was being sent", async () => {
    const id = await given({ status: "queued", sentAt: START });
    await turn(OVERDUE);
    test.store.before("update", () => test.store.update(id, { set: { status: "succeeded" } }, {}));
    await recover();
    expect(await test.job(id)).toMatchObject({ status: "succeeded", resends: 0 });
  });
});
