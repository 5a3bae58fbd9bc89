// One claim at a time: what happens when a job's message is received twice, at once or later.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { runJob } from "../../../../core/jobs/run/run-job.ts";
import { createTestBackend, messageOf, type TestBackend } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

describe("the lease of a claim", () => {
  it("ends at a whole millisecond, although the function's deadline does not", async () => {
    const fractional = createTestBackend({ overrides: { timeoutSeconds: 1.0001 } });
    const job = await fractional.submit();
    const running = Promise.withResolvers<void>();
    fractional.work.run = () => running.promise;
    const run = runJob(fractional.backend, fractional.receive(), {
      deadline: START + 333.3,
      requestId: "r",
    });
    await settled();
    // No store reads a record again whose times are no whole numbers.
    expect((await fractional.job(job.id)).claim?.leaseUntil).toBe(START + 1_334);
    running.resolve();
    await run;
  });
});

describe("a claim whose answer is lost", () => {
  /** The next write that takes place is carried out; then this happens instead of its answer. */
  const loseAnswer = (then: () => undefined) => {
    const { update } = test.store;
    test.store.update = async (...given) => {
      const written = await update(...given);
      if (!written) return undefined;
      test.store.update = update;
      return then();
    };
  };

  it.each<[string, () => undefined]>([
    [
      "the call fails",
      () => {
        throw new Error("the answer was lost");
      },
    ],
    ["the SDK makes it again, and its condition does not hold any more", () => undefined],
  ])("is this receive's own, and its job runs (%s)", async (_, then) => {
    const job = await test.submit();
    loseAnswer(then);
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect((await test.job(job.id)).attempts).toMatchObject([{ outcome: "succeeded" }]);

    // Also where the record was read first: one that is tried again.
    const again = await test.submit();
    test.work.run = async () => {
      throw new Error("fails once");
    };
    await test.deliver();
    await turn(900);
    test.work.run = async () => "made";
    loseAnswer(then);
    await test.deliver();
    expect((await test.job(again.id)).status).toBe("succeeded");
  });
});

describe("the same job received twice at once", () => {
  it("runs once; the other receive is hidden for the lease and then acknowledged", async () => {
    const job = await test.submit();
    const running = Promise.withResolvers<void>();
    test.work.run = () => running.promise;
    const both = ["one", "other"].map((handle) =>
      runJob(test.backend, messageOf(job, { receiptHandle: handle }), test.invocation()),
    );
    await settled();
    expect(test.runs).toHaveLength(1);
    running.resolve();
    const outcomes = await Promise.all(both);
    expect(outcomes).toContainEqual(expect.objectContaining({ do: "acknowledge" }));
    expect(outcomes).toContainEqual(expect.objectContaining({ do: "return", hideSeconds: 330 }));
    expect(await runJob(test.backend, messageOf(job), test.invocation())).toMatchObject({
      do: "acknowledge",
    });
    expect(test.runs).toHaveLength(1);
    expect((await test.job(job.id)).attempts).toHaveLength(1);
  });

  it("runs once of twenty", async () => {
    const job = await test.submit();
    const running = Promise.withResolvers<void>();
    test.work.run = () => running.promise;
    const all = Array.from({ length: 20 }, () => runJob(test.backend, messageOf(job), test.invocation()));
    await settled();
    running.resolve();
    const outcomes = await Promise.all(all);
    expect(outcomes.filter((outcome) => outcome.do === "acknowledge")).toHaveLength(1);
    expect(test.runs).toHaveLength(1);
  });

  it("runs once when it is retrying", async () => {
    const job = await test.submit();
    test.work.run = async () => {
      throw new Error("once");
    };
    await test.deliver();
    await turn(10);
    const running = Promise.withResolvers<void>();
    test.work.run = () => running.promise;
    const both = [1, 2].map(() =>
      runJob(test.backend, messageOf(job, { receiveCount: 2 }), test.invocation()),
    );
    await settled();
    running.resolve();
    await Promise.all(both);
    expect(test.runs).toHaveLength(2);
  });

  it("runs once when its lease is over, and once when it is redriven", async () => {
    for (const record of [
      { status: "running", claim: { claimId: "c", leaseUntil: START, messageId: "m" } },
      { status: "dead", endedAt: START, cause: "exhausted" },
    ] as const) {
      const job = await test.submit();
      await test.store.update(job.id, { set: record }, {});
      const before = test.runs.length;
      const running = Promise.withResolvers<void>();
      test.work.run = () => running.promise;
      const both = [1, 2].map(() => runJob(test.backend, messageOf(job), test.invocation()));
      await settled();
      running.resolve();
      await Promise.all(both);
      expect(test.runs.length - before).toBe(1);
    }
  });
});

describe("the same message delivered again after its job has ended", () => {
  it("is acknowledged and runs nothing", async () => {
    const job = await test.submit();
    const { received } = await test.deliver();
    await turn(3_600);
    expect(await test.consume({ ...received, receiveCount: 2 })).toMatchObject({ failed: false });
    expect(test.runs).toHaveLength(1);
    expect((await test.job(job.id)).attempts).toHaveLength(1);
  });
});

describe("a claim that is lost while its job runs", () => {
  const steal = async (jobId: string) => {
    const claim = { claimId: "thief", leaseUntil: START + 900_000, messageId: "stolen" };
    await test.store.update(jobId, { set: { claim } }, {});
  };

  it("is noticed by the next progress note, which aborts the job; the message comes back in a second", async () => {
    const { id } = await test.submit();
    test.work.run = async (_, { signal, reportProgress }) => {
      await steal(id);
      reportProgress("reading", 1, 2);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw signal.reason;
    };
    const { failed, received } = await test.deliver();
    expect(failed).toBe(true);
    expect(test.queues.hiddenSeconds(received.messageId)).toBe(1);
    expect(await test.job(id)).toMatchObject({ status: "running", claim: { claimId: "thief" } });
    expect(test.logs.of("claim lost")).toHaveLength(1);
  });

  it("is noticed at the end at the latest: success and failure of the old claim change nothing", async () => {
    for (const ending of ["success", "failure"]) {
      const { id } = await test.submit();
      test.work.run = async () => {
        await steal(id);
        if (ending === "failure") throw new Error("too late");
      };
      expect(await test.deliver()).toMatchObject({ failed: true });
      expect(await test.job(id)).toMatchObject({ status: "running", claim: { claimId: "thief" } });
    }
  });

  it("does not write its result over the one that was recorded", async () => {
    const job = await test.submit();
    const slow = Promise.withResolvers<unknown>();
    test.work.run = () => slow.promise;
    const first = runJob(test.backend, messageOf(job), test.invocation());
    await settled();
    // The lease is over although the first still runs, and none of its timers has fired: a machine that slept.
    vi.setSystemTime(START + 400_000);
    test.work.run = async () => "of the second";
    await runJob(test.backend, messageOf(job), test.invocation());
    slow.resolve("of the first");
    await first;
    expect((await test.job(job.id)).status).toBe("succeeded");
    expect(await test.store.getResult(job.id)).toBe("of the second");
  });
});

describe("a store whose record keeps changing under the claim", () => {
  it("is given up after a few tries: the message comes back in a second", async () => {
    const job = await test.submit();
    await test.store.update(job.id, { set: { status: "retrying", nextAttemptAt: START } }, {});
    const touch = () => test.store.update(job.id, { set: { resends: 0 } }, {});
    for (let i = 0; i < 20; i++) test.store.before("update", i % 2 === 1 ? touch : () => {});
    expect(await runJob(test.backend, messageOf(job), test.invocation())).toMatchObject({
      do: "return",
      hideSeconds: 1,
    });
    expect(test.runs).toEqual([]);
  });
});
