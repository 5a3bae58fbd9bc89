// A histogram of times as Prometheus has it: cumulative buckets that are the same for every type and at every time.
import { boundOf, type Histogram, type TypeStats } from "../../core/jobs/operate/inspector.ts";
import type { Family, Sample } from "./exposition.ts";

/** Of the engine's four buckets a doubling one is told: 1 ms, 2 ms, … 4,194 s. A quantile that Prometheus makes is then off by a half at most. */
const EACH = 4;
const BUCKETS = Array.from({ length: 23 }, (_, index) => index * EACH);

export const histogramOf = (
  name: string,
  help: string,
  totals: readonly TypeStats[],
  of: (stats: TypeStats) => Histogram,
): Family => ({
  ...{ name, help, type: "histogram" },
  samples: totals.flatMap((stats) => samplesOf(of(stats), stats.type)),
});

function samplesOf({ buckets, count, sumMs }: Histogram, type: string): Sample[] {
  const upTo = (last: number) =>
    buckets.reduce((sum, [bucket, inBucket]) => (bucket <= last ? sum + inBucket : sum), 0);
  return [
    ...BUCKETS.map(
      (bucket): Sample => ({
        suffix: "_bucket",
        labels: { type, le: String(boundOf(bucket) / 1_000) },
        value: upTo(bucket),
      }),
    ),
    { suffix: "_bucket", labels: { type, le: "+Inf" }, value: count },
    { suffix: "_sum", labels: { type }, value: sumMs / 1_000 },
    { suffix: "_count", labels: { type }, value: count },
  ];
}
