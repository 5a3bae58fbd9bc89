// A histogram of times in logarithmic buckets, its quantiles, and the sum of several.
import { boundOf } from "../stats/buckets.ts";

/** `buckets`: pairs of a bucket and how many times are in it, the shortest first; buckets without any are left out. */
export type Histogram = { count: number; sumMs: number; buckets: [bucket: number, count: number][] };

/** The time of a bucket whose distance to each of its ends is the same share of that end. */
const estimateOf = (bucket: number): number => (2 * boundOf(bucket)) / (1 + boundOf(1));

/**
 * @param share from 0 to 1: 0.95 for p95.
 * @returns about the time (ms) that this share of all took at most, 8.7 % off or less, from 1 ms on; undefined when there is none.
 */
export function quantile({ count, buckets }: Histogram, share: number): number | undefined {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a quantile is of a share from 0 to 1, not ${share}`);
  const rank = Math.max(1, Math.ceil(share * count));
  let seen = 0;
  for (const [bucket, inBucket] of buckets) {
    seen += inBucket;
    if (seen >= rank) return estimateOf(bucket);
  }
  return undefined;
}

export function addHistograms(histograms: readonly Histogram[]): Histogram {
  const buckets = new Map<number, number>();
  for (const [bucket, count] of histograms.flatMap((one) => one.buckets)) {
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
  }
  const sum = (of: (one: Histogram) => number) => histograms.reduce((total, one) => total + of(one), 0);
  return {
    count: sum(({ count }) => count),
    sumMs: sum(({ sumMs }) => sumMs),
    buckets: [...buckets].sort(([a], [b]) => a - b),
  };
}
