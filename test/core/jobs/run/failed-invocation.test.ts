// An invocation that ended without an answer: its reason reaches the record, and its message comes back soon.
import { beforeEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import type { ReceivedMessage } from "../../../../core/jobs/ports.ts";
import { type InvocationFailure, noteFailedInvocation } from "../../../../core/jobs/run/failed-invocation.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const receive = () => test.receive();
/** Does with the message what the event source mapping would. */
async function note(received: ReceivedMessage, failure: Partial<InvocationFailure> = {}) {
  const told = {
    requestId: "request-1",
    errorType: "Runtime.OutOfMemory",
    errorMessage: "the heap grew beyond 1024 MB",
  };
  const { keep } = await noteFailedInvocation(test.backend, received, { ...told, ...failure });
  if (!keep) test.queues.remove(received.receiptHandle);
  return { keep };
}
/** A job that has begun, and whose process is then gone. */
async function crash() {
  const { id } = await test.submit();
  test.work.run = () => new Promise(() => {});
  const received = receive();
  void test.consume(received);
  await settled();
  return { id, received };
}

describe("an invocation that crashed while a job ran", () => {
  it("ends the attempt as killed, with the reason, and hides the message for the job's backoff", async () => {
    const { id, received } = await crash();
    await turn(3);
    expect(await note(received)).toEqual({ keep: true });
    expect(await test.job(id)).toMatchObject({
      status: "retrying",
      nextAttemptAt: START + 8_000,
      attempts: [
        {
          outcome: "killed",
          endedAt: START + 3_000,
          error: { name: "Runtime.OutOfMemory", message: "the heap grew beyond 1024 MB", permanent: false },
        },
      ],
    });
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(5);
    expect(test.logs.one("job failed")).toMatchObject({
      jobId: id,
      requestId: "request-1",
      attempt: 1,
      outcome: "killed",
      err: { message: expect.stringContaining("heap") },
    });
  });

  it("and was only stopped, before it could record that, is interrupted: it counts for nothing", async () => {
    const { id, received } = await crash();
    expect(await note(received, { stopped: true })).toEqual({ keep: false });
    expect(await test.job(id)).toMatchObject({
      status: "retrying",
      attempts: [{ outcome: "interrupted", error: { name: "InterruptedError" } }],
    });
    expect(test.queues.waiting).toMatchObject([{ messageId: "message-2" }]);
  });

  it("counts as an attempt: a job that crashes five times is dead", async () => {
    const { id, received } = await crash();
    await note(received);
    for (let attempt = 2; attempt <= 5; attempt++) {
      await turn(900);
      const again = receive();
      void test.consume(again);
      await settled();
      await note(again);
    }
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "exhausted", attempts: { length: 5 } });
  });

  it("whose outcome was recorded before the end changes nothing", async () => {
    const { id } = await test.submit();
    test.work.run = async () => {
      throw new Error("recorded");
    };
    const { received } = await test.deliver();
    const { revision } = await test.job(id);
    expect(await note(received)).toEqual({ keep: true });
    expect((await test.job(id)).revision).toBe(revision);
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(5);
  });

  it("and whose message did not follow any more has it follow now: hidden for the backoff, or visible when it is dead", async () => {
    for (const [error, seconds] of [
      [new Error("again"), 5],
      [new PermanentError("gone"), 0],
    ] as const) {
      await test.submit();
      test.work.run = async () => {
        throw error;
      };
      test.queues.fail("changeVisibility");
      const { received } = await test.deliver();
      test.queues.mend("changeVisibility");
      expect(test.queues.hiddenSeconds(received.messageId)).toBe(1_800);
      expect(await note(received)).toEqual({ keep: true });
      expect(test.queues.hiddenSeconds(received.messageId)).toBe(seconds);
      test.queues.purge();
    }
  });

  it("and that succeeded, its answer lost, has its message deleted", async () => {
    await test.submit();
    const received = receive();
    await test.consume({ ...received, receiptHandle: "of the function" });
    expect(await note(received)).toEqual({ keep: false });
  });

  it("and whose fresh message was not sent any more has it sent now", async () => {
    const shutdown = new AbortController();
    test = createTestBackend({ shutdown: shutdown.signal });
    const { received } = await crash();
    test.queues.fail("send");
    test.queues.fail("changeVisibility");
    shutdown.abort();
    await turn(5);
    test.queues.mend("send");
    test.queues.mend("changeVisibility");
    expect(await note(received)).toEqual({ keep: false });
    expect(test.queues.waiting).toMatchObject([{ messageId: "message-2" }]);
  });

  it("whose message was renewed before the end has the old one deleted", async () => {
    const shutdown = new AbortController();
    test = createTestBackend({ shutdown: shutdown.signal });
    const { received } = await crash();
    shutdown.abort();
    await turn(5);
    expect(await note(received)).toEqual({ keep: false });
    expect(test.queues.waiting).toMatchObject([{ messageId: "message-2" }]);
  });
});

describe("an invocation for which no environment started", () => {
  const failure = {
    errorType: "SyntaxError",
    errorMessage: "core/registry.ts:9: missing )",
    retryInSeconds: 4,
  };

  it("is noted with the job that waits: why, and when it is tried again", async () => {
    const { id } = await test.submit();
    const received = receive();
    await note(received, failure);
    expect(await test.job(id)).toMatchObject({
      status: "queued",
      attempts: [],
      trouble: { at: START, reason: "SyntaxError: core/registry.ts:9: missing )", nextTryAt: START + 4_000 },
    });
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(4);
    expect(test.logs.one("job could not begin")).toMatchObject({
      level: "warn",
      jobId: id,
      retryInSeconds: 4,
    });
  });

  it("never makes the job dead, however often it happens; the trouble is gone when it runs", async () => {
    const { id } = await test.submit();
    for (let start = 1; start <= 50; start++) {
      await note(receive(), failure);
      await turn(10);
    }
    expect(test.queues.dead).toEqual([]);
    await test.deliver();
    const job = await test.job(id);
    expect(job).toMatchObject({ status: "succeeded", attempts: { length: 1 } });
    expect(job).not.toHaveProperty("trouble");
  });

  it("helps the message also while the store is away", async () => {
    await test.submit();
    test.store.fail("get");
    test.store.fail("update");
    const received = receive();
    expect(await note(received, failure)).toEqual({ keep: true });
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(4);
    expect(test.logs.one("trouble not noted")).toMatchObject({ level: "warn" });
  });

  it("leaves a message that is no job's alone", async () => {
    const messageId = test.queues.put("garbage");
    expect(await note(receive(), failure)).toEqual({ keep: true });
    expect(test.queues.hiddenSeconds(messageId)).toBe(1_800);
  });
});
