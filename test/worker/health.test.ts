// The worker is healthy only while it can work.
import { describe, expect, it } from "vitest";
import { StoreError } from "../../core/jobs/errors.ts";
import { ManualClock } from "../../local/clock.ts";
import { describeHealth, serveHealth, type Watched } from "../../worker/health.ts";

const clock = new ManualClock();

type Mapping = Watched["mappings"]["current"][number] & { running: number };
const mappingOf = (mapping: Partial<Mapping> = {}): Mapping => ({
  ...{ isAway: false, isFull: false, reachedAt: clock.now(), running: 0 },
  ...mapping,
});
const mappingsOf = (...current: Mapping[]): Watched["mappings"] => ({
  isPaused: false,
  running: current.reduce((sum, { running }) => sum + running, 0),
  current,
});
const watched = (mapping: Partial<Mapping> = {}, others: Partial<Watched> = {}): Watched => ({
  mappings: mappingsOf(mappingOf(mapping)),
  consumer: { startFailure: undefined },
  store: { ping: async () => {} },
  clock,
  ...others,
});
const longAgo = clock.now() - 3_600_000;
const failingPing = (error: Error) => ({
  ping: async () => {
    throw error;
  },
});

describe("a worker", () => {
  it.each([
    ["that receives, reaches the store and can start", watched()],
    [
      "with all its slots busy for an hour, which asks for nothing",
      watched({ isFull: true, reachedAt: longAgo }),
    ],
  ])("%s is healthy", async (_, given) => {
    expect(await describeHealth(given)).toMatchObject({ status: "ok" });
  });

  it.each([
    ["whose last receive failed", watched({ isAway: true }), "queue-unreachable"],
    [
      "whose last receive failed, while a job runs",
      watched({ isAway: true, running: 1 }),
      "queue-unreachable",
    ],
    ["whose queue is silent for an hour", watched({ reachedAt: longAgo }), "queue-unreachable"],
    [
      "whose queue is silent for an hour, while a job runs",
      watched({ reachedAt: longAgo, running: 1 }),
      "queue-unreachable",
    ],
    [
      "whose consumer cannot be loaded",
      watched({}, { consumer: { startFailure: { errorType: "SyntaxError", errorMessage: "", trace: [] } } }),
      "consumer-cannot-start",
    ],
    [
      "whose store is locked",
      watched({}, { store: failingPing(new StoreError("store-locked", "locked")) }),
      "store-locked",
    ],
    ["whose store fails otherwise", watched({}, { store: failingPing(new Error("?")) }), "store-unavailable"],
  ])("%s is not healthy, and says why", async (_, given, status) => {
    expect(await describeHealth(given)).toMatchObject({ status, running: given.mappings.running });
  });

  it.each([
    ["is away", { isAway: true }, "queue-unreachable"],
    ["is silent for an hour", { reachedAt: longAgo }, "queue-unreachable"],
    ["is busy for an hour", { isFull: true, reachedAt: longAgo }, "ok"],
  ])("with several queues, of which one %s, says so", async (_, mapping, status) => {
    const mappings = mappingsOf(mappingOf({ running: 2 }), mappingOf({ ...mapping, running: 1 }));
    expect(await describeHealth(watched({}, { mappings }))).toMatchObject({ status, running: 3 });
  });

  it("that is paused is healthy, says so, and tells of the jobs that still run", async () => {
    const mappings = { isPaused: true, running: 1, current: [] };
    expect(await describeHealth(watched({}, { mappings }))).toMatchObject({
      ...{ status: "ok", paused: true, running: 1 },
    });
  });

  it("answers 503 until it works, and 200 only then", async () => {
    const health = await serveHealth("127.0.0.1", 0);
    const ask = async () => {
      const response = await fetch(health.url);
      return { http: response.status, ...((await response.json()) as object) };
    };
    expect(await ask()).toMatchObject({ http: 503, status: "starting" });
    health.watch(watched());
    expect(await ask()).toMatchObject({ http: 200, status: "ok" });
    health.watch(watched({ isAway: true }));
    expect(await ask()).toMatchObject({ http: 503, status: "queue-unreachable" });
    health.close();
  });
});
