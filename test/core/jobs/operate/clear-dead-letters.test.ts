// What an operator is done with leaves the dead-letter queue, and nothing that is still needed goes with it.
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { StoreError } from "../../../../core/jobs/errors.ts";
import { archiveJob, clearDeadLetters, retryJob } from "../../../../core/jobs/operate/inspector.ts";
import { failEachCall, faultyProcess } from "../../../support/faulty-calls.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

/** It has succeeded, its process ended before its follow-up was enqueued, and its message came to the dead-letter queue. */
async function followed(): Promise<string> {
  const id = await test.given({
    ...{ status: "succeeded", endedAt: 1, title: "first" },
    followUps: [{ type: WORK, payload: { name: "the follow-up" } }],
  });
  test.queues.putDead(JSON.stringify({ v: 1, type: WORK, jobId: id }));
  return id;
}

const titles = async () => (await test.records()).map(({ title }) => title).toSorted();

describe("the message of a job whose follow-up was never enqueued", () => {
  it("is deleted once it is", async () => {
    await followed();
    expect(await clearDeadLetters(test.backend)).toMatchObject({ deleted: 1 });
    expect(await titles()).toEqual(["first", "the follow-up"]);
    expect(test.queues.dead).toEqual([]);
  });

  it("stays while it cannot be, and the dead-letter inspector does not note it as seen", async () => {
    await followed();
    test.store.fail("create", { error: new StoreError("store-unavailable", "away") });
    expect(await clearDeadLetters(test.backend)).toMatchObject({ deleted: 0, looked: 1 });
    expect(await inspectDeadLetters(test.backend)).toMatchObject({ poisoned: 0, postponed: 1 });
    expect(test.queues.dead).toHaveLength(1);
    test.store.mend("create");
    expect(await inspectDeadLetters(test.backend)).toMatchObject({ poisoned: 1, postponed: 0 });
    expect(await titles()).toEqual(["first", "the follow-up"]);
  });

  it("is not deleted before the follow-up is recorded, whatever call fails", async () => {
    const rounds = await failEachCall("killed", async (strike) => {
      test = createTestBackend();
      await followed();
      const process = faultyProcess(test.backend, strike);
      await process.run((backend) => clearDeadLetters(backend));
      if (test.queues.dead.length === 0) expect(await titles()).toContain("the follow-up");
      return process;
    });
    expect(rounds).toBeGreaterThan(1);
  });
});

describe("a store that", () => {
  async function archived(count: number): Promise<void> {
    for (let made = 0; made < count; made++) {
      const id = await test.given({ status: "dead", cause: "lost", endedAt: 1, archivedAt: 2 });
      test.queues.putDead(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    }
  }

  it("fails now and then keeps only those messages there whose job it did not tell of", async () => {
    await archived(40);
    const { get } = test.store;
    let reads = 0;
    test.store.get = async (id) => {
      if (++reads % 10 === 0) throw new StoreError("store-unavailable", "away for a moment");
      return await get(id);
    };
    expect(await clearDeadLetters(test.backend)).toEqual({ deleted: 36, looked: 40, reachedEnd: false });
    expect(test.queues.dead).toHaveLength(4);
  });

  it("is away ends the walk soon, and every message stays", async () => {
    await archived(40);
    test.store.fail("get", { error: new StoreError("store-unavailable", "away") });
    await expect(clearDeadLetters(test.backend)).rejects.toThrow("away");
    expect(test.queues.dead).toHaveLength(40);
  });
});

it.each([
  ["retried", retryJob],
  ["archived", archiveJob],
] as const)(
  "a job that is %s while another reader hides its message is told that it is left",
  async (_, operate) => {
    const id = await test.given({ status: "dead", cause: "permanent", endedAt: 1 });
    test.queues.putDead(JSON.stringify({ v: 1, type: WORK, jobId: id }));
    const [hidden] = await test.backend.deadLetters.peek(60);
    expect(await operate(test.backend, id)).toMatchObject({ deadLetter: "left" });
    await test.backend.deadLetters.release([hidden?.receiptHandle ?? ""]);
    expect(await clearDeadLetters(test.backend)).toMatchObject({ deleted: 1, reachedEnd: true });
  },
);
