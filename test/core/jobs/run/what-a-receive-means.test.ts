// "What a receive means" (docs/architecture.md), row by row, with a real store and a queue that counts receives.
import { beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { makeAttempt, makeJob } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

/** A record as it is, with a message on the queue for it. */
async function given(job: Partial<Job>): Promise<Job & { messageId: string }> {
  const record = makeJob({ type: WORK, request: { name: "a job", parts: [] }, ...job });
  await test.store.create(record);
  const messageId = test.queues.put(JSON.stringify({ v: 1, type: record.type, jobId: record.id }));
  return { ...record, messageId };
}

const claim = (leaseUntil: number) => ({ claimId: "of-another", leaseUntil, messageId: "another" });

describe("a message that cannot be read", () => {
  const unreadable = [
    "",
    "garbage",
    "null",
    "[]",
    '"briefing:generate"',
    "{}",
    '{"v":1}',
    '{"v":1,"type":"test:work"}',
    '{"v":1,"type":"","jobId":"tst_1"}',
    '{"v":1,"type":"test:work","jobId":7}',
    '{"v":0,"type":"test:work","jobId":"tst_1"}',
    '{"v":"1","type":"test:work","jobId":"tst_1"}',
    '{"type":"test:work","jobId":"tst_1"}',
  ];
  it.each(unreadable)("is reported failed and visible at once: %s", async (body) => {
    const messageId = test.queues.put(body);
    expect(await test.deliver()).toMatchObject({ failed: true, mustExit: false });
    expect(test.queues.hiddenSeconds(messageId)).toBe(0);
    expect(test.runs).toEqual([]);
  });

  it("burns its five receives without any wait, and is then in the dead-letter queue", async () => {
    const messageId = test.queues.put("garbage");
    for (let receive = 1; receive <= 5; receive++) await test.deliver();
    expect(test.queues.receive()).toBeUndefined();
    expect(test.queues.dead.map((message) => message.messageId)).toEqual([messageId]);
  });

  it("is logged without its content", async () => {
    test.queues.put('{"v":1,"type":7,"jobId":"what the caller wrote"}');
    await test.deliver();
    expect(test.logs.one("message unreadable")).toMatchObject({
      level: "warn",
      messageId: "message-1",
      receiveCount: 1,
      requestId: "request-1",
      reason: expect.stringContaining("type"),
    });
    expect(test.logs.text()).not.toContain("what the caller wrote");
  });
});

describe("a message whose job has no record", () => {
  it("is reported failed, visible at once, and nothing is created", async () => {
    const messageId = test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: "tst_gone" }));
    expect(await test.deliver()).toMatchObject({ failed: true });
    expect(test.queues.hiddenSeconds(messageId)).toBe(0);
    expect(await test.store.get("tst_gone")).toBeUndefined();
  });
});

describe("a message of a job that waits", () => {
  it.each([
    { status: "pending" },
    { status: "queued", sentAt: START },
    {
      status: "retrying",
      nextAttemptAt: START,
      attempts: [makeAttempt({ endedAt: START, outcome: "failed" })],
    },
    { status: "retrying", nextAttemptAt: START - 60_000 },
  ] satisfies Partial<Job>[])("is claimed and run when it is $status and due", async (record) => {
    const { id } = await given(record);
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(test.runs).toHaveLength(1);
    expect(await test.job(id)).toMatchObject({ status: "succeeded", endedAt: START });
    expect(test.queues.waiting).toEqual([]);
  });

  it("holds its claim until 30 seconds after the function's deadline", async () => {
    const { id, messageId } = await given({ status: "queued" });
    test.work.run = async () => {
      expect(await test.job(id)).toMatchObject({
        status: "running",
        claim: { claimId: expect.any(String), leaseUntil: START + 330_000, messageId },
        attempts: [{ startedAt: START, messageId, receiveCount: 1, requestId: "request-1" }],
      });
    };
    await test.deliver();
    expect.assertions(1);
  });

  it("is succeeded even when the API's `pending → queued` comes only afterwards, and fails", async () => {
    const { id } = await given({ status: "pending" });
    await test.deliver();
    const late = await test.store.update(id, { set: { status: "queued" } }, { status: ["pending"] });
    expect(late).toBeUndefined();
    expect((await test.job(id)).status).toBe("succeeded");
  });
});

describe("a message of a retrying job that is not yet due", () => {
  it("is reported failed and hidden for the remainder", async () => {
    const { id, messageId } = await given({ status: "retrying", nextAttemptAt: START + 41_200 });
    expect(await test.deliver()).toMatchObject({ failed: true });
    expect(test.queues.hiddenSeconds(messageId)).toBe(42);
    expect(test.runs).toEqual([]);
    expect((await test.job(id)).revision).toBe(0);
  });

  it("runs before that when the queue itself hid it, and this process's clock is behind", async () => {
    await given({ status: "retrying", nextAttemptAt: START + 20_000, messageId: "message-1" });
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(test.runs).toHaveLength(1);
  });

  it("waits for the rest of a delay that is longer than SQS's own, also when it is the job's message", async () => {
    const { messageId } = await given({
      status: "retrying",
      nextAttemptAt: START + 3_600_000,
      messageId: "message-1",
    });
    expect(await test.deliver()).toMatchObject({ failed: true });
    expect(test.queues.hiddenSeconds(messageId)).toBe(3_600);
  });

  it("runs when the remainder is over", async () => {
    await given({ status: "retrying", nextAttemptAt: START + 41_200 });
    await test.deliver();
    await turn(42);
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(test.runs).toHaveLength(1);
  });
});

describe("a message of a running job", () => {
  it("is hidden for the rest of a lease that is alive, and never acknowledged", async () => {
    const record = { status: "running", claim: claim(START + 330_000), attempts: [makeAttempt()] } as const;
    const { id, messageId } = await given({ ...record, attempts: [...record.attempts] });
    expect(await test.deliver()).toMatchObject({ failed: true });
    expect(test.queues.hiddenSeconds(messageId)).toBe(330);
    expect(test.runs).toEqual([]);
    expect(await test.job(id)).toMatchObject({ status: "running", revision: 0 });
  });

  it.each([START, START - 1])(
    "takes over a lease that is over: the attempt was killed",
    async (leaseUntil) => {
      const { id } = await given({
        status: "running",
        claim: claim(leaseUntil),
        attempts: [makeAttempt({ startedAt: START - 330_000 })],
      });
      expect(await test.deliver()).toMatchObject({ failed: false });
      const { attempts, status } = await test.job(id);
      expect(status).toBe("succeeded");
      expect(attempts).toMatchObject([
        { startedAt: START - 330_000, endedAt: START, outcome: "killed", error: { name: "Killed" } },
        { startedAt: START, endedAt: START, outcome: "succeeded" },
      ]);
    },
  );
});

describe("a job that is taken over from a killed attempt", () => {
  it("does not show that attempt's progress any more", async () => {
    const { id } = await given({
      status: "running",
      claim: claim(START),
      attempts: [makeAttempt()],
      progress: { stage: "writing", done: 9, total: 10, at: START },
    });
    test.work.run = async () => {
      expect(await test.job(id)).not.toHaveProperty("progress");
    };
    await test.deliver();
    expect.assertions(1);
  });
});

describe("a message of a dead job", () => {
  const dead = {
    status: "dead",
    cause: "permanent",
    endedAt: START - 5_000,
    expiresAtSeconds: START,
  } as const;

  it("that burns it is reported failed, visible at once, and changes nothing", async () => {
    const { id, messageId } = await given({ ...dead, burn: { messageId: "message-1" } });
    expect(messageId).toBe("message-1");
    expect(await test.deliver()).toMatchObject({ failed: true });
    expect(test.queues.hiddenSeconds(messageId)).toBe(0);
    expect(test.runs).toEqual([]);
    expect((await test.job(id)).revision).toBe(0);
  });

  it.each([
    ["when the record burns another message", { burn: { messageId: "the one before the redrive" } }],
    ["when the record burns none any more", {}],
  ])("is a redrive %s: it runs again", async (_, burn) => {
    const failed = makeAttempt({ endedAt: START - 5_000, outcome: "failed" });
    const { id, messageId } = await given({ ...dead, ...burn, attempts: [failed, failed], resends: 3 });
    expect(await test.deliver()).toMatchObject({ failed: false });
    const job = await test.job(id);
    expect(job).toMatchObject({
      status: "succeeded",
      roundStart: 2,
      resends: 0,
      redrives: [{ at: START, messageId }],
    });
    expect(job.attempts).toHaveLength(3);
    expect(job).not.toHaveProperty("burn");
    expect(job).not.toHaveProperty("cause");
  });

  it("that is redriven is no longer about to expire while it runs", async () => {
    const { id } = await given(dead);
    test.work.run = async () => {
      const running = await test.job(id);
      expect(running).not.toHaveProperty("expiresAtSeconds");
      expect(running).not.toHaveProperty("endedAt");
    };
    await test.deliver();
    expect.assertions(2);
  });
});

describe("a message of a job that has ended", () => {
  it.each([
    { status: "succeeded", endedAt: START },
    { status: "cancelled", endedAt: START },
    { status: "dead", endedAt: START, deletedAt: START },
    { status: "succeeded", endedAt: START, deletedAt: START },
    { status: "dead", endedAt: START, deletedAt: START, burn: { messageId: "message-1" } },
  ] satisfies Partial<Job>[])("is acknowledged: %o", async (record) => {
    const { id } = await given(record);
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect(test.queues.waiting).toEqual([]);
    expect(test.runs).toEqual([]);
    expect((await test.job(id)).revision).toBe(0);
  });
});

describe("a message of an unknown version or type", () => {
  it.each([
    '{"v":2,"type":"test:work","jobId":"tst_1"}',
    '{"v":2,"anything":true}',
    '{"v":1,"type":"test:newer","jobId":"tst_1"}',
  ])("is reported failed with a backoff, for a newer deployment may know it: %s", async (body) => {
    const messageId = test.queues.put(body);
    const hidden: (number | undefined)[] = [];
    for (let receive = 1; receive <= 5; receive++) {
      expect(await test.deliver()).toMatchObject({ failed: true });
      hidden.push(test.queues.hiddenSeconds(messageId));
      await turn(hidden.at(-1) ?? 0);
    }
    expect(hidden).toEqual([10, 20, 40, 80, 160]);
    expect(test.runs).toEqual([]);
    expect(test.logs.of("message of an unknown version or type")).toHaveLength(5);
  });
});
