// The store fails at the claim, at the result, at the end: no message is lost and no attempt is silent.
import { beforeEach, describe, expect, it } from "vitest";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

describe("a store that cannot be reached at the claim", () => {
  it.each(["update", "get"] as const)(
    "(%s) has the message reported failed, with a backoff, and runs nothing",
    async (method) => {
      const { id } = await test.submit();
      if (method === "get")
        await test.store.update(id, { set: { status: "retrying", nextAttemptAt: START } }, {});
      test.store.fail(method);
      const { failed, mustExit, received } = await test.deliver();
      expect({ failed, mustExit }).toEqual({ failed: true, mustExit: false });
      expect(test.queues.hiddenSeconds(received.messageId)).toBe(5);
      expect(test.runs).toEqual([]);
      expect(test.logs.one("message not processed")).toMatchObject({
        level: "error",
        messageId: received.messageId,
        receiveCount: 1,
        requestId: "request-1",
        err: { message: expect.stringContaining(`${method} failed`), stack: expect.any(String) },
      });
    },
  );

  it("backs off further with every receive", async () => {
    await test.submit();
    test.store.fail("update");
    const hidden: (number | undefined)[] = [];
    for (let receive = 1; receive <= 4; receive++) {
      const { received } = await test.deliver();
      hidden.push(test.queues.hiddenSeconds(received.messageId));
      await turn(100);
    }
    expect(hidden).toEqual([5, 10, 20, 40]);
  });

  it("leaves a job that runs once the store is back", async () => {
    const { id } = await test.submit();
    test.store.fail("update");
    await test.deliver();
    test.store.mend();
    await turn(5);
    await test.deliver();
    expect(await test.job(id)).toMatchObject({ status: "succeeded", attempts: [{ receiveCount: 2 }] });
  });
});

describe("a store that is away for hours", () => {
  it("costs a job nothing: its message is renewed at every fifth receive, and it runs when the store is back", async () => {
    const { id } = await test.submit();
    test.store.fail("update");
    for (let receive = 1; receive <= 40; receive++) {
      await test.deliver();
      await turn(900);
    }
    expect(test.queues.dead).toEqual([]);
    const [message] = test.queues.waiting;
    expect(JSON.parse(message?.body ?? "")).toMatchObject({
      replaces: { messageIds: { length: 8 }, sentAt: START },
    });
    test.store.mend();
    await test.deliver();
    expect(await test.job(id)).toMatchObject({ status: "succeeded", attempts: [{ outcome: "succeeded" }] });
  });

  it("for more than a day ends in the dead-letter queue, where an operator sees it", async () => {
    await test.submit();
    test.store.fail("update");
    for (let receive = 1; receive <= 505; receive++) {
      await test.deliver();
      await turn(900);
    }
    expect(test.queues.receive()).toBeUndefined();
    expect(test.queues.dead).toHaveLength(1);
  });
});

describe("a store that cannot keep the result", () => {
  it("has the attempt recorded as failed and retried", async () => {
    const { id } = await test.submit();
    test.store.fail("putResult");
    const delivered = test.deliver();
    await turn(1);
    expect(await delivered).toMatchObject({ failed: true });
    expect(test.store.calls("putResult")).toBe(3);
    expect(await test.job(id)).toMatchObject({
      status: "retrying",
      attempts: [{ outcome: "failed", error: { message: "store: putResult failed", permanent: false } }],
    });
  });
});

describe("a store that fails when the end is written", () => {
  const atTheEnd = async (run: () => void) => {
    test.work.run = async () => {
      run();
      return "made";
    };
    const delivered = test.deliver();
    await turn(1);
    return await delivered;
  };

  it("is tried three times", async () => {
    const { id } = await test.submit();
    await atTheEnd(() => test.store.fail("update", { times: 2 }));
    expect((await test.job(id)).status).toBe("succeeded");
    expect(test.logs.of("outcome not written")).toEqual([]);
  });

  it("leaves the lease to run out: the message comes back when it is over, and the job runs again", async () => {
    const { id } = await test.submit();
    const { failed, mustExit, received } = await atTheEnd(() => test.store.fail("update"));
    expect({ failed, mustExit }).toEqual({ failed: true, mustExit: false });
    expect((await test.job(id)).status).toBe("running");
    test.store.mend();
    test.work.run = async () => "made again";
    const wait = test.queues.hiddenSeconds(received.messageId) ?? 0;
    expect(wait).toBeGreaterThan(328);
    await turn(wait);
    expect(await test.deliver()).toMatchObject({ failed: false });
    expect((await test.job(id)).attempts).toMatchObject([{ outcome: "killed" }, { outcome: "succeeded" }]);
    expect(await test.store.getResult(id)).toBe("made again");
  });

  it("does not swallow the job's own error: both are in the log, with their stacks", async () => {
    await test.submit();
    test.work.run = async () => {
      test.store.fail("update");
      throw new Error("what really happened");
    };
    const delivered = test.deliver();
    await turn(1);
    await delivered;
    const line = test.logs.one("outcome not written");
    expect(line).toMatchObject({
      level: "error",
      outcome: "failed",
      err: { message: "store: update failed" },
    });
    expect(JSON.stringify(line.jobError)).toContain("what really happened");
    expect(JSON.stringify(line.jobError)).toContain("store-failures.test.ts");
  });

  it("that had written after all, its answer lost, ends well: the message is acknowledged", async () => {
    const { id } = await test.submit();
    const update = test.store.update;
    test.work.run = async () => {
      test.backend.store = {
        ...test.store,
        async update(...given) {
          test.backend.store = test.store;
          await update(...given);
          throw new Error("the answer was lost");
        },
      };
    };
    const delivered = test.deliver();
    await turn(1);
    expect(await delivered).toMatchObject({ failed: false });
    expect((await test.job(id)).attempts).toMatchObject([{ outcome: "succeeded" }]);
    expect(test.runs).toHaveLength(1);
  });
});

describe("a queue that cannot hide the message", () => {
  it("changes nothing about the outcome: the message comes back when its visibility timeout ends", async () => {
    const { id } = await test.submit();
    test.queues.fail("changeVisibility");
    test.work.run = async () => {
      throw new Error("again");
    };
    expect(await test.deliver()).toMatchObject({ failed: true });
    expect((await test.job(id)).status).toBe("retrying");
    expect(test.queues.hiddenSeconds("message-1")).toBe(1_800);
    expect(test.logs.one("visibility not changed")).toMatchObject({ level: "warn", messageId: "message-1" });
    await settled();
  });
});
