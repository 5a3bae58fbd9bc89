// A histogram's quantiles, against the times themselves.
import { describe, expect, it } from "vitest";
import { addHistograms, type Histogram, quantile } from "../../../../core/jobs/operate/histogram.ts";
import { boundOf, bucketOf } from "../../../../core/jobs/stats/buckets.ts";

function histogramOf(times: readonly number[]): Histogram {
  const buckets = new Map<number, number>();
  for (const ms of times) buckets.set(bucketOf(ms), (buckets.get(bucketOf(ms)) ?? 0) + 1);
  return {
    count: times.length,
    sumMs: times.reduce((sum, ms) => sum + ms, 0),
    buckets: [...buckets].sort(([a], [b]) => a - b),
  };
}

/** Some series that repeats: no luck in a test. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}
const series = (length: number, of: (random: number) => number): number[] => {
  const random = numbers(length);
  return Array.from({ length }, () => Math.round(of(random.next().value)));
};

describe("a quantile of a histogram", () => {
  it.each([
    ["even", series(1_000, (random) => 1 + random * 10_000)],
    ["over six powers of ten", series(1_000, (random) => 10 ** (random * 6))],
    ["two humps", series(1_000, (random) => (random < 0.7 ? 20 + random * 10 : 250_000 + random * 40_000))],
    ["of one value", [290_000]],
    ["the bounds of buckets themselves", [1, 2, 4, 8, 16, 1_024, 65_536]],
    ["of months", series(50, (random) => 1 + random * 90 * 86_400_000)],
  ])("is off by 8.7 %% at most: %s", (_, times) => {
    const sorted = times.toSorted((a, b) => a - b);
    const histogram = histogramOf(times);
    for (const share of [0, 0.01, 0.25, 0.5, 0.95, 0.99, 1]) {
      const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
      expect(Math.abs((quantile(histogram, share) ?? 0) - exact) / exact).toBeLessThan(0.087);
    }
  });

  it("of none is undefined, and of no share an error", () => {
    expect(quantile({ count: 0, sumMs: 0, buckets: [] }, 0.5)).toBeUndefined();
    expect(() => quantile(histogramOf([1]), 95)).toThrow("a quantile is of a share from 0 to 1, not 95");
  });
});

describe("a bucket", () => {
  it("holds what is above the bound before it and at most its own", () => {
    for (const ms of series(2_000, (random) => 1 + 10 ** (random * 9))) {
      const bucket = bucketOf(ms);
      expect(ms).toBeLessThanOrEqual(boundOf(bucket) * (1 + Number.EPSILON));
      expect(ms).toBeGreaterThan(boundOf(bucket - 1));
    }
  });

  it("0 holds what takes no time, and what a clock that was set back makes negative", () => {
    expect([0, -5, 0.4, 1].map(bucketOf)).toEqual([0, 0, 0, 0]);
    expect([2, 3, 1_000, 120_000].map(bucketOf)).toEqual([4, 7, 40, 68]);
  });
});

it("histograms are added up", () => {
  const [one, other] = [series(100, (random) => random * 5_000), series(70, (random) => random * 90)];
  expect(addHistograms([histogramOf(one), histogramOf(other)])).toEqual(histogramOf([...one, ...other]));
  expect(addHistograms([])).toEqual({ count: 0, sumMs: 0, buckets: [] });
});
