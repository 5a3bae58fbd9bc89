// Logarithmic buckets of times: few numbers for any range, that can be added up.

/** Buckets for each doubling of a time. A quantile is then off by 8.7 % at most (`operate/histogram.ts`). */
const PER_DOUBLING = 4;

/** Bucket `n` holds what is above 2^((n−1)/4) ms and at most 2^(n/4) ms; bucket 0 all up to 1 ms. 69 of them reach 2 minutes. */
export const bucketOf = (ms: number): number => (ms <= 1 ? 0 : Math.ceil(PER_DOUBLING * Math.log2(ms)));

/** The upper bound of a bucket, in ms, which belongs to it. */
export const boundOf = (bucket: number): number => 2 ** (bucket / PER_DOUBLING);
