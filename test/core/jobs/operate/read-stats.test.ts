// What was counted, read by slots: on both stores' contract, so the one in memory is enough.
import { describe, expect, it } from "vitest";
import { quantile } from "../../../../core/jobs/operate/histogram.ts";
import { readStats, sumByType, sumTypes } from "../../../../core/jobs/operate/read-stats.ts";
import { createMemoryStore } from "../../../../core/jobs/testing/index.ts";
import { defineSettings } from "../../../../core/settings.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 29, 8, 30);
const at = (time: string) => Date.parse(`${time}Z`);

const world = () => {
  const store = createMemoryStore({ settings: defineSettings(), now: () => NOW });
  const add = (slot: string, counts: Record<string, number>) =>
    store.addCounts(slot, counts, NOW / 1_000 + 86_400);
  return { store, now: () => NOW, add };
};

const none = {
  processed: 0,
  succeeded: 0,
  failed: 0,
  retried: 0,
  snoozed: 0,
  interrupted: 0,
  dead: 0,
  cancelled: 0,
};
const noTimes = { count: 0, sumMs: 0, buckets: [] };

describe("readStats", () => {
  it("gives each slot of the range with what was counted in it, by type", async () => {
    const { add, ...backend } = world();
    await add("hour#2026-11-29T07", {
      "mail:send/succeeded": 8,
      "mail:send/failed": 2,
      "mail:send/retried": 1,
      "mail:send/dead": 1,
      "mail:send/run": 12_000,
      "mail:send/run.40": 9,
      "mail:send/run.7": 1,
      "mail:send/wait": 70,
      "mail:send/wait.20": 8,
      "a.b/cancelled": 3,
    });
    const slots = await readStats(backend, {
      resolution: "hour",
      from: at("2026-11-29T06:59"),
      to: at("2026-11-29T08:01"),
    });
    expect(slots).toEqual([
      { from: at("2026-11-29T06:00"), to: at("2026-11-29T07:00"), types: [] },
      {
        from: at("2026-11-29T07:00"),
        to: at("2026-11-29T08:00"),
        types: [
          { type: "a.b", ...none, cancelled: 3, waitMs: noTimes, runMs: noTimes },
          {
            type: "mail:send",
            ...{ ...none, processed: 10, succeeded: 8, failed: 2, retried: 1, dead: 1 },
            waitMs: { count: 8, sumMs: 70, buckets: [[20, 8]] },
            runMs: {
              count: 10,
              sumMs: 12_000,
              buckets: [
                [7, 1],
                [40, 9],
              ],
            },
          },
        ],
      },
      { from: at("2026-11-29T08:00"), to: at("2026-11-29T09:00"), types: [] },
    ]);
  });

  it.each([
    ["minute", "minute#2026-11-29T08:29", 1_440],
    ["hour", "hour#2026-11-28T09", 24],
    ["day", "day#2026-11-02", 90],
  ] as const)("finds the slot of each %s", async (resolution, slot, count) => {
    const { add, ...backend } = world();
    await add(slot, { "a/succeeded": 1 });
    const span = { minute: 60_000, hour: HOUR, day: 24 * HOUR }[resolution];
    const to = (Math.floor(NOW / span) + 1) * span;
    const slots = await readStats(backend, { resolution, from: to - count * span, to });
    expect(slots).toHaveLength(count);
    expect(sumByType(slots)).toMatchObject([{ type: "a", succeeded: 1 }]);
    expect(new Date(slots.find(({ types }) => types.length > 0)?.from ?? 0).toISOString()).toContain(
      slot.split("#")[1],
    );
  });

  it("takes a job type of any name", async () => {
    const { add, ...backend } = world();
    await add(
      "day#2026-11-29",
      Object.fromEntries([
        ["__proto__/succeeded", 2],
        ["constructor/dead", 1],
      ]),
    );
    const [today] = await readStats(backend, { resolution: "day", from: NOW, to: NOW + 1 });
    expect(today?.types).toMatchObject([
      { type: "__proto__", succeeded: 2, dead: 0 },
      { type: "constructor", succeeded: 0, dead: 1 },
    ]);
  });

  it("asks the store for nothing that it does not keep any more, and shows those slots as empty", async () => {
    const { store, now } = world();
    const asked: string[] = [];
    const getCounts = (slots: readonly string[]) => {
      asked.push(...slots);
      return store.getCounts(slots);
    };
    const query = { resolution: "minute", from: NOW - 49 * HOUR, to: NOW - 47.9 * HOUR } as const;
    const slots = await readStats({ store: { ...store, getCounts }, now }, query);
    expect(slots).toHaveLength(66);
    expect(asked).toHaveLength(7);
    expect(asked[0]).toBe("minute#2026-11-27T08:29");
  });

  it("refuses a range that is too long, or ends before it begins, and says what to ask for", async () => {
    const { add: _, ...backend } = world();
    await expect(readStats(backend, { resolution: "minute", from: 0, to: NOW })).rejects.toMatchObject({
      code: "invalid-request",
      message: expect.stringMatching(/slots by minute are too many: at most 1500; ask for less time/),
    });
    await expect(readStats(backend, { resolution: "day", from: NOW, to: NOW - 1 })).rejects.toMatchObject({
      code: "invalid-request",
    });
  });

  it("sums up over slots and types, with the quantiles of all", async () => {
    const { add, ...backend } = world();
    await add("day#2026-11-28", { "a/succeeded": 1, "a/run.40": 1, "a/run": 1_000 });
    await add("day#2026-11-29", {
      "a/succeeded": 2,
      "a/run.44": 2,
      "a/run": 4_000,
      "b/failed": 1,
      "b/run.8": 1,
    });
    const slots = await readStats(backend, { resolution: "day", from: NOW - 24 * HOUR, to: NOW });
    const types = sumByType(slots);
    expect(types).toMatchObject([
      { type: "a", processed: 3, runMs: { count: 3, sumMs: 5_000 } },
      { type: "b", processed: 1, failed: 1 },
    ]);
    const all = sumTypes("all", types);
    expect(all).toMatchObject({ type: "all", processed: 4, runMs: { count: 4 } });
    expect(quantile(all.runMs, 0)).toBeCloseTo(4, 0);
    expect(quantile(all.runMs, 0.5)).toBeGreaterThan(900);
  });
});
