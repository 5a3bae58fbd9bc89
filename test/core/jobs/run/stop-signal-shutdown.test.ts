// The process ends while a job runs, and what a job leaves behind when it has ended.
import { getEventListeners } from "node:events";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import { deaf, obedient } from "../../../support/job-runs.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

describe("a shutdown of the process", () => {
  const withShutdown = () => {
    const shutdown = new AbortController();
    test = createTestBackend({ shutdown: shutdown.signal });
    return shutdown;
  };

  it("ends the attempt as interrupted, and a fresh message takes the place of the old one at once", async () => {
    const shutdown = withShutdown();
    const { id } = await test.submit();
    test.work.run = obedient;
    const delivered = test.deliver();
    await turn(3);
    shutdown.abort();
    const { failed, mustExit, received } = await delivered;
    expect({ failed, mustExit }).toEqual({ failed: false, mustExit: false });
    expect(test.queues.waiting).toMatchObject([{ messageId: "message-2", receiveCount: 0 }]);
    expect(test.queues.hiddenSeconds("message-2")).toBe(0);
    expect(test.logs.one("message renewed")).toMatchObject({
      jobId: id,
      replaced: received.messageId,
      messageId: "message-2",
    });
    expect(await test.job(id)).toMatchObject({
      status: "retrying",
      nextAttemptAt: START + 3_000,
      attempts: [{ outcome: "interrupted", endedAt: START + 3_000, error: { name: "InterruptedError" } }],
    });
  });

  it("never uses up an attempt: twenty of them, and then five failures are needed for the job to be dead", async () => {
    const { id } = await test.submit();
    for (let restart = 1; restart <= 20; restart++) {
      const shutdown = new AbortController();
      test.backend.shutdown = shutdown.signal;
      test.work.run = obedient;
      const delivered = test.deliver();
      await settled();
      shutdown.abort();
      await delivered;
    }
    expect(await test.job(id)).toMatchObject({ status: "retrying", attempts: { length: 20 } });
    delete test.backend.shutdown;
    test.work.run = async () => {
      throw new Error("a failure of its own");
    };
    for (let failure = 1; failure <= 5; failure++) {
      expect((await test.job(id)).status).toBe("retrying");
      await test.deliver();
      await turn(900);
    }
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "exhausted" });
  });

  it("while the queue takes no fresh message gives the old one back", async () => {
    const shutdown = withShutdown();
    await test.submit();
    test.work.run = obedient;
    const delivered = test.deliver();
    await settled();
    test.queues.fail("send");
    shutdown.abort();
    const { failed, received } = await delivered;
    expect(failed).toBe(true);
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(0);
  });

  it("that has begun before the job tells it at once", async () => {
    const shutdown = withShutdown();
    shutdown.abort();
    const { id } = await test.submit();
    test.work.run = obedient;
    await test.deliver();
    expect(await test.job(id)).toMatchObject({ status: "retrying", attempts: [{ outcome: "interrupted" }] });
  });

  it("waits 4 seconds for a job that does not obey", async () => {
    const shutdown = withShutdown();
    const { id } = await test.submit();
    test.work.run = deaf;
    const delivered = test.deliver();
    await settled();
    shutdown.abort();
    await turn(4);
    expect(await delivered).toMatchObject({ mustExit: true });
    expect((await test.job(id)).attempts).toMatchObject([{ outcome: "interrupted" }]);
  });

  it("leaves no listener behind when the job has ended", async () => {
    const shutdown = withShutdown();
    const { id } = await test.submit();
    await test.deliver();
    expect(getEventListeners(shutdown.signal, "abort")).toEqual([]);
    const { revision } = await test.job(id);
    shutdown.abort();
    await settled();
    expect((await test.job(id)).revision).toBe(revision);
  });
});

describe("a job that has ended", () => {
  it("leaves no timer behind, however it ended", async () => {
    test.work.run = async (_, { reportProgress }) => reportProgress("reading", 1, 2);
    await test.submit();
    await test.deliver();
    test.work.run = async () => {
      throw new PermanentError("gone");
    };
    await test.submit();
    await test.deliver();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a job that fails by itself", () => {
  it("keeps its own outcome: no stop is read into it", async () => {
    const { id } = await test.submit();
    test.work.run = async () => {
      await turn(289);
      throw new PermanentError("gone");
    };
    await test.deliver();
    expect(await test.job(id)).toMatchObject({ status: "dead", attempts: [{ outcome: "failed" }] });
    await turn(60);
    expect((await test.job(id)).attempts).toMatchObject([{ outcome: "failed" }]);
  });
});
