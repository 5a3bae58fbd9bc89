// A briefing that nobody waits for is written in a batch of the API: at half the price, submitted once, and waited for without using an attempt.
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Briefing } from "../../../core/briefings/briefing.ts";
import { generateBriefing as makeBriefing } from "../../../core/briefings/generate.ts";
import { generateBriefing, generateBriefingJob } from "../../../core/briefings/job.ts";
import { BriefingRequest, type BriefingRequestInput } from "../../../core/briefings/request.ts";
import { createBriefingTools } from "../../../core/briefings/setup.ts";
import { createRegistry, enqueue, type JobContext } from "../../../core/jobs/index.ts";
import { declines, type FakeClaude, fails, says, startFakeClaude } from "../../support/fake-claude.ts";
import { createTestBackend } from "../../support/test-backend.ts";

const START = Date.UTC(2026, 10, 24, 8);
const MINUTE = 60_000;
let claude: FakeClaude;
beforeEach(async () => {
  // Only the clock: requests on loopback need real timers.
  vi.useFakeTimers({ now: START, toFake: ["Date"] });
  claude = await startFakeClaude();
});
afterEach(async () => {
  vi.useRealTimers();
  await claude[Symbol.asyncDispose]();
});

const texts = [
  ["Ferries sail", "The ferry strike ended on Monday after nine days of talks in Lund."],
  ["Lighthouse sold", "The lighthouse of Cape Orr was sold to a painter on Friday."],
].map(([title = "", text = ""]) => ({ kind: "text" as const, title, text }));

async function startJob(
  overrides: Partial<BriefingRequestInput> = {},
  settings: { secondModel?: { model: string } } = {},
) {
  const test = createTestBackend();
  const options = {
    allowPrivateAddresses: false,
    anthropicApiKey: "test",
    anthropicBaseUrl: claude.url,
    claude: settings,
  };
  test.backend.registry = createRegistry([generateBriefingJob(options, test.backend.cache)], test.settings);
  const request = { topic: "ferries and lighthouses", sources: texts, pace: "whenever" as const };
  const { job } = await enqueue(test.backend, generateBriefing, { ...request, ...overrides });
  return {
    ...test,
    record: async () => await test.store.get(job.id),
    briefing: async () => (await test.store.getResult(job.id)) as Briefing | undefined,
    run: async () => {
      await test.deliver();
      vi.setSystemTime(Date.now() + 15 * MINUTE);
    },
  };
}

describe('a briefing of pace "whenever"', () => {
  it("is submitted once, waited for without an attempt, and costs half", async () => {
    const job = await startJob();
    for (let poll = 0; poll < 8; poll++) await job.run();
    expect(claude.batches).toHaveLength(1);
    expect(await job.record()).toMatchObject({ status: "retrying" });
    expect((await job.record())?.attempts.filter(({ outcome }) => outcome === "failed")).toEqual([]);

    claude.endBatches();
    await job.run();
    expect(await job.record()).toMatchObject({ status: "succeeded" });
    expect(claude.requests).toHaveLength(1);
    const briefing = await job.briefing();
    expect(briefing?.generator.kind).toBe("claude");
    expect(briefing?.items.map(({ headline }) => headline)).toEqual(["Ferries sail", "Lighthouse sold"]);
    // 1,200 tokens in and 300 out, at 2 and 10 dollars a million.
    expect(briefing?.usage?.costUsd).toBeCloseTo((1_200 * 2 + 300 * 10) / 1e6 / 2, 9);
  });

  it("is asked for more rarely the longer it takes", async () => {
    const job = await startJob();
    const pauses: number[] = [];
    for (let poll = 0; poll < 5; poll++) {
      const now = Date.now();
      await job.deliver();
      const next = (await job.record())?.nextAttemptAt ?? 0;
      pauses.push(Math.round((next - now) / 1_000));
      vi.setSystemTime(next);
    }
    expect(pauses[0]).toBe(60);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(900);
  });

  it("is repaired in a second batch", async () => {
    claude.script.push(says("no JSON"));
    const job = await startJob();
    await job.run();
    claude.endBatches();
    await job.run();
    expect(claude.batches).toHaveLength(2);
    claude.endBatches();
    await job.run();
    expect(await job.record()).toMatchObject({ status: "succeeded" });
    expect(JSON.stringify(claude.requests[1]?.body.messages)).toContain("cannot be used");
    expect((await job.briefing())?.usage?.requests).toBe(2);
  });

  it("is asked of the second model in a batch when the first declines", async () => {
    claude.script.push(declines("cyber"));
    const job = await startJob({}, { secondModel: { model: "claude-opus-5-5" } });
    for (let poll = 0; poll < 3; poll++) {
      await job.run();
      claude.endBatches();
    }
    expect(claude.requests.map(({ body }) => body.model)).toEqual(["claude-sonnet-5-5", "claude-opus-5-5"]);
    expect(await job.record()).toMatchObject({ status: "succeeded" });
  });

  it("is submitted again when the API could not do it, and is dead after three times", async () => {
    const job = await startJob();
    for (let batch = 1; batch <= 3; batch++) {
      await job.run();
      expect(claude.batches).toHaveLength(batch);
      claude.endBatches({
        type: "errored",
        error: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      });
    }
    await job.run();
    expect(await job.record()).toMatchObject({ status: "dead", cause: "permanent" });
    expect((await job.record())?.attempts.at(-1)?.error?.message).toContain("3 batches: Overloaded");
  });

  it.each([
    ["has expired", { type: "expired" as const }, /did not come to batch msgbatch_1 within a day/],
    ["was cancelled", { type: "canceled" as const }, /batch msgbatch_1 was cancelled/],
    [
      "was refused",
      {
        type: "errored" as const,
        error: { type: "error", error: { type: "invalid_request_error", message: "too long" } },
      },
      /refused the request of batch msgbatch_1 as it stands: too long \(invalid_request_error\)/,
    ],
  ])("is dead with its own message when its batch %s", async (_, result, message) => {
    const job = await startJob();
    await job.run();
    claude.endBatches(result);
    await job.run();
    expect(await job.record()).toMatchObject({ status: "dead", cause: "permanent" });
    expect((await job.record())?.attempts.at(-1)?.error?.message).toMatch(message);
    expect(claude.batches).toHaveLength(1);
  });

  it("is dead when the API knows its batch no more", async () => {
    const job = await startJob();
    await job.run();
    claude.batches.length = 0;
    await job.run();
    expect((await job.record())?.attempts.at(-1)?.error?.message).toContain(
      "Claude knows no batch msgbatch_1",
    );
  });

  it("is quoted from its sources when the batch expired and the request asks for that", async () => {
    const job = await startJob({ fallback: "extractive" });
    await job.run();
    expect(await job.briefing()).toBeUndefined();
    claude.endBatches({ type: "expired" });
    await job.run();
    expect((await job.briefing())?.generator).toMatchObject({
      kind: "extractive",
      fallback: { from: "claude" },
    });
  });

  it("fails and is retried when the batch cannot be submitted", async () => {
    claude.script.push(fails(529, "overloaded_error", { "retry-after": "300" }));
    const job = await startJob();
    await job.run();
    expect((await job.record())?.attempts.at(-1)).toMatchObject({ outcome: "failed" });
    expect(claude.batches).toHaveLength(0);
    await job.run();
    expect(claude.batches).toHaveLength(1);
  });

  it("submits no second batch when the process is killed while it waits", async () => {
    const job = await startJob();
    await job.run();
    const killed = Promise.withResolvers<void>();
    job.store.before("update", () => {
      killed.resolve();
      return new Promise(() => {});
    });
    const received = job.queues.receive();
    if (!received) throw new Error("no message is visible");
    void job.consume(received);
    await killed.promise;
    vi.setSystemTime(Date.now() + 60 * MINUTE);
    claude.endBatches();
    for (let run = 0; run < 3 && (await job.record())?.status !== "succeeded"; run++) await job.run();
    expect(await job.record()).toMatchObject({ status: "succeeded" });
    expect(claude.batches).toHaveLength(1);
  });

  it("is written at once, and says so, when what was read is too large to be kept meanwhile", async () => {
    const { writers } = createBriefingTools({ anthropicApiKey: "key", anthropicBaseUrl: claude.url });
    const urls = Array.from({ length: 10 }, (_, page) => `https://site${page}.example/a`);
    const told = "The ferry strike ended on Monday after nine days of talks in Lund.";
    // What is read, but hardly to be packed.
    const noise = () => Array.from({ length: 800 }, () => `${randomBytes(30).toString("hex")}.`).join("\n");
    const briefing = await makeBriefing(
      BriefingRequest.parse({
        topic: "ferries",
        sources: urls.map((url) => ({ kind: "article", url })),
        pace: "whenever",
      }),
      {
        fetchSource: async ({ url }) => ({
          kind: "article",
          url,
          title: "Ferries sail",
          text: `${told}\n${noise()}`,
          truncated: false,
        }),
        writers,
        signal: new AbortController().signal,
        reportProgress: () => {},
        now: Date.now,
        step: (async (_: string, work: () => unknown) => work()) as JobContext["step"],
      },
    );
    expect(claude.batches).toHaveLength(0);
    expect(briefing.notes.join(" ")).toContain("written at once and not in a batch");
  });

  it("is written at once by the extractive generator", async () => {
    const job = await startJob({ generator: "extractive" });
    await job.run();
    expect(await job.record()).toMatchObject({ status: "succeeded" });
    expect(claude.requests).toHaveLength(0);
  });
});
