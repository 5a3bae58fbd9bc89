// How an attempt can end so that the job goes on: it succeeds, or it fails and is retried.
import { beforeEach, describe, expect, it } from "vitest";
import { RetryLaterError } from "../../../../core/jobs/errors.ts";
import { failing } from "../../../support/job-runs.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

describe("a job that succeeds", () => {
  it("is recorded with its end, and its message is acknowledged", async () => {
    const { id } = await test.submit();
    expect(await test.deliver()).toMatchObject({ failed: false, mustExit: false });
    const job = await test.job(id);
    expect(job).toMatchObject({ status: "succeeded", endedAt: START });
    expect(job.attempts).toMatchObject([{ startedAt: START, endedAt: START, outcome: "succeeded" }]);
    expect(test.queues.waiting).toEqual([]);
  });

  it("keeps its result apart from the record", async () => {
    const { id } = await test.submit("the name");
    await test.deliver();
    expect(await test.store.getResult(id)).toEqual({ made: "the name" });
    expect(JSON.stringify(await test.job(id))).not.toContain("made");
  });

  it("writes its result before it is recorded as succeeded", async () => {
    const { id } = await test.submit();
    test.store.before("putResult", async () => {
      expect((await test.job(id)).status).toBe("running");
    });
    await test.deliver();
    expect.assertions(1);
  });

  it("may have no result", async () => {
    const { id } = await test.submit();
    test.work.run = async () => undefined;
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
    expect(test.store.calls("putResult")).toBe(0);
  });

  it("keeps no claim and no progress, and expires after the dead-letter queue's retention and a day", async () => {
    const { id } = await test.submit();
    test.work.run = async (_, { reportProgress }) => reportProgress("reading", 1, 2);
    await test.deliver();
    const job = await test.job(id);
    expect(job).not.toHaveProperty("claim");
    expect(job).not.toHaveProperty("progress");
    expect(job.expiresAtSeconds).toBe(START / 1000 + 15 * 86_400);
  });
});

describe("a job that fails", () => {
  it("is retrying, with the error kept, and its message hidden for the backoff", async () => {
    const { id } = await test.submit();
    test.work.run = failing(new TypeError("the feed is down", { cause: new Error("ECONNREFUSED") }));
    const { failed, received } = await test.deliver();
    expect(failed).toBe(true);
    const job = await test.job(id);
    expect(job).toMatchObject({
      status: "retrying",
      nextAttemptAt: START + 5_000,
      attempts: [
        {
          startedAt: START,
          endedAt: START,
          outcome: "failed",
          error: {
            name: "TypeError",
            message: "the feed is down",
            permanent: false,
            stack: expect.stringMatching(/the feed is down[\s\S]*caused by: Error: ECONNREFUSED/),
          },
        },
      ],
    });
    expect(job).not.toHaveProperty("claim");
    expect(job).not.toHaveProperty("expiresAtSeconds");
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(5);
  });

  it("is never received before its next attempt is due", async () => {
    test = createTestBackend({ random: () => 0.123_456 });
    const { id } = await test.submit();
    test.work.run = failing(new Error("again"));
    const { received } = await test.deliver();
    const hidden = test.queues.hiddenSeconds(received.messageId) ?? 0;
    expect(START + hidden * 1000).toBeGreaterThanOrEqual((await test.job(id)).nextAttemptAt ?? 0);
  });

  it("waits at least as long as the error's own retryAfterSeconds", async () => {
    const { id } = await test.submit();
    test.work.run = failing(new RetryLaterError("429", 120));
    const { received } = await test.deliver();
    expect((await test.job(id)).nextAttemptAt).toBe(START + 120_000);
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(120);
  });

  it("waits no longer than six hours, whatever the error asks for", async () => {
    const { id } = await test.submit();
    test.work.run = failing(new RetryLaterError("come back next year", 31_536_000));
    await test.deliver();
    expect((await test.job(id)).nextAttemptAt).toBe(START + 6 * 3_600_000);
  });

  it("keeps every attempt with start, end, outcome and error until it succeeds", async () => {
    const { id } = await test.submit();
    let attempt = 0;
    test.work.run = async () => {
      attempt++;
      await turn(1);
      if (attempt < 3) throw new Error(`failure ${attempt}`);
    };
    await test.deliver();
    await turn(10);
    await test.deliver();
    await turn(20);
    await test.deliver();
    expect((await test.job(id)).attempts).toMatchObject([
      {
        startedAt: START,
        endedAt: START + 1_000,
        outcome: "failed",
        error: { message: "failure 1" },
        receiveCount: 1,
      },
      { startedAt: START + 11_000, endedAt: START + 12_000, outcome: "failed", receiveCount: 2 },
      { startedAt: START + 32_000, endedAt: START + 33_000, outcome: "succeeded", receiveCount: 3 },
    ]);
  });

  it.each([
    ["a string", "out of paper", "out of paper"],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["an object", { status: 503 }, expect.any(String)],
    ["an object that cannot be shown", Object.create(null), expect.any(String)],
    [
      "an error whose message is no string",
      Object.assign(new Error(), { message: { a: 1 } }),
      expect.any(String),
    ],
  ])("may throw %s: it is retried all the same", async (_, thrown, message) => {
    const { id } = await test.submit();
    test.work.run = failing(thrown);
    expect(await test.deliver()).toMatchObject({ failed: true });
    expect(await test.job(id)).toMatchObject({ status: "retrying", attempts: [{ error: { message } }] });
  });
});
