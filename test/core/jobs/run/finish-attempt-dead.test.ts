// How an attempt can end a job without success: for good, at the last receive, or with what cannot be kept.
import { beforeEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import { failing } from "../../../support/job-runs.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

describe("a job that fails for good", () => {
  it("is dead at once, cause permanent, and burns its message", async () => {
    const { id } = await test.submit();
    test.work.run = failing(new PermanentError("the source is gone"));
    const { failed, received } = await test.deliver();
    expect(failed).toBe(true);
    expect(await test.job(id)).toMatchObject({
      status: "dead",
      cause: "permanent",
      burn: { messageId: received.messageId },
      endedAt: START,
      expiresAtSeconds: START / 1000 + 15 * 86_400,
      attempts: [{ outcome: "failed", error: { name: "PermanentError", permanent: true } }],
    });
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(0);
  });

  it("is in the dead-letter queue after its remaining receives, having run once and waited for nothing", async () => {
    await test.submit();
    test.work.run = failing(new PermanentError("the source is gone"));
    for (let receive = 1; receive <= 5; receive++) await test.deliver();
    expect(test.queues.receive()).toBeUndefined();
    expect(test.queues.dead).toHaveLength(1);
    expect(test.runs).toHaveLength(1);
  });
});

describe("a job that fails at the last receive", () => {
  it("is dead, cause exhausted, and its message visible at once for SQS to move", async () => {
    const { id } = await test.submit();
    test.work.run = failing(new Error("still down"));
    for (let receive = 1; receive <= 4; receive++) {
      await test.deliver();
      expect((await test.job(id)).status).toBe("retrying");
      await turn(900);
    }
    const { received } = await test.deliver();
    expect(received.receiveCount).toBe(5);
    expect(await test.job(id)).toMatchObject({
      status: "dead",
      cause: "exhausted",
      burn: { messageId: "message-1" },
    });
    expect((await test.job(id)).attempts).toHaveLength(5);
    expect(test.queues.receive()).toBeUndefined();
    expect(test.queues.dead.map((message) => message.messageId)).toEqual(["message-1"]);
  });

  it("runs again when it is redriven, with a new round of attempts and of backoff", async () => {
    test = createTestBackend({ random: () => 0.999_999 });
    const { id } = await test.submit();
    test.work.run = failing(new Error("still down"));
    for (let receive = 1; receive <= 5; receive++) {
      await test.deliver();
      await turn(900);
    }
    test.queues.receive();
    const { endedAt: diedAt, cause } = await test.job(id);
    await test.backend.deadLetters.redrive();
    const { received } = await test.deliver();
    const job = await test.job(id);
    expect(job).toMatchObject({
      status: "retrying",
      roundStart: 5,
      redrives: [{ messageId: received.messageId, diedAt, cause }],
    });
    expect(job.attempts).toHaveLength(6);
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(10);
  });
});

describe("a result that is too large for the store", () => {
  it("is a permanent failure: it will not fit next time either", async () => {
    const { id } = await test.submit();
    test.work.run = async () => "x".repeat(401 * 1024);
    await test.deliver();
    expect(await test.job(id)).toMatchObject({
      status: "dead",
      cause: "permanent",
      attempts: [
        { outcome: "failed", error: { name: "PermanentError", message: expect.stringContaining("bytes") } },
      ],
    });
  });
});

describe("a recorded payload that no longer fits its schema", () => {
  it("is a permanent failure, and the function is not called", async () => {
    const { id } = await test.submit();
    await test.store.update(id, { set: { request: { name: 7 } } }, {});
    await test.deliver();
    expect(test.runs).toEqual([]);
    expect(await test.job(id)).toMatchObject({
      status: "dead",
      cause: "permanent",
      attempts: [{ error: { message: expect.stringContaining("no longer a test:work") } }],
    });
  });
});
