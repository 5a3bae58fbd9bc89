// What a briefing job has fetched and paid for is kept with it: a process that is killed costs no second fetch and no second call of the model.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Briefing } from "../../../core/briefings/briefing.ts";
import type { BriefingOptions } from "../../../core/briefings/env.ts";
import { generateBriefing, generateBriefingJob } from "../../../core/briefings/job.ts";
import { keep } from "../../../core/briefings/keep.ts";
import { limits } from "../../../core/briefings/limits.ts";
import type { BriefingRequestInput } from "../../../core/briefings/request.ts";
import { createRegistry, enqueue, type JobContext } from "../../../core/jobs/index.ts";
import { defineSettings } from "../../../core/settings.ts";
import { fails, startFakeClaude } from "../../support/fake-claude.ts";
import { createTestBackend } from "../../support/test-backend.ts";
import { articlePage, pages, startWebServer } from "../../support/web-server.ts";

const START = Date.UTC(2026, 10, 24, 8);
const HOUR = 3_600_000;
beforeEach(() => {
  // Only the clock: requests on loopback need real timers.
  vi.useFakeTimers({ now: START, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

async function startJob(
  options: {
    claude?: Awaited<ReturnType<typeof startFakeClaude>>;
    pages?: Record<string, string>;
    /** Without it the engine's steps run and keep nothing. */
    isKept?: boolean;
  } = {},
) {
  const site = await startWebServer(
    pages(
      options.pages ?? {
        "/a": articlePage("Ferries sail"),
        "/b": articlePage("Lighthouse sold", "The lighthouse of Cape Orr was sold to a painter on Friday."),
      },
    ),
  );
  // Progress is written at the start only: how often it is on a slow machine would change what the writes are counted to be.
  const test = createTestBackend({ overrides: { progressSeconds: 3_600 } });
  const briefingOptions: BriefingOptions = {
    allowPrivateAddresses: true,
    ...(options.claude && { anthropicApiKey: "test", anthropicBaseUrl: options.claude.url }),
  };
  const type = generateBriefingJob(briefingOptions, test.backend.cache);
  const { run } = type;
  if (options.isKept === false)
    type.run = (payload, context) =>
      run(payload, { ...context, step: (async (_, part) => part()) as JobContext["step"] });
  test.backend.registry = createRegistry([type], test.settings);
  const request: BriefingRequestInput = {
    topic: "ferries and lighthouses",
    sources: Object.keys(options.pages ?? { "/a": 0, "/b": 0 }).map((path) => ({
      kind: "article",
      url: site.url + path,
    })),
  };
  const { job } = await enqueue(test.backend, generateBriefing, request);
  return {
    ...test,
    id: job.id,
    fetched: () => site.requests.filter(({ path }) => path !== "/robots.txt").map(({ path }) => path),
    briefing: async () => (await test.store.getResult(job.id)) as Briefing | undefined,
    /** Runs the next attempt to its end. */
    run: () => test.deliver(),
    /** Runs an attempt whose process is killed at the given call of the store. Its message comes back after the visibility timeout. */
    async runAndKill(method: "putStep" | "putResult", call = 1) {
      const killed = Promise.withResolvers<void>();
      for (let earlier = 1; earlier < call; earlier++) test.store.before(method, () => {});
      test.store.before(method, () => {
        killed.resolve();
        return new Promise(() => {});
      });
      const received = test.queues.receive();
      if (!received) throw new Error("no message is visible");
      void test.consume(received);
      await killed.promise;
      pass(1_800_000);
    },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  };
}

describe("a briefing whose process is killed", () => {
  it("behind the model's answer is finished without a second fetch and without a second call", async () => {
    await using claude = await startFakeClaude();
    await using job = await startJob({ claude });
    await job.runAndKill("putResult");
    await job.run();
    expect((await job.job(job.id)).status).toBe("succeeded");
    expect(job.fetched().sort()).toEqual(["/a", "/b"]);
    expect(claude.requests).toHaveLength(1);
    expect(await job.briefing()).toMatchObject({
      generator: { kind: "claude" },
      coverage: { fetched: 2, used: 2, claimsDropped: 2 },
      usage: { requests: 1, inputTokens: 1_200 },
    });
  });

  it("before the model's answer was kept is written again from what was read", async () => {
    await using claude = await startFakeClaude();
    await using job = await startJob({ claude });
    await job.runAndKill("putStep", 2);
    await job.run();
    expect((await job.job(job.id)).status).toBe("succeeded");
    expect(job.fetched()).toHaveLength(2);
    expect(claude.requests).toHaveLength(2);
  });

  it("before what was read was kept begins anew", async () => {
    await using job = await startJob();
    await job.runAndKill("putStep");
    await job.run();
    expect((await job.job(job.id)).status).toBe("succeeded");
    expect(job.fetched()).toHaveLength(4);
  });

  it("is quoted from what was read before, word for word the same", async () => {
    await using job = await startJob();
    await job.runAndKill("putResult");
    await job.run();
    await using undisturbed = await startJob();
    await undisturbed.run();
    expect(job.fetched()).toHaveLength(2);
    const told = async (briefing: Promise<Briefing | undefined>) =>
      (await briefing)?.items.map(({ headline, sentences }) => [headline, sentences]);
    expect(await told(job.briefing())).toEqual(await told(undisturbed.briefing()));
  });
});

describe("a briefing that is tried again", () => {
  it("because the model was overloaded fetches nothing twice", async () => {
    await using claude = await startFakeClaude(
      Array.from({ length: 3 }, () => fails(529, "overloaded_error")),
    );
    await using job = await startJob({ claude });
    await job.run();
    expect((await job.job(job.id)).status).toBe("retrying");
    const calls = claude.requests.length;
    claude.script.length = 0;
    pass(HOUR);
    await job.run();
    expect((await job.job(job.id)).status).toBe("succeeded");
    expect(job.fetched()).toHaveLength(2);
    expect(claude.requests).toHaveLength(calls + 1);
  });

  it("because nothing could be read fetches again", async () => {
    await using job = await startJob({ pages: { "/gone": "" } });
    await job.run();
    expect(job.store.calls("putStep")).toBe(0);
  });

  it("days later, as after a redrive, is made from today's news", async () => {
    await using job = await startJob();
    await job.runAndKill("putResult");
    pass(limits.keep.trustMs);
    await job.run();
    expect((await job.job(job.id)).status).toBe("succeeded");
    expect(job.fetched()).toHaveLength(4);
    expect((await job.job(job.id)).steps?.map(({ name }) => name)).toEqual(["read.1", "read.2"]);
  });
});

describe("what keeping costs", () => {
  type Claude = Awaited<ReturnType<typeof startFakeClaude>>;
  async function writesOf(options: { claude?: Claude; isKept: boolean }) {
    await using job = await startJob(options);
    await job.run();
    const { steps = [] } = await job.job(job.id);
    const { calls } = job.store;
    return { names: steps.map(({ name }) => name), puts: calls("putStep"), updates: calls("update") };
  }

  it("is one put and one update for what was read", async () => {
    const [kept, plain] = [await writesOf({ isKept: true }), await writesOf({ isKept: false })];
    expect(kept).toEqual({ names: ["read.1"], puts: 1, updates: plain.updates + 1 });
  });

  it("is as much again for an answer that was paid for", async () => {
    await using claude = await startFakeClaude();
    const kept = await writesOf({ claude, isKept: true });
    const plain = await writesOf({ claude, isKept: false });
    expect(kept).toEqual({ names: ["read.1", "write.1"], puts: 2, updates: plain.updates + 2 });
  });
});

describe("keeping", () => {
  /** Steps as the engine keeps them, as JSON. */
  function steps() {
    const results = new Map<string, string>();
    const step = (async (name: string, run: () => unknown) => {
      if (!results.has(name)) results.set(name, JSON.stringify(await run()));
      return JSON.parse(results.get(name) ?? "null");
    }) as JobContext["step"];
    return { results, step };
  }

  it("fits into a step of the engine, and shrinks text", async () => {
    expect(limits.keep.bytes).toBeLessThanOrEqual(defineSettings().jobs.maxStepBytes);
    const { results, step } = steps();
    const text = articlePage("Ferries").repeat(200);
    await keep({ step, now: () => START }, "read", async () => text);
    expect(results.get("read.1")?.length).toBeLessThan(text.length / 10);
    expect(
      (await keep({ step, now: () => START }, "read", () => Promise.reject(new Error("again")))).result,
    ).toBe(text);
  });

  it("leaves out what is too large even so: it is worked out by each attempt", async () => {
    const { results, step } = steps();
    // Hardly to be compressed.
    const random = Array.from({ length: 80_000 }, (_, index) =>
      Math.sin(index).toString(36).slice(3, 9),
    ).join("");
    let runs = 0;
    const work = async () => {
      runs++;
      return random;
    };
    for (const _ of [1, 2])
      expect(await keep({ step, now: () => START }, "read", work)).toEqual({ result: random, isKept: false });
    expect(runs).toBe(2);
    expect(results.get("read.1")?.length).toBeLessThan(100);
  });

  it("does not trust what a version with another shape has kept", async () => {
    const { results, step } = steps();
    results.set("read.1", JSON.stringify({ version: 0, at: START, packed: "?" }));
    expect((await keep({ step, now: () => START }, "read", async () => "anew")).result).toBe("anew");
    expect([...results.keys()]).toEqual(["read.1", "read.2"]);
  });
});
