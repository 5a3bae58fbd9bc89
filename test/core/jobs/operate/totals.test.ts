// Totals for a monitor: they begin with the process, and never go back.
import { describe, expect, it } from "vitest";
import type { Counts, JobStore } from "../../../../core/jobs/index.ts";
import { createTotals } from "../../../../core/jobs/operate/inspector.ts";
import { bucketName, counterName, sumName } from "../../../../core/jobs/stats/count-names.ts";
import { RESOLUTIONS, slotExpiry, slotName } from "../../../../core/jobs/stats/slots.ts";
import { createTestKit } from "../../../../core/jobs/testing/index.ts";

const NOON = Date.parse("2026-11-29T12:00:00Z");
const DAY_MS = 86_400_000;

function world(startedAt = NOON) {
  let time = NOON;
  const { backend } = createTestKit({ types: [] });
  let store: JobStore = backend.store;
  const now = () => time;
  const read = createTotals(
    { store: new Proxy(store, { get: (_, name) => Reflect.get(store, name) }), now },
    startedAt,
  );
  return {
    read,
    /** As a flush writes them: in all three slots of the time at which they happened. */
    async write(at: number, counts: Counts) {
      for (const resolution of RESOLUTIONS)
        await backend.store.addCounts(slotName(resolution, at), counts, slotExpiry(resolution, at));
    },
    at: (ms: number) => {
      time = ms;
    },
    replace: (getCounts: JobStore["getCounts"]) => {
      store = { ...backend.store, getCounts };
    },
    restore: () => {
      store = backend.store;
    },
    succeeded: async () => (await read()).map(({ type, succeeded }) => [type, succeeded]),
  };
}

const ok = (count: number): Counts => ({ [counterName("mail:send", "succeeded")]: count });

describe("totals", () => {
  it("begin with the process: what was counted that day before it is not in them", async () => {
    const { write, at, succeeded } = world(NOON);
    await write(NOON - 3_600_000, ok(100));
    await write(NOON + 30_000, ok(2));
    at(NOON + 60_000);
    expect(await succeeded()).toEqual([["mail:send", 2]]);
  });

  it("grow from flush to flush, over midnight, and with what comes late", async () => {
    const { write, at, succeeded } = world();
    const seen: unknown[] = [];
    for (const [when, happened] of [
      [NOON + 1_000, NOON],
      [NOON + 60_000, NOON + 59_000],
      [NOON + DAY_MS / 2 + 1_000, NOON + DAY_MS / 2],
      [NOON + DAY_MS / 2 + 60_000, NOON + DAY_MS / 2 - 1_000],
      [NOON + 3 * DAY_MS, NOON + 3 * DAY_MS],
    ] as const) {
      at(when);
      await write(happened, ok(1));
      seen.push(...(await succeeded()).map(([, count]) => count));
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it("stay where they are when a day is not kept any more, or a read misses what an earlier one saw", async () => {
    const { write, at, succeeded, replace, restore } = world();
    await write(NOON, ok(5));
    expect(await succeeded()).toEqual([["mail:send", 5]]);
    replace(async (slots) => slots.map(() => ({})));
    expect(await succeeded()).toEqual([["mail:send", 5]]);
    restore();
    at(NOON + 120 * DAY_MS);
    await write(NOON + 120 * DAY_MS, ok(1));
    expect(await succeeded()).toEqual([["mail:send", 6]]);
  });

  it("have their histograms, whose buckets, sum and count grow alike", async () => {
    const { write, read } = world();
    await write(NOON, { [bucketName("mail:send", "run", 8)]: 2, [sumName("mail:send", "run")]: 7.5 });
    await write(NOON, { [bucketName("mail:send", "run", 12)]: 1, [sumName("mail:send", "run")]: 8 });
    expect((await read())[0]?.runMs).toEqual({
      count: 3,
      sumMs: 15.5,
      buckets: [
        [8, 2],
        [12, 1],
      ],
    });
  });

  it("of a type of any name are kept apart", async () => {
    const { write, read } = world();
    await write(NOON, {
      [counterName("__proto__", "succeeded")]: 1,
      [counterName("constructor", "failed")]: 2,
    });
    expect((await read()).map(({ type, processed }) => [type, processed])).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
  });
});
