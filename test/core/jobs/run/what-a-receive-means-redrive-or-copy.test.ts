// A message of a dead job is a redrive or a copy: only a redrive runs it again, however the two are interleaved.
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import type { ReceivedMessage } from "../../../../core/jobs/ports.ts";
import { consumeMessage } from "../../../../core/jobs/run/consume.ts";
import { noteFailedInvocation } from "../../../../core/jobs/run/failed-invocation.ts";
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

describe("a redriven message whose receives are used up by what is not the job's fault", () => {
  it("is renewed, and its fresh message is a redrive too", async () => {
    const { id } = await test.submit();
    await deliverAll();
    await inspect();
    await turn(60);
    await test.backend.deadLetters.redrive();
    test.store.fail("update");
    for (let receive = 1; receive <= 12; receive++) {
      await test.deliver();
      await turn(900);
    }
    test.store.mend();
    test.work.run = async () => "made";
    await deliverAll();
    expect((await test.job(id)).status).toBe("succeeded");
  });
});

/** The consumer reaches no store, or does not even start. */
const troubles = ["the store is away", "no environment starts", "the answer of every write is lost"] as const;
type Trouble = (typeof troubles)[number];

/** One receive of the message, or of any, under this trouble. @returns what was received. */
async function receiveUnder(trouble: Trouble, messageId?: string): Promise<ReceivedMessage | undefined> {
  const received = test.queues.receive(messageId);
  if (!received) return undefined;
  const { get, update } = test.store;
  const away = async () => {
    throw new Error("the store is away");
  };
  const unanswered = async (...given: Parameters<typeof update>) => {
    await update(...given);
    throw new Error("the answer is lost");
  };
  const store = { ...test.store, get: away, update: trouble === "the store is away" ? away : unanswered };
  const backend = { ...test.backend, store: trouble === "no environment starts" ? test.store : store };
  const failure = {
    requestId: "not-started",
    errorType: "Runtime.ImportModuleError",
    errorMessage: "no code",
  };
  const ended =
    trouble === "no environment starts"
      ? noteFailedInvocation(backend, received, failure).then(({ keep }) => keep)
      : consumeMessage(backend, received, test.invocation()).then(({ failed }) => failed);
  // The writes of an attempt's end are tried again after a pause.
  await turn(1);
  if (!(await ended)) test.queues.remove(received.receiptHandle);
  Object.assign(test.store, { get, update });
  return received;
}

/** The message's next receives, up to the one before its last. */
async function useUpReceives(deliver = () => test.deliver()): Promise<string | undefined> {
  const messageId = test.queues.waiting.find(({ visibleAt }) => visibleAt <= Date.now())?.messageId;
  const message = () => test.queues.waiting.find((waiting) => waiting.messageId === messageId);
  while ((message()?.receiveCount ?? 5) < 4 && (message()?.visibleAt ?? 0) <= Date.now()) await deliver();
  return messageId;
}

describe("the message that a job died of, renewed at its last receive because nobody could read the record", () => {
  beforeEach(async () => {
    await test.submit();
    await useUpReceives();
  });

  it.each(troubles)(
    "(%s) does not bring the job back: its fresh message burns in its place",
    async (trouble) => {
      await receiveUnder(trouble, "message-1");
      expect(test.queues.waiting).toMatchObject([{ messageId: "message-2" }]);
      await turn(900);
      await deliverAll();
      expect(test.runs).toHaveLength(1);
      expect(test.queues.dead).toMatchObject([{ messageId: "message-2" }]);
    },
  );

  it("and renewed again and again, still burns, and is logged once", async () => {
    for (let renewal = 1; renewal <= 3; renewal++) {
      for (let receive = 1; receive <= 5; receive++) {
        await receiveUnder("the store is away");
        await turn(900);
      }
    }
    await deliverAll();
    await inspect();
    expect(test.runs).toHaveLength(1);
    expect(test.logs.of("message poisoned")).toHaveLength(1);
  });

  it.each([
    ["at once, before the inspector has seen it", 0, false],
    ["at once, once the inspector has seen it", 0, true],
    ["an hour later", 3_600, true],
  ])("is redriven like any other, %s", async (_, seconds, seen) => {
    await receiveUnder("the store is away");
    await turn(2);
    while (test.queues.dead.length === 0) {
      await turn(1);
      await deliverAll();
    }
    if (seen) await inspect();
    await turn(seconds);
    await test.backend.deadLetters.redrive();
    await deliverAll();
    expect(test.runs).toHaveLength(2);
  });

  it("is redriven like any other also when no receive of the fresh message ever reached the record", async () => {
    await receiveUnder("the store is away", "message-1");
    const fresh = test.queues.waiting[0];
    test.queues.purge();
    test.queues.putDead(fresh?.body ?? "", "message-2");
    await inspect();
    await test.backend.deadLetters.redrive();
    await turn(2);
    await deliverAll();
    expect(test.runs).toHaveLength(2);
  });
});

describe("a copy of a dead job's message, renewed because nobody could read the record", () => {
  it.each(["the store is away", "no environment starts"] as const)("(%s) stays a copy", async (trouble) => {
    const { id } = await test.submit();
    const copy = test.queues.put(bodyOf(id));
    await turn(1);
    for (let receive = 1; receive <= 5; receive++) {
      await receiveUnder(trouble, copy);
      await turn(900);
    }
    expect(test.queues.waiting).toHaveLength(2);
    await test.consume(test.queues.receive("message-1") as ReceivedMessage);
    await turn(60);
    await deliverAll();
    expect(test.runs).toHaveLength(1);
  });

  it("and renewed before its job died, is a copy by its own time", async () => {
    const { id } = await test.submit();
    const copy = test.queues.put(bodyOf(id));
    for (let receive = 1; receive <= 5; receive++) {
      await receiveUnder("the store is away", copy);
      await turn(10);
    }
    await test.deliver();
    await turn(2_000);
    await deliverAll();
    expect(test.runs).toHaveLength(1);
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
    for (let round = 0; round < 3 || test.queues.waiting.length > 0; round++) {
      await deliverAll(() => deliverOne(world) as Promise<never>);
      const next = Math.min(...test.queues.waiting.map(({ visibleAt }) => visibleAt - Date.now()), 3_000);
      await turn(Math.max(next / 1_000, 0.001));
      if (round > 3_000) throw new Error("messages go round in circles");
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
    fc.constantFrom(...troubles).map((trouble) =>
      step(`a receive: ${trouble}`, async ({ seen }) => {
        const received = await receiveUnder(trouble);
        if (received) seen.push(received);
      }),
    ),
    fc.constantFrom(...troubles).map((trouble) =>
      step(`the last receive: ${trouble}`, async (world) => {
        const messageId = await useUpReceives(() => deliverOne(world) as Promise<never>);
        const received = messageId && (await receiveUnder(trouble, messageId));
        if (received) world.seen.push(received);
      }),
    ),
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
          await turn(0.001);
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
