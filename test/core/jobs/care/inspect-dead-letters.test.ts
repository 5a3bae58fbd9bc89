// How the alarm looks at the dead-letter queue: each message once, nothing taken out.
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { lookInDeadLetterQueue } from "../../../../core/jobs/care/peek-dead-letters.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const inspect = (hasTime?: () => boolean) => inspectDeadLetters(test.backend, hasTime);

describe("a look at the dead-letter queue", () => {
  it("finds nothing in an empty one", async () => {
    expect(await inspect()).toEqual({ seen: 0, poisoned: 0, postponed: 0 });
    expect(test.logs.lines).toEqual([]);
  });

  it("takes nothing out and hides nothing: every message is visible again", async () => {
    for (let i = 0; i < 25; i++) test.queues.putDead(`garbage ${i}`);
    expect(await inspect()).toEqual({ seen: 25, poisoned: 25, postponed: 0 });
    expect(test.queues.dead).toHaveLength(25);
    expect(test.queues.dead.filter((message) => message.visibleAt > Date.now())).toEqual([]);
  });

  it("logs each message once, however often it looks", async () => {
    test.queues.putDead("garbage");
    await inspect();
    await turn(300);
    expect(await inspect()).toEqual({ seen: 1, poisoned: 0, postponed: 0 });
    test.queues.putDead("more garbage");
    expect(await inspect()).toEqual({ seen: 2, poisoned: 1, postponed: 0 });
    expect(test.logs.of("message poisoned")).toHaveLength(2);
  });

  it("logs first and remembers then: rather twice than never", async () => {
    const messageId = test.queues.putDead("garbage");
    test.store.before("putDeadLetter", () => {
      expect(test.logs.of("message poisoned")).toHaveLength(1);
    });
    // Each of the three tries.
    test.store.fail("putDeadLetter", { times: 3 });
    const [inspected] = await Promise.all([inspect(), turn(1)]);
    expect(inspected).toEqual({ seen: 1, poisoned: 0, postponed: 1 });
    expect(await test.store.getDeadLetter(messageId)).toBeUndefined();
    await inspect();
    expect(test.logs.of("message poisoned")).toHaveLength(2);
    await inspect();
    expect(test.logs.of("message poisoned")).toHaveLength(2);
    expect.assertions(5);
  });

  it("twice at once, by the alarm and by the sweep, logs each message once", async () => {
    for (let i = 0; i < 25; i++) test.queues.putDead(`garbage ${i}`);
    await Promise.all([inspect(), inspect()]);
    expect(test.logs.of("message poisoned")).toHaveLength(25);
    expect(test.queues.dead.filter((message) => message.visibleAt > Date.now())).toEqual([]);
  });

  it("looks at a thousand messages at most", async () => {
    for (let i = 0; i < 1_015; i++) test.queues.putDead(`garbage ${i}`);
    const peek = test.backend.deadLetters.peek;
    // SQS gives up to ten, often fewer.
    test.backend.deadLetters = {
      ...test.backend.deadLetters,
      peek: async (seconds) => {
        const batch = await peek(seconds);
        const [given, back] = [batch.slice(0, 7), batch.slice(7)];
        await test.queues.deadLetters.release(back.map((message) => message.receiptHandle));
        return given;
      },
    };
    expect(await inspect()).toMatchObject({ seen: 1_000, poisoned: 1_000 });
    expect(test.queues.dead.filter((message) => message.visibleAt > Date.now())).toEqual([]);
  });

  it("stops when its time is over, and the next sweep goes on with those that it has not looked at", async () => {
    for (let i = 0; i < 30; i++) test.queues.putDead(`garbage ${i}`);
    let batches = 1;
    expect(await inspect(() => batches-- > 0)).toMatchObject({ seen: 10, poisoned: 10 });
    await turn(300);
    expect(await inspect()).toMatchObject({ seen: 20, poisoned: 20 });
    await turn(300);
    expect(await inspect()).toMatchObject({ seen: 30, poisoned: 0 });
  });

  it("makes visible at once what it had peeked when the queue fails", async () => {
    for (let i = 0; i < 30; i++) test.queues.putDead(`garbage ${i}`);
    test.queues.before("peek", () => {});
    test.queues.before("peek", () => test.queues.fail("peek"));
    await expect(inspect()).rejects.toThrow("peek failed");
    test.queues.mend();
    expect(await inspect()).toMatchObject({ seen: 30, poisoned: 20 });
  });

  it("ends although its first peeks have run out and come round again", async () => {
    for (let i = 0; i < 12; i++) test.queues.putDead(`garbage ${i}`);
    const peek = test.backend.deadLetters.peek;
    test.backend.deadLetters = { ...test.backend.deadLetters, peek: () => peek(0) };
    expect(await inspect()).toMatchObject({ seen: 10 });
    expect(test.queues.calls("peek")).toBe(2);
  });

  it("releases all it has peeked even when the queue then fails", async () => {
    for (let i = 0; i < 20; i++) test.queues.putDead(`garbage ${i}`);
    test.store.before("putDeadLetter", () => test.queues.fail("peek", { error: new Error("SQS is gone") }));
    await expect(inspect()).rejects.toThrow("SQS is gone");
    expect(test.queues.released).toHaveLength(10);
  });

  it("goes on with the others when one cannot be looked up", async () => {
    for (let i = 0; i < 3; i++) test.queues.putDead(`garbage ${i}`);
    test.store.fail("getDeadLetter", { times: 1 });
    expect(await inspect()).toEqual({ seen: 3, poisoned: 2, postponed: 1 });
    expect(test.logs.one("dead letter not inspected")).toMatchObject({ level: "warn" });
    expect(await inspect()).toMatchObject({ poisoned: 1, postponed: 0 });
    expect(test.queues.dead.filter((message) => message.visibleAt > Date.now())).toEqual([]);
  });
});

describe("the entry of a dead letter", () => {
  it("of a message that belongs to no job has the reason and the beginning of the body", async () => {
    const messageId = test.queues.putDead(`garbage ${"x".repeat(2_000)}`);
    await inspect();
    const entry = await test.store.getDeadLetter(messageId);
    expect(entry).toMatchObject({ cause: "unreadable", reason: "the body is not JSON" });
    expect(entry?.body).toMatch(/^garbage x+…$/);
    expect(entry?.body).toHaveLength(1_000);
  });
});

describe("whether a message is in the dead-letter queue", () => {
  it("is answered for each message by one look, which hides nothing", async () => {
    const ids = Array.from({ length: 25 }, (_, i) => test.queues.putDead(`garbage ${i}`));
    const { inQueue: look } = await lookInDeadLetterQueue(test.backend);
    expect(ids.map(look)).toEqual(ids.map(() => "yes"));
    expect(look("redriven")).toBe("no");
    expect(test.queues.dead.filter((message) => message.visibleAt > Date.now())).toEqual([]);
  });

  it("needs no look while the queue is empty", async () => {
    const { inQueue: look } = await lookInDeadLetterQueue(test.backend);
    expect(look("redriven")).toBe("no");
    expect(test.queues.calls("peek")).toBe(0);
  });

  it("is unknown while another look hides it", async () => {
    const hidden = test.queues.putDead("garbage");
    await test.queues.deadLetters.peek(30);
    const seen = test.queues.putDead("more garbage");
    const { inQueue: look } = await lookInDeadLetterQueue(test.backend);
    expect([look(seen), look(hidden)]).toEqual(["yes", "unknown"]);
  });
});
