// Jobs of a type with a breaker: they wait while it is open, one is tried, and all run when it has closed.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  cancelJob,
  closeBreaker,
  consumeMessage,
  createRegistry,
  defineJob,
  enqueue,
  type Job,
  listBreakers,
  PermanentError,
  recoverJobs,
  SnoozeError,
} from "../../../../core/jobs/index.ts";
import { createTestKit, type TestKit } from "../../../../core/jobs/testing/index.ts";
import { defineSettings } from "../../../../core/settings.ts";
import { faultyProcess } from "../../../support/faulty-calls.ts";

let kit: TestKit;
let run: (n: number, jobId: string) => Promise<unknown>;
let runs: number[];

const fragile = defineJob({
  name: "fragile",
  idPrefix: "fra",
  payload: z.strictObject({ n: z.int() }),
  breaker: { failures: 3, probeSeconds: 60 },
  run: async ({ n }, { jobId }) => {
    runs.push(n);
    return await run(n, jobId);
  },
});
const sound = defineJob({
  name: "sound",
  idPrefix: "sou",
  payload: z.object({}),
  run: async () => {
    throw new Error("answered 503");
  },
});

const away = async (n: number): Promise<never> => {
  throw new Error(`https://api.example/${n} answered 503`);
};
const given = () => {
  runs = [];
  run = away;
  kit = createTestKit({ types: [fragile, sound] });
};
beforeEach(given);

const submit = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await enqueue(kit.backend, fragile, { n });
};
const isOpen = async () => (await listBreakers(kit.backend)).length === 1;
const opens = async (jobs: number) => {
  await submit(jobs);
  await kit.drain();
};
const succeeded = (jobs: readonly Job[]) => jobs.filter(({ status }) => status === "succeeded").length;
const attempts = () => kit.jobs().reduce((sum, job) => sum + job.attempts.length, 0);

describe("a type whose last attempts failed for one cause", () => {
  it("has its other jobs wait without an attempt; the log and the records say why", async () => {
    await opens(10);
    expect(runs).toHaveLength(3);
    expect(attempts()).toBe(3);
    const begun = kit.clock.now();
    expect(await listBreakers(kit.backend)).toEqual([
      {
        type: "fragile",
        cause: "Error: <url> answered <n>",
        failures: 3,
        since: begun,
        probeAt: begun + 60_000,
        failedProbes: 0,
      },
    ]);
    const held = kit.jobs().filter(({ heldBack }) => heldBack);
    expect(held).toHaveLength(7);
    expect(held[0]).toMatchObject({
      status: "queued",
      attempts: [],
      heldBack: {
        by: "breaker",
        reason: "breaker open: 3 attempts in a row failed with Error: <url> answered <n>",
        times: 1,
      },
    });
    expect(held[0]?.nextAttemptAt).toBeGreaterThan(begun + 60_000);
    expect(kit.logs.one("breaker opened")).toMatchObject({ level: "error", jobType: "fragile", failures: 3 });
  });

  it("does not hold up jobs of other types", async () => {
    await opens(10);
    await enqueue(kit.backend, sound, {});
    expect(await kit.drain()).toMatchObject([{ outcome: "retried" }]);
  });

  it("has one job tried at a time, however many come, and all run once that has succeeded", async () => {
    await opens(10);
    kit.clock.advance(60_000);
    await submit(1);
    const before = runs.length;
    await kit.drain();
    expect(runs).toHaveLength(before + 1);
    expect(await isOpen()).toBe(true);
    expect(kit.logs.one("breaker stays open")).toMatchObject({ probes: 1 });
    run = async () => "made";
    await kit.drain({ withRetries: true });
    expect(succeeded(kit.jobs())).toBe(11);
    expect(await isOpen()).toBe(false);
    expect(kit.logs.of("breaker closed")).toHaveLength(1);
  });

  it("uses few attempts of few jobs in an outage of hours, and loses none", async () => {
    await submit(40);
    const begun = kit.clock.now();
    run = async (n) => (kit.clock.now() - begun < 6 * 3_600_000 ? await away(n) : "made");
    await kit.drain({ withRetries: true, atMost: 5_000 });
    expect(kit.jobs().every(({ status }) => status === "succeeded" || status === "dead")).toBe(true);
    // One probe each quarter of an hour, of any job that comes.
    expect(kit.jobs().filter(({ status }) => status === "dead").length).toBeLessThanOrEqual(6);
    expect(await isOpen()).toBe(false);
  });

  it("is spared also those that would be dead at once", async () => {
    run = async () => {
      throw new PermanentError("the key was revoked");
    };
    await opens(50);
    expect(kit.jobs().filter(({ status }) => status === "dead")).toHaveLength(3);
  });

  it("is closed by hand when the cause is mended, once", async () => {
    await opens(5);
    run = async () => "made";
    await closeBreaker(kit.backend, "fragile");
    await expect(closeBreaker(kit.backend, "fragile")).rejects.toMatchObject({ code: "breaker-closed" });
    await submit(1);
    expect(await kit.drain()).toMatchObject([{ outcome: "succeeded" }]);
  });

  it("has another job tried when the probe is cancelled while it runs", async () => {
    await opens(5);
    kit.clock.advance(60_000);
    run = async (n, jobId) => {
      if (runs.length > 4) await away(n);
      await cancelJob(kit.backend, jobId);
    };
    await kit.drain();
    expect(kit.jobs().filter(({ status }) => status === "cancelled")).toHaveLength(1);
    expect(runs).toHaveLength(5);
    expect(await listBreakers(kit.backend)).toMatchObject([{ failedProbes: 1 }]);
  });

  it("is told by recover, and its jobs are neither overdue nor sent again while they wait", async () => {
    await opens(5);
    kit.clock.advance(70_000);
    expect(await recoverJobs(kit.backend)).toMatchObject({ resent: 0, openBreakers: 1 });
  });
});

describe("a breaker", () => {
  it("does not open for failures of different causes, or with a success in between", async () => {
    const kinds = ["one", "two", "three", "four"];
    run = async (n) => {
      throw new Error(kinds[n % 4]);
    };
    await submit(12);
    await kit.drain();
    expect(runs).toHaveLength(12);
    expect(await isOpen()).toBe(false);
  });

  it("does not count a job that gave itself back", async () => {
    run = async () => {
      throw new SnoozeError("not yet", 3_600);
    };
    await submit(10);
    await kit.drain();
    expect([runs.length, await isOpen()]).toEqual([10, false]);
  });

  it("costs a type that is well one read in five seconds, and no write", async () => {
    run = async () => "made";
    const [reads, writes] = [kit.store.calls("getDocument"), kit.store.calls("putDocument")];
    await submit(20);
    await kit.drain();
    expect(kit.store.calls("getDocument") - reads).toBe(1);
    expect(kit.store.calls("putDocument")).toBe(writes);
  });

  it("is not there for a type that does not ask for one", async () => {
    for (let n = 0; n < 20; n++) await enqueue(kit.backend, sound, {});
    await kit.drain();
    expect(kit.jobs().every((job) => job.attempts.length === 1)).toBe(true);
    expect(kit.store.calls("getDocument")).toBe(0);
  });
});

describe("a probe that is killed, or whose store fails, at each call in turn", () => {
  it("leaves no job stuck and none lost: another is tried, and all run in the end", async () => {
    const deliver = (backend = kit.backend) => {
      const received = kit.queues.receive();
      if (!received) throw new Error("a message waits");
      const invocation = { deadline: kit.clock.now() + 300_000, requestId: "request-1" };
      return consumeMessage(backend, received, invocation);
    };
    const probeIsDue = async () => {
      given();
      await opens(6);
      kit.clock.advance(60_000);
      await submit(1);
      run = async () => "made";
    };
    await probeIsDue();
    const counting = faultyProcess(kit.backend);
    await deliver(counting.backend);
    const calls = counting.calls();
    expect(calls).toBeGreaterThan(6);
    for (let at = 1; at <= calls; at++) {
      for (const fault of ["dies-before", "dies-after"] as const) {
        await probeIsDue();
        const dying = faultyProcess(kit.backend, { at, fault });
        void deliver(dying.backend);
        await dying.died;
        await kit.drain({ withRetries: true });
        expect(succeeded(kit.jobs()), `${fault} call ${at}`).toBe(7);
        expect(await isOpen(), `${fault} call ${at}`).toBe(false);
      }
    }
    for (const call of ["get", "getDocument", "putDocument", "update"] as const) {
      await probeIsDue();
      kit.store.fail(call, { times: 1 });
      await deliver();
      await kit.drain({ withRetries: true });
      expect(succeeded(kit.jobs()), `${call} failed`).toBe(7);
      expect(await isOpen(), `${call} failed`).toBe(false);
    }
  });

  it("changes nothing of a job's own outcome when the breaker cannot be told", async () => {
    kit.store.fail("putDocument");
    await submit(1);
    await kit.drain();
    expect(kit.jobs()).toMatchObject([{ status: "retrying", attempts: [{ outcome: "failed" }] }]);
    expect(kit.logs.of("breaker not told")).toHaveLength(1);
  });
});

it.each([
  [{ failures: 1 }, "breaker.failures is 1"],
  [{ probeSeconds: 0 }, "breaker.probeSeconds is 0"],
  [{ probeSeconds: 901 }, "breaker.probeSeconds is 901"],
])("a breaker of %o is refused when the registry is made", (breaker, message) => {
  const wrong = defineJob({
    ...{ name: "wrong", idPrefix: "wro", payload: z.object({}), breaker },
    run: async () => "made",
  });
  expect(() => createRegistry([wrong], defineSettings())).toThrow(message);
});
