// Hooks go around enqueue and attempts and hear of outcomes; whatever they do, the job's outcome is the same.
import { AsyncLocalStorage } from "node:async_hooks";
import { beforeEach, describe, expect, it } from "vitest";
import type { JobHook } from "../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../support/test-backend.ts";
import { useStandingTime } from "../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
let said: string[];
beforeEach(() => {
  test = createTestBackend();
  said = [];
});

const speaking = (name: string): JobHook => ({
  name,
  async enqueue({ jobType }, next) {
    said.push(`${name}: enqueue ${jobType}`);
    const { created } = await next();
    said.push(`${name}: created ${created}`);
  },
  async attempt({ attempt, receiveCount }, next) {
    said.push(`${name}: attempt ${attempt} of receive ${receiveCount}`);
    said.push(`${name}: ended as ${(await next()).as}`);
  },
  outcome: ({ outcome, cause }) => void said.push(`${name}: ${outcome} ${cause ?? ""}`.trim()),
});

describe("hooks", () => {
  it("go around each other, the first outermost", async () => {
    test.backend.hooks = [speaking("outer"), speaking("inner")];
    await test.submit();
    await test.deliver();
    expect(said).toEqual([
      "outer: enqueue test:work",
      "inner: enqueue test:work",
      "inner: created true",
      "outer: created true",
      "outer: attempt 1 of receive 1",
      "inner: attempt 1 of receive 1",
      "inner: ended as result",
      "outer: ended as result",
      "outer: succeeded",
      "inner: succeeded",
    ]);
  });

  it("carry their context into the job, as a tracer needs", async () => {
    const trace = new AsyncLocalStorage<string>();
    test.backend.hooks = [
      { name: "trace", attempt: ({ job }, next) => trace.run(`span of ${job.type}`, next) },
    ];
    test.work.run = async () => trace.getStore();
    const { id } = await test.submit();
    await test.deliver();
    expect(await test.store.getResult(id)).toBe("span of test:work");
  });

  it("see the error of an attempt that failed, and what was made of it", async () => {
    const errors: unknown[] = [];
    test.backend.hooks = [
      {
        name: "report errors",
        async attempt(_, next) {
          const end = await next();
          if (end.as === "error") errors.push(end.error);
        },
        outcome: ({ error, outcome }) => void errors.push(outcome, error),
      },
    ];
    const error = new Error("it failed");
    test.work.run = async () => {
      throw error;
    };
    await test.submit();
    await test.deliver();
    expect(errors).toEqual([error, "retried", error]);
  });

  it("hear of jobs that die without an attempt", async () => {
    test.backend.hooks = [speaking("hook")];
    const { id } = await test.submit();
    test.queues.purge();
    test.queues.putDead(JSON.stringify({ v: 1, type: "test:work", jobId: id }));
    const { inspectDeadLetters } = await import("../../../core/jobs/care/inspect-dead-letters.ts");
    await inspectDeadLetters(test.backend);
    expect(said.at(-1)).toBe("hook: dead never-ran");
  });
});

describe("a hook that misbehaves", () => {
  const broken = new Error("the hook is broken");
  const hooks: [string, JobHook][] = [
    [
      "throws before",
      {
        name: "broken",
        enqueue: () => Promise.reject(broken),
        attempt: () => Promise.reject(broken),
        outcome: () => Promise.reject(broken),
      },
    ],
    [
      "throws at once",
      {
        name: "broken",
        enqueue: () => {
          throw broken;
        },
        attempt: () => {
          throw broken;
        },
        outcome: () => {
          throw broken;
        },
      },
    ],
    [
      "throws after",
      {
        name: "broken",
        async enqueue(_, next) {
          await next();
          throw broken;
        },
        async attempt(_, next) {
          await next();
          throw broken;
        },
        outcome: async () => {
          throw broken;
        },
      },
    ],
  ];

  it.each(hooks)("(%s) changes no outcome, and is named in the log", async (_, hook) => {
    test.backend.hooks = [hook];
    const { id } = await test.submit();
    await test.deliver();
    expect(await test.job(id)).toMatchObject({ status: "succeeded", attempts: { length: 1 } });
    expect(test.runs).toHaveLength(1);
    const parts = test.logs.of("hook failed").map((line) => line.part);
    expect(parts).toEqual(["enqueue", "attempt", "outcome"]);
    expect(test.logs.of("hook failed")[0]).toMatchObject({ level: "error", hook: "broken" });
  });

  it.each([
    ["never calls next", async () => {}],
    [
      "calls next twice",
      async (_: unknown, next: () => Promise<unknown>) => void (await Promise.all([next(), next()])),
    ],
  ])("(%s) has the job run once all the same", async (_, attempt) => {
    test.backend.hooks = [{ name: "odd", attempt }];
    const { id } = await test.submit();
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
    expect(test.runs).toHaveLength(1);
  });

  it("cannot swallow a refusal: whoever enqueues gets it", async () => {
    test.backend.hooks = [
      {
        name: "swallow",
        async enqueue(_, next) {
          await next().catch(() => {});
        },
      },
    ];
    test.queues.fail("send");
    await expect(test.submit()).rejects.toMatchObject({ code: "queue-unavailable" });
    expect(test.logs.of("hook failed")).toEqual([]);
  });
});
