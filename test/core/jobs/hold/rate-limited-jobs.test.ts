// Jobs of a type with a rate limit: those over it wait for their turn without an attempt, and none is lost.
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  cancelJob,
  consumeMessage,
  createRegistry,
  defineJob,
  enqueue,
  type Job,
  recoverJobs,
  runNow,
} from "../../../../core/jobs/index.ts";
import { createTestKit, type TestKit } from "../../../../core/jobs/testing/index.ts";
import { defineSettings } from "../../../../core/settings.ts";
import { faultyProcess } from "../../../support/faulty-calls.ts";

const Payload = z.strictObject({ tenant: z.string(), note: z.string().optional() });

let starts: { tenant: string; at: number }[];
let run: () => Promise<unknown>;
let kit: TestKit;

const limited = defineJob({
  name: "limited:by-tenant",
  idPrefix: "lim",
  payload: Payload,
  rateLimit: { limit: 10, perSeconds: 60, key: ({ tenant }) => tenant },
  run: async ({ tenant }) => {
    starts.push({ tenant, at: kit.clock.now() });
    return await run();
  },
});
const unlimited = defineJob({
  name: "unlimited",
  idPrefix: "unl",
  payload: z.object({}),
  run: async () => "made",
});

beforeEach(() => {
  starts = [];
  run = async () => "made";
  kit = createTestKit({ types: [limited, unlimited] });
});

const submit = async (count: number, tenant = "one"): Promise<Job[]> => {
  const jobs: Job[] = [];
  for (let made = 0; made < count; made++) jobs.push((await enqueue(kit.backend, limited, { tenant })).job);
  return jobs;
};
const invocation = () => ({ deadline: kit.clock.now() + 300_000, requestId: "request-1" });
const recordOf = (id: string): Job => {
  const job = kit.jobs().find((record) => record.id === id);
  if (!job) throw new Error(`no job ${id}`);
  return job;
};

describe("a job over its limit", () => {
  it("is not run, uses no attempt, and its record says why it waits and until when", async () => {
    const jobs = await submit(12);
    const at = kit.clock.now();
    await kit.drain();
    expect(starts).toHaveLength(10);
    const held = recordOf(jobs[10]?.id ?? "");
    expect(held).toMatchObject({
      status: "queued",
      attempts: [],
      nextAttemptAt: at + 60_000,
      heldBack: { reason: "rate limit: 10 in 60 s", times: 1, since: at, until: at + 60_000 },
    });
    expect(recordOf(jobs[11]?.id ?? "").nextAttemptAt).toBe(at + 66_000);
    expect(kit.queues.waiting.map(({ messageId }) => kit.queues.hiddenSeconds(messageId))).toEqual([60, 66]);
    expect(kit.logs.of("message not run")).toHaveLength(2);
  });

  it("runs at its turn, and its record no longer says that it waits", async () => {
    const jobs = await submit(11);
    await kit.drain({ withRetries: true });
    expect(starts.map(({ at }) => (at - (starts[0]?.at ?? 0)) / 1000)).toEqual([...Array(10).fill(0), 60]);
    const last = recordOf(jobs[10]?.id ?? "");
    expect(last).toMatchObject({ status: "succeeded", attempts: [{ outcome: "succeeded" }] });
    expect(last).not.toHaveProperty("heldBack");
    expect(last).not.toHaveProperty("nextAttemptAt");
  });

  it("does not hold up a job of another key, or of another type", async () => {
    await submit(30);
    await submit(1, "another");
    const { job } = await enqueue(kit.backend, unlimited, {});
    await kit.drain();
    expect(starts.filter(({ tenant }) => tenant === "another")).toHaveLength(1);
    expect(recordOf(job.id).status).toBe("succeeded");
  });

  it("has its failures counted alone, however often it waits", async () => {
    run = async () => {
      throw new Error("broken");
    };
    const [job] = await submit(30);
    await kit.drain({ withRetries: true });
    expect(recordOf(job?.id ?? "")).toMatchObject({ status: "dead", cause: "exhausted" });
    for (const { attempts, cause } of kit.jobs()) {
      expect([attempts.length, cause]).toEqual([5, "exhausted"]);
    }
  });

  it("can be cancelled, and run now when its turn may have come", async () => {
    const jobs = await submit(12);
    await kit.drain();
    const [cancelled = "", early = ""] = [jobs[10]?.id, jobs[11]?.id];
    expect(await cancelJob(kit.backend, cancelled)).toMatchObject({ status: "cancelled" });
    expect(recordOf(cancelled)).not.toHaveProperty("heldBack");
    await runNow(kit.backend, early);
    await kit.drain();
    // Ten have started a moment ago.
    expect(recordOf(early).heldBack).toMatchObject({ times: 2 });
    kit.clock.advance(61_000);
    await runNow(kit.backend, early);
    await kit.drain();
    expect(recordOf(early).status).toBe("succeeded");
  });

  it("is neither overdue nor sent again while it waits", async () => {
    await submit(1_000);
    await kit.drain({ atMost: 2_000 });
    kit.clock.advance(30_000);
    expect(await recoverJobs(kit.backend)).toMatchObject({ oldestQueuedSeconds: 0 });
    // Those whose turn was a minute after the start have not been received since: less than half an hour.
    kit.clock.advance(29 * 60_000);
    const queue = { ...kit.backend.queue, backlog: async () => 0 };
    expect(await recoverJobs({ ...kit.backend, queue })).toMatchObject({ resent: 0, lost: 0 });
  });
});

it("a job whose turn comes after its deadline has expired as soon as the deadline is over", async () => {
  await submit(100);
  await kit.drain();
  const deadlineAt = new Date(kit.clock.now() + 120_000);
  const { job } = await enqueue(kit.backend, limited, { tenant: "one" }, { deadlineAt });
  await kit.drain();
  expect(recordOf(job.id).nextAttemptAt).toBeGreaterThan(deadlineAt.getTime());
  kit.clock.advance(121_000);
  await kit.drain();
  expect(recordOf(job.id)).toMatchObject({ status: "dead", cause: "expired", attempts: [] });
});

describe("a thousand jobs at ten a minute", () => {
  it("take a hundred minutes, two receives and no renewal each, and never more than ten start in a minute", async () => {
    await submit(1_000);
    const sent = kit.queues.sent.length;
    await kit.drain({ withRetries: true, atMost: 2_000 });
    expect(kit.jobs().every(({ status }) => status === "succeeded")).toBe(true);
    expect(kit.queues.sent.length).toBe(sent);
    const [first = 0] = starts.map(({ at }) => at);
    expect(((starts.at(-1)?.at ?? 0) - first) / 60_000).toBeCloseTo(99.9, 0);
    for (const [index, { at }] of starts.entries()) {
      expect((starts[index + 10]?.at ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(58_000);
    }
    expect(Math.max(...kit.jobs().map(({ attempts }) => attempts[0]?.receiveCount ?? 0))).toBe(2);
  });

  it("whose turns are days away need a receive for each 12 hours", async () => {
    const slow = defineJob({
      ...{ name: "slow", idPrefix: "slo", payload: z.object({}) },
      rateLimit: { limit: 1, perSeconds: 86_400 },
      run: async () => starts.push({ tenant: "slow", at: kit.clock.now() }),
    });
    kit = createTestKit({ types: [slow] });
    for (let made = 0; made < 8; made++) await enqueue(kit.backend, slow, {});
    const begun = kit.clock.now();
    await kit.drain({ withRetries: true });
    expect(starts.map(({ at }) => Math.round((at - begun) / 86_400_000))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(kit.queues.dead).toEqual([]);
  });
});

describe("a redriven job over its limit", () => {
  it("stays dead until its turn, and then runs", async () => {
    run = async () => {
      throw new Error("broken");
    };
    const [job] = await submit(1);
    await kit.drain({ withRetries: true });
    const id = job?.id ?? "";
    run = async () => "made";
    await submit(20);
    await kit.drain();
    // As a move task on AWS does: a new message.
    await kit.backend.queue.send({ v: 1, type: limited.name, jobId: id });
    kit.clock.advance(3_000);
    await kit.drain();
    expect(recordOf(id)).toMatchObject({ status: "dead", heldBack: { times: 1 } });
    await kit.drain({ withRetries: true });
    expect(recordOf(id)).toMatchObject({ status: "succeeded", redrives: [{}] });
    expect(recordOf(id)).not.toHaveProperty("heldBack");
  });
});

describe("the key of a rate limit", () => {
  it("is not kept: only its hash is", async () => {
    await submit(1, "secret-tenant");
    await kit.drain();
    const hash = createHash("sha256").update("secret-tenant").digest("hex").slice(0, 32);
    const document = await kit.store.getDocument("rate-limit", `limited:by-tenant#${hash}`);
    expect(document).toMatchObject({ value: { starts: [kit.clock.now()] } });
    expect(JSON.stringify(document)).not.toContain("secret-tenant");
    expect(kit.logs.text()).not.toContain("secret-tenant");
  });

  it("is taken from a payload that has an item of its own, too", async () => {
    const note = "n".repeat(5_000);
    for (let made = 0; made < 11; made++) {
      await enqueue(kit.backend, limited, { tenant: made % 2 ? "odd" : "even", note });
    }
    await kit.drain();
    expect(starts).toHaveLength(11);
  });

  it("that throws is logged, and its jobs share one limit", async () => {
    const broken = defineJob({
      ...{ name: "broken:key", idPrefix: "bro", payload: z.object({}) },
      rateLimit: {
        ...{ limit: 1, perSeconds: 60 },
        key: () => {
          throw new Error("a mistake");
        },
      },
      run: async () => "made",
    });
    kit = createTestKit({ types: [broken] });
    await enqueue(kit.backend, broken, {});
    await enqueue(kit.backend, broken, {});
    expect(await kit.drain()).toHaveLength(1);
    expect(kit.logs.of("rate limit without a key")).toHaveLength(2);
  });
});

it("twenty consumers at once start as many as the limit allows", async () => {
  await submit(20);
  const received = Array.from({ length: 20 }, () => kit.queues.receive());
  await Promise.all(
    received.map((message) => {
      if (!message) throw new Error("twenty messages wait");
      return consumeMessage(kit.backend, message, invocation());
    }),
  );
  expect(starts).toHaveLength(10);
  expect(new Set(kit.jobs().flatMap(({ nextAttemptAt }) => nextAttemptAt ?? [])).size).toBe(10);
});

describe("a consumer whose store or queue fails, or that is killed, at each call in turn", () => {
  it("loses no job, uses no attempt, and starts no more than the limit allows", async () => {
    const deliver = async (backend = kit.backend) => {
      const received = kit.queues.receive();
      if (!received) throw new Error("its message waits");
      return await consumeMessage(backend, received, invocation());
    };
    const given = async () => {
      starts = [];
      kit = createTestKit({ types: [limited, unlimited] });
      await submit(10);
      await kit.drain();
      await submit(1);
    };
    await given();
    const counting = faultyProcess(kit.backend);
    await deliver(counting.backend);
    expect(counting.calls()).toBe(5);
    for (let at = 1; at <= counting.calls(); at++) {
      for (const fault of ["dies-before", "dies-after"] as const) {
        await given();
        const dying = faultyProcess(kit.backend, { at, fault });
        void deliver(dying.backend);
        await dying.died;
        await kit.drain({ withRetries: true });
        expect(starts, `${fault} call ${at}`).toHaveLength(11);
        expect((starts[10]?.at ?? 0) - (starts[0]?.at ?? 0)).toBeGreaterThanOrEqual(58_000);
        expect(
          kit.jobs().every(({ status, attempts }) => status === "succeeded" && attempts.length === 1),
        ).toBe(true);
      }
    }
    for (const call of ["get", "getDocument", "putDocument", "update"] as const) {
      await given();
      kit.store.fail(call, { times: 1 });
      await deliver();
      await kit.drain({ withRetries: true });
      expect(starts, `${call} failed`).toHaveLength(11);
      expect(
        kit.jobs().every(({ status, attempts }) => status === "succeeded" && attempts.length === 1),
      ).toBe(true);
    }
    await given();
    kit.queues.fail("changeVisibility", { times: 1 });
    await deliver();
    await kit.drain({ withRetries: true });
    expect(starts).toHaveLength(11);
  });

  it("starts none while the store is away: the limit holds", async () => {
    await submit(1);
    kit.store.fail("getDocument");
    await kit.drain({ withRetries: false });
    expect(starts).toEqual([]);
    kit.store.mend();
    await kit.drain({ withRetries: true });
    expect(starts).toHaveLength(1);
  });
});

it.each([
  [{ limit: 0, perSeconds: 60 }, "rateLimit.limit is 0"],
  [{ limit: 1.5, perSeconds: 60 }, "rateLimit.limit is 1.5, no whole number"],
  [{ limit: 1_001, perSeconds: 60 }, "rateLimit.limit is 1001"],
  [{ limit: 1, perSeconds: 0.5 }, "rateLimit.perSeconds is 0.5"],
  [{ limit: 1, perSeconds: Number.NaN }, "rateLimit.perSeconds is NaN"],
])("a rate limit of %o is refused when the registry is made", (rateLimit, message) => {
  const wrong = defineJob({
    name: "wrong",
    idPrefix: "wro",
    payload: z.object({}),
    rateLimit,
    run: async () => "made",
  });
  expect(() => createRegistry([wrong], defineSettings())).toThrow(message);
});
