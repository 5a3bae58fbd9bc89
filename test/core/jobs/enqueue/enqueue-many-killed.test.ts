// A process that dies while it enqueues many jobs, at each of its calls in turn: no job is half recorded, none is lost, no lock is left.
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineJob, enqueueMany, recoverJobs } from "../../../../core/jobs/index.ts";
import { faultyProcess, type Strike } from "../../../support/faulty-calls.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const unique = defineJob({
  name: "many:unique",
  idPrefix: "man",
  payload: z.strictObject({ n: z.int() }),
  unique: {},
  run: async ({ n }) => n,
});

const COUNT = 12;
const items = Array.from({ length: COUNT }, (_, n) => ({
  payload: { n },
  idempotencyKey: `key ${n}`,
  tenant: "acme",
}));
const world = () => createTestBackend({ types: [unique] });

/** Calls of one run in which nothing goes wrong. */
async function callsOfOneRun(): Promise<number> {
  const dying = faultyProcess(world().backend);
  await enqueueMany(dying.backend, unique, items);
  return dying.calls();
}

/** Everything that is in the queue is run, and what is overdue is sent again. */
async function drain(test: TestBackend): Promise<void> {
  for (let round = 0; round < 3; round++) {
    for (let received = test.queues.receive(); received; received = test.queues.receive()) {
      await test.consume(received);
    }
    await turn(test.settings.recover.overdueSeconds + 1);
    await recoverJobs(test.backend);
  }
}

async function dieAndRecover(strike: Strike): Promise<TestBackend> {
  const test = world();
  const dying = faultyProcess(test.backend, strike);
  void enqueueMany(dying.backend, unique, items);
  await dying.died;
  // What was under way beside the fatal call comes to its end, or is never answered.
  await turn(1);
  await drain(test);
  return test;
}

describe("a process that is killed while it enqueues many jobs", () => {
  it("leaves only whole jobs, which come to their end, and a second call adds what is missing, once each", async () => {
    const calls = await callsOfOneRun();
    // The backlog, and of each job: two reads of its key, its lock and its record; and two batches of messages.
    expect(calls).toBeGreaterThan(3 * COUNT);
    for (let at = 1; at <= calls; at++) {
      for (const fault of ["dies-before", "dies-after"] as const) {
        const test = await dieAndRecover({ at, fault });
        const left = await test.records();
        expect([at, fault, left.map(({ status }) => status)]).toEqual([
          at,
          fault,
          left.map(() => "succeeded"),
        ]);

        const again = await enqueueMany(test.backend, unique, items);
        expect([at, fault, again.counts]).toMatchObject([
          at,
          fault,
          { created: COUNT - left.length, existing: left.length },
        ]);
        await drain(test);
        const all = await test.records();
        expect(all.map(({ status }) => status)).toEqual(items.map(() => "succeeded"));
        for (const { id } of all) expect((await test.job(id)).attempts).toHaveLength(1);
        expect(test.queues.sent.filter(({ message }) => message.tenant !== "acme")).toEqual([]);
      }
    }
  });

  it("leaves no lock behind: an equal job without a key is let in afterwards", async () => {
    for (let at = 1; at <= (await callsOfOneRun()); at++) {
      const test = await dieAndRecover({ at, fault: "dies-after" });
      const { counts } = await enqueueMany(
        test.backend,
        unique,
        items.map(({ payload }) => ({ payload })),
      );
      expect([at, counts.created]).toEqual([at, COUNT]);
    }
  });
});
