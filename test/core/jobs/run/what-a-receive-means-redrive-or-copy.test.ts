// A message of a dead job is a redrive or a copy: only a redrive runs it again, however the two are interleaved.
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import type { ReceivedMessage } from "../../../../core/jobs/ports.ts";
import { makeAttempt, makeJob } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
  test.work.run = failForGood;
});

const failForGood = async () => {
  throw new PermanentError("never again");
};
const inspect = () => inspectDeadLetters(test.backend);
const bodyOf = (id: string) => JSON.stringify({ v: 1, type: WORK, jobId: id });

/** Everything that is visible is received, until nothing is. */
async function deliverAll(deliver = () => test.deliver()) {
  for (let count = 0; test.queues.waiting.some(({ visibleAt }) => visibleAt <= Date.now()); count++) {
    if (count > 1_000) throw new Error("messages go round in circles");
    // The last receive of a message may only move it.
    await deliver().catch((error: Error) => expect(error.message).toBe("no message is visible"));
  }
}

describe("a copy of a dead job's message", () => {
  it("that was sent before its death is acknowledged: one run, no redrive, one line in the log", async () => {
    const { id } = await test.submit();
    for (let copy = 1; copy <= 3; copy++) test.queues.put(bodyOf(id));
    await turn(1);
    for (let seconds = 0; seconds < 10; seconds++) {
      await deliverAll();
      await turn(1);
    }
    await inspect();
    expect(test.runs).toHaveLength(1);
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "permanent", redrives: [] });
    expect(test.logs.of("message poisoned")).toHaveLength(1);
    expect(test.queues.dead).toHaveLength(1);
  });

  it("that recover sent is acknowledged", async () => {
    const { id } = await test.submit();
    await turn(1_860);
    await recoverJobs(test.backend);
    expect(test.queues.sent).toHaveLength(2);
    await turn(1);
    await deliverAll();
    expect(test.runs).toHaveLength(1);
    expect(await test.job(id)).toMatchObject({ status: "dead", redrives: [] });
  });

  it("that recover sent in the moment of the death is acknowledged: its id stands in the record", async () => {
    const { id } = await test.submit();
    await turn(1_860);
    const send = test.backend.queue.send;
    test.backend.queue.send = async (message, options) => {
      await test.deliver();
      await turn(0.001);
      return await send(message, options);
    };
    await recoverJobs(test.backend);
    expect(await test.job(id)).toMatchObject({ status: "dead", copies: ["message-2"] });
    await deliverAll();
    await turn(2);
    await deliverAll();
    expect(test.runs).toHaveLength(1);
    expect(test.queues.waiting).toEqual([]);
  });

  it("whose sender has not yet noted it is judged two seconds later", async () => {
    const { id } = await test.submit();
    await test.deliver();
    await turn(0.5);
    const copy = test.queues.put(bodyOf(id));
    await deliverAll();
    expect(test.runs).toHaveLength(1);
    expect(test.queues.hiddenSeconds(copy)).toBe(2);
    await test.store.update(id, { set: { copies: [copy] } }, {});
    await turn(2);
    await deliverAll();
    expect(test.runs).toHaveLength(1);
  });

  it("that is delivered late once more, long after the message was seen in the dead-letter queue, is acknowledged", async () => {
    await test.submit();
    const { received } = await test.deliver();
    await deliverAll();
    await inspect();
    await turn(3_600);
    expect(await test.consume({ ...received, receiptHandle: "of a duplicate" })).toMatchObject({
      failed: false,
    });
    expect(test.runs).toHaveLength(1);
  });
});

describe("a redrive of a dead job", () => {
  beforeEach(async () => {
    await test.submit();
    await deliverAll();
  });

  it.each([
    ["by a move task", async () => void (await test.backend.deadLetters.redrive())],
    ["by hand: received, sent again", async () => void test.queues.put(test.queues.dead[0]?.body ?? "")],
  ])("%s runs it again, seen by the inspector or not", async (_, redrive) => {
    for (const seen of [true, false]) {
      const before = test.runs.length;
      if (seen) await inspect();
      await turn(60);
      await redrive();
      await deliverAll();
      expect(test.runs).toHaveLength(before + 1);
    }
  });
});

describe("a message of a job that was given up without an attempt that failed", () => {
  it.each(["lost", "never-ran"] as const)("(%s) runs it: it has arrived after all", async (cause) => {
    const { id } = await test.submit();
    await test.store.update(id, { set: { status: "dead", cause, endedAt: START + 1 } }, {});
    test.work.run = async () => "made";
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
  });
});

describe("a dead letter of a job that another message carries on", () => {
  it("is a copy: logged as such, and the job is not made dead by it", async () => {
    const job = makeJob({
      type: WORK,
      request: { name: "a job" },
      status: "retrying",
      nextAttemptAt: START + 60_000,
      sentAt: START - 60_000,
      messageId: "the-one-that-carries-it",
      attempts: [makeAttempt({ startedAt: START, endedAt: START + 1, outcome: "failed" })],
    });
    await test.store.create(job);
    const messageId = test.queues.putDead(bodyOf(job.id));
    await turn(1);
    await inspect();
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "copy", messageId, jobId: job.id });
    expect((await test.job(job.id)).status).toBe("retrying");
  });

  it("is the job's end when nothing was sent or received since", async () => {
    const job = makeJob({ type: WORK, request: { name: "a job" }, status: "queued", sentAt: START - 1 });
    await test.store.create(job);
    test.queues.putDead(bodyOf(job.id));
    await inspect();
    expect(await test.job(job.id)).toMatchObject({ status: "dead", cause: "never-ran" });
  });
});

describe("whatever the order of sends, copies, deaths, redrives and late duplicates", () => {
  type Step = { name: string; run(world: World): Promise<unknown> };
  type World = { id: string; seen: ReceivedMessage[]; redriven: number };
  const step = (name: string, run: Step["run"]): Step =>
    ({ name, run, [fc.toStringMethod]: () => name }) as Step;

  const deliverOne = async (world: World) => {
    const received = test.queues.receive();
    if (!received) return;
    world.seen.push(received);
    await test.consume(received);
  };
  /** Nothing on the queue and the death settled: an operator looks at what is dead, and redrives it. */
  const settle = async (world: World) => {
    for (let round = 0; round < 3; round++) {
      await deliverAll(() => deliverOne(world) as Promise<never>);
      await turn(3);
    }
  };

  const steps: fc.Arbitrary<Step>[] = [
    fc.constant(
      step("the message is sent once more, as a producer that lost its answer does", async ({ id }) => {
        // Only while the job lives: afterwards this is what a redrive by hand is.
        if ((await test.job(id)).status !== "dead") test.queues.put(bodyOf(id));
      }),
    ),
    fc.constant(step("a receive", deliverOne)),
    fc.constant(step("a receive", deliverOne)),
    fc.nat({ max: 9 }).map((at) =>
      step(`a late duplicate ${at}`, async ({ seen }) => {
        const received = seen[at % Math.max(1, seen.length)];
        if (received) await test.consume({ ...received, receiptHandle: "of a duplicate" });
      }),
    ),
    fc.constantFrom(0.01, 1, 3, 2_000).map((seconds) => step(`${seconds} s pass`, () => turn(seconds))),
    fc.constant(step("recover", () => recoverJobs(test.backend))),
    fc.constant(step("the inspector", inspect)),
    fc.constant(
      step("a move task", async (world) => {
        await settle(world);
        world.redriven += await test.backend.deadLetters.redrive();
      }),
    ),
    fc.constant(
      step("a redrive by hand", async (world) => {
        await settle(world);
        const [message] = test.queues.dead;
        if (!message) return;
        world.redriven++;
        test.queues.put(message.body);
      }),
    ),
  ];

  it("a job that says never again runs once, and once more for each redrive at most; a redrive of what is dead runs it", async () => {
    let redriven = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(...steps), { minLength: 5, maxLength: 60, size: "max" }),
        async (script) => {
          test = createTestBackend();
          test.work.run = failForGood;
          const world: World = { id: (await test.submit()).id, seen: [], redriven: 0 };
          for (const { run } of script) {
            await turn(0.001);
            await run(world);
          }
          await settle(world);
          await inspect();
          const job = await test.job(world.id);
          expect(job).toMatchObject({ status: "dead", cause: "permanent" });
          expect(test.runs.length).toBeLessThanOrEqual(1 + world.redriven);
          expect(job.redrives.length).toBe(test.runs.length - 1);

          const before = test.runs.length;
          await turn(10);
          expect(await test.backend.deadLetters.redrive()).toBeGreaterThan(0);
          await settle(world);
          expect(test.runs.length).toBeGreaterThan(before);
          redriven += world.redriven;
          test.store.close();
        },
      ),
      { numRuns: 100, seed: 11 },
    );
    expect(redriven).toBeGreaterThan(25);
  });
});
