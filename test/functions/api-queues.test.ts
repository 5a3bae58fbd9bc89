// The API's routes for queues, statistics and workers.
import { beforeEach, describe, expect, it } from "vitest";
import { createPresence } from "../../core/jobs/stats/presence.ts";
import { countOutcomes, createStats } from "../../core/jobs/stats/stats.ts";
import { QueuesResponse, StatsResponse, WorkersResponse } from "../../functions/http/view-queues.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { createTestApi, type TestApi } from "../support/test-api.ts";
import { WORK } from "../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
  const stats = createStats(api.backend, 0);
  api.backend.stats = stats;
  api.backend.hooks = [countOutcomes((outcome) => stats.count(outcome))];
});
const refused = { status: 400, code: "invalid-request" };
const get = async (path: string, query: Record<string, string> = {}) => {
  const answer = await api.ask("GET", path, { query });
  expect(answer.status).toBe(200);
  return answer.json();
};
const succeed = async () => {
  await api.enqueue();
  await api.deliver();
  await api.backend.stats?.flush();
};
const iso = (ms: number) => new Date(ms).toISOString();

describe("GET /queues", () => {
  it("tells what waits and what was processed, as its schema says", async () => {
    await succeed();
    await api.enqueue();
    await turn(5);
    const body = await get("/queues");
    expect(QueuesResponse.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      at: iso(START + 5_000),
      queues: [{ priority: "default", visible: 1, inFlight: 0, delayed: 0 }],
      ...{ deadLetters: 0, openBreakers: [], problems: [] },
      consumer: { paused: false, changing: false },
      jobs: { counts: { queued: 1 }, exact: true },
      oldest: { type: WORK, seconds: 5 },
      all: { today: { processed: 1, succeeded: 1 } },
      types: [{ type: WORK, today: { processed: 1 }, runMs: { p50: expect.any(Number) } }],
    });
  });

  it("of one type leaves the others out", async () => {
    await succeed();
    expect(await get("/queues", { type: WORK })).toMatchObject({ types: [{ type: WORK }] });
    expect(await get("/queues", { type: "another" })).toMatchObject({
      types: [],
      all: { today: { processed: 1 } },
    });
  });

  it("needs the token, and refuses a parameter that it does not know", async () => {
    await expectRefusal(api, ["GET", "/queues", { query: { typ: "a" } }], refused);
    const unknown = { status: 401, code: "unauthorized" };
    await expectRefusal(api, ["GET", "/queues", { headers: { authorization: "Bearer no" } }], unknown);
  });
});

describe("GET /stats", () => {
  it("gives the last day by hours, as its schema says", async () => {
    await succeed();
    const body = await get("/stats");
    expect(StatsResponse.parse(body)).toEqual(body);
    expect(body).toMatchObject({ resolution: "hour", total: [{ type: WORK, succeeded: 1 }] });
    const slots = body.slots as StatsResponse["slots"];
    expect(slots).toHaveLength(24);
    expect(slots.at(-1)).toMatchObject({
      from: iso(START),
      to: iso(START + 3_600_000),
      types: [
        { type: WORK, processed: 1, waitMs: { count: 1 }, runMs: { count: 1, p95: expect.any(Number) } },
      ],
    });
  });

  it.each([
    ["minute", 60],
    ["day", 90],
  ])("by %s gives the last %i", async (resolution, count) => {
    expect((await get("/stats", { resolution })).slots).toHaveLength(count);
  });

  it("gives the range that is asked for; its end is left out", async () => {
    const range = { from: "2026-11-24T01:00:00Z", to: "2026-11-24T05:00:00+01:00" };
    const { slots } = await get("/stats", { resolution: "hour", ...range });
    expect((slots as StatsResponse["slots"]).map(({ from }) => from.slice(11, 13))).toEqual([
      "01",
      "02",
      "03",
    ]);
  });

  it.each([
    ["resolution", "second"],
    ["from", "yesterday"],
    ["to", "2026-11-24"],
    ["limit", "3"],
  ])("refuses %s=%s", async (name, value) => {
    await expectRefusal(api, ["GET", "/stats", { query: { [name]: value } }], refused);
  });

  it("refuses more slots than one answer has", async () => {
    const query = { resolution: "minute", from: "2026-11-20T00:00:00Z" };
    const problem = await expectRefusal(api, ["GET", "/stats", { query }], refused);
    expect(problem).toMatchObject({ detail: expect.stringContaining("ask for less time") });
  });
});

describe("GET /workers", () => {
  it("shows who is there and what it runs, as its schema says", async () => {
    api.backend.workerId = "laptop:7";
    const about = { id: "laptop:7", kind: "worker", since: START - 1_000, coldStartMs: 340 } as const;
    await createPresence(api.backend, about).announce();
    const { id } = (await api.enqueue()).job;
    api.work.run = () => new Promise(() => {});
    void api.deliver();
    await settled();
    const body = await get("/workers");
    expect(WorkersResponse.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      workers: [
        {
          ...{ id: "laptop:7", kind: "worker", since: iso(START - 1_000), lastSeenAt: iso(START) },
          running: [{ jobId: id, type: WORK, attempt: 1, since: iso(START) }],
        },
      ],
      complete: true,
    });
  });
});
