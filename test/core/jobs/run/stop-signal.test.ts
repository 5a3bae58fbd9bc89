// A running job is told that its time is over; and what happens when it does not obey.
import { beforeEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import type { JobContext } from "../../../../core/jobs/job-type.ts";
import { deaf, obedient } from "../../../support/job-runs.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

describe("a job that runs out of time", () => {
  it("is told so 10 seconds before its function's deadline, not earlier", async () => {
    await test.submit();
    const signals: AbortSignal[] = [];
    test.work.run = (payload, context) => {
      signals.push(context.signal);
      return obedient(payload, context);
    };
    const delivered = test.deliver();
    await turn(289.999);
    expect(signals.map((signal) => signal.aborted)).toEqual([false]);
    await turn(0.001);
    expect(signals.map((signal) => signal.aborted)).toEqual([true]);
    await delivered;
  });

  it("is recorded as timed out and retried after a backoff", async () => {
    const { id } = await test.submit();
    test.work.run = obedient;
    const delivered = test.deliver();
    await turn(290);
    const { failed, mustExit, received } = await delivered;
    expect({ failed, mustExit }).toEqual({ failed: true, mustExit: false });
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(5);
    expect(await test.job(id)).toMatchObject({
      status: "retrying",
      attempts: [
        {
          startedAt: START,
          endedAt: START + 290_000,
          outcome: "timed-out",
          error: { name: "TimeoutError", permanent: false, stack: expect.stringContaining("AbortError") },
        },
      ],
    });
  });

  it("is dead, cause exhausted, when that was its fifth attempt", async () => {
    const { id } = await test.submit();
    test.work.run = obedient;
    for (let attempt = 1; attempt <= 5; attempt++) {
      const delivered = test.deliver();
      await turn(290);
      const { received } = await delivered;
      await turn(test.queues.hiddenSeconds(received.messageId) ?? 0);
    }
    expect(await test.job(id)).toMatchObject({
      status: "dead",
      cause: "exhausted",
      attempts: Array(5).fill({ outcome: "timed-out" }),
    });
  });

  it("is retried even when its reaction to the abort is a permanent error: every source it had failed, since it was told to stop", async () => {
    const { id } = await test.submit();
    test.work.run = (payload, context) =>
      obedient(payload, context).catch((cause: unknown) => {
        throw new PermanentError("no source could be read", { cause });
      });
    const delivered = test.deliver();
    await turn(290);
    await delivered;
    expect(await test.job(id)).toMatchObject({ status: "retrying", attempts: [{ outcome: "timed-out" }] });
  });

  it("may still succeed in the seconds that are left", async () => {
    const { id } = await test.submit();
    test.work.run = (payload, context) => obedient(payload, context).catch(() => "what there was");
    const delivered = test.deliver();
    await turn(290);
    expect(await delivered).toMatchObject({ failed: false });
    expect(await test.job(id)).toMatchObject({ status: "succeeded", attempts: [{ outcome: "succeeded" }] });
  });

  it("is told at once when its function had no time left to begin with", async () => {
    const { id } = await test.submit();
    test.work.run = obedient;
    const received = test.queues.receive();
    if (!received) throw new Error("nothing received");
    const { consumeMessage } = await import("../../../../core/jobs/run/consume.ts");
    const consumed = consumeMessage(test.backend, received, { deadline: START + 3_000, requestId: "r" });
    await settled();
    await consumed;
    expect((await test.job(id)).attempts).toMatchObject([{ outcome: "timed-out" }]);
  });
});

describe("a job that ignores its abort", () => {
  it("is recorded as timed out 4 seconds later, and its process must end", async () => {
    const { id } = await test.submit();
    test.work.run = deaf;
    const delivered = test.deliver();
    await turn(293.999);
    expect((await test.job(id)).status).toBe("running");
    await turn(0.001);
    expect(await delivered).toMatchObject({ failed: true, mustExit: true });
    expect(await test.job(id)).toMatchObject({
      status: "retrying",
      attempts: [{ outcome: "timed-out", error: { message: expect.stringContaining("did not obey") } }],
    });
  });

  it("has no effect any more when it settles after all", async () => {
    const { id } = await test.submit();
    const late = Promise.withResolvers<string>();
    test.work.run = () => late.promise;
    const delivered = test.deliver();
    await turn(294);
    await delivered;
    const { revision } = await test.job(id);
    late.reject(new Error("nobody listens"));
    await settled();
    expect((await test.job(id)).revision).toBe(revision);
    expect(await test.store.getResult(id)).toBeUndefined();
  });

  it("writes no more progress either", async () => {
    const { id } = await test.submit();
    let context: JobContext | undefined;
    test.work.run = (_, given) => {
      context = given;
      return deaf();
    };
    const delivered = test.deliver();
    await turn(294);
    await delivered;
    const { revision } = await test.job(id);
    context?.reportProgress("still going", 1, 2);
    await turn(10);
    expect((await test.job(id)).revision).toBe(revision);
  });
});
