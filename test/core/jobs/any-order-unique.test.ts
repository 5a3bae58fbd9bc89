// Unique jobs in any order of enqueue, schedule, receive, failure, cancellation, redrive and looks of the minute's function,
// against a small model: the job that holds a key, and whether it has ended.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  cancelJob,
  defineJob,
  enqueue,
  isTerminal,
  PermanentError,
  recoverJobs,
  sendDue,
} from "../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../support/test-backend.ts";
import { turn, useStandingTime } from "../../support/turn-time.ts";

useStandingTime();

type Play = {
  test: TestBackend;
  /** The job that was let in last for each key. */
  holders: Map<string, string>;
  runs: string[];
  cancelled: Map<string, number>;
  next: "succeeds" | "fails" | "fails for good";
};
type Move = { name: string; make(play: Play): Promise<unknown> };

const typeOf = (play: () => Play) =>
  defineJob({
    name: "test:unique",
    idPrefix: "unq",
    payload: z.object({ key: z.string() }),
    unique: {},
    async run(_, { jobId }) {
      play().runs.push(jobId);
      const { next } = play();
      play().next = "succeeds";
      if (next === "fails") throw new Error("not this time");
      if (next === "fails for good") throw new PermanentError("never");
    },
  });
type UniqueType = ReturnType<typeof typeOf>;

const keys = ["a", "b"];

const enqueueMove = (type: UniqueType) =>
  fc.record({ key: fc.constantFrom(...keys), delaySeconds: fc.constantFrom(0, 60, 5_000) }).map(
    ({ key, delaySeconds }): Move => ({
      name: `enqueue ${key} in ${delaySeconds} s`,
      async make({ test, holders }) {
        const holder = holders.get(key);
        const held = holder === undefined ? undefined : await test.job(holder);
        const letsIn = held === undefined || isTerminal(held.status);
        const { job, created } = await enqueue(test.backend, type, { key }, { delaySeconds });
        expect(created).toBe(letsIn);
        if (created) holders.set(key, job.id);
        else expect(job.id).toBe(holder);
      },
    }),
  );

const otherMoves: Move[] = [
  {
    name: "receive",
    async make({ test }) {
      const received = test.queues.receive();
      if (received) await test.consume(received);
    },
  },
  ...(["fails", "fails for good"] as const).map((next) => ({
    name: `the next run ${next}`,
    async make(play: Play) {
      play.next = next;
    },
  })),
  ...keys.map((key) => ({
    name: `cancel ${key}`,
    async make({ test, holders, cancelled, runs }: Play) {
      const id = holders.get(key);
      if (id === undefined || isTerminal((await test.job(id)).status)) return;
      await cancelJob(test.backend, id);
      cancelled.set(id, runs.filter((run) => run === id).length);
    },
  })),
  { name: "redrive", make: ({ test }) => test.queues.deadLetters.redrive() },
  ...[30, 1_000, 6_000].map((seconds) => ({ name: `${seconds} s go by`, make: () => turn(seconds) })),
  { name: "look for what is due", make: ({ test }) => sendDue(test.backend) },
  { name: "recover", make: ({ test }) => recoverJobs(test.backend) },
];

describe("unique jobs, in any order", () => {
  it("a key lets a job in only when the one before has ended, and everything ends, once", async () => {
    let play: Play;
    const type = typeOf(() => play);
    const move = fc.oneof({ weight: 3, arbitrary: enqueueMove(type) }, fc.constantFrom(...otherMoves));
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 40 }), async (moves) => {
        const test = createTestBackend({ types: [type] });
        play = { test, holders: new Map(), runs: [], cancelled: new Map(), next: "succeeds" };
        for (const { make } of moves) await make(play);
        play.next = "succeeds";
        for (let looks = 0; looks < 12; looks++) {
          await sendDue(test.backend);
          await recoverJobs(test.backend);
          for (let got = test.queues.receive(); got; got = test.queues.receive()) await test.consume(got);
          await turn(1_900);
        }
        for (const { id, status } of await test.records()) {
          expect(isTerminal(status)).toBe(true);
          const { attempts } = await test.job(id);
          expect(attempts.filter(({ outcome }) => outcome === "succeeded").length).toBe(
            status === "succeeded" ? 1 : 0,
          );
          const runsBefore = play.cancelled.get(id);
          if (runsBefore !== undefined) {
            expect(status).toBe("cancelled");
            expect(play.runs.filter((run) => run === id)).toHaveLength(runsBefore);
          }
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
