// Priorities: each is a queue of its own with an event source mapping of its own, and a share of the jobs that run at once.
import * as z from "zod";

/** The most urgent first. */
export const PRIORITIES = ["high", "default", "low"] as const;
export const Priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof Priority>;

/** Which priorities an app has beside `default`, and how the jobs that run at once are divided among them. */
export const PriorityWeights = z.strictObject({
  high: z.number().positive().optional(),
  default: z.number().positive().default(1),
  low: z.number().positive().optional(),
});
export type PriorityWeights = z.input<typeof PriorityWeights>;

/** One value for each priority that there is. `default` is always there. */
export type PerPriority<Value> = Partial<Record<Priority, Value>> & { default: Value };

export const eachPriority = <Value>(values: PerPriority<Value>): [Priority, Value][] =>
  PRIORITIES.flatMap((priority): [Priority, Value][] => {
    const value = values[priority];
    return value === undefined ? [] : [[priority, value]];
  });

export const mapPriorities = <From, To>(
  values: PerPriority<From>,
  to: (value: From, priority: Priority) => To,
): PerPriority<To> =>
  Object.fromEntries(
    eachPriority(values).map(([priority, value]) => [priority, to(value, priority)]),
  ) as PerPriority<To>;

/** The environment variable of each priority's queue. */
export const QUEUE_VARIABLES = {
  high: "HIGH_PRIORITY_QUEUE_URL",
  default: "QUEUE_URL",
  low: "LOW_PRIORITY_QUEUE_URL",
} as const satisfies Record<Priority, string>;

/** What a function's environment has to say of the queues. */
export const queueVariables = <Url>(urls: PerPriority<Url>): Record<string, Url> =>
  Object.fromEntries(eachPriority(urls).map(([priority, url]) => [QUEUE_VARIABLES[priority], url]));

/** The least MaximumConcurrency of an event source mapping. [Lambda: SQS scaling] */
const LEAST_SHARE = 2;

/**
 * MaximumConcurrency of each priority's mapping: two each, and the rest by weight. Together they are `concurrency`, or one
 * more where two each are more than that.
 * @throws Error when two each are more than one above `concurrency`.
 */
export function sharesOf(concurrency: number, weights: PriorityWeights = {}): PerPriority<number> {
  const parsed = PriorityWeights.parse(weights);
  const entries = eachPriority(parsed);
  if (entries.length === 1) return { default: concurrency };
  const rest = concurrency - LEAST_SHARE * entries.length;
  if (rest < -1) {
    throw new Error(
      `settings: ${entries.length} priorities need a concurrency of at least ${LEAST_SHARE * entries.length - 1}, since each mapping has at least ${LEAST_SHARE}; it is ${concurrency}: raise it, or leave a priority out`,
    );
  }
  const all = entries.reduce((sum, [, weight]) => sum + weight, 0);
  const quotas = entries.map(([priority, weight]) => {
    const product = Math.max(0, rest) * weight;
    return { priority, whole: Math.floor(product / all), remainder: product % all };
  });
  let left = Math.max(0, rest) - quotas.reduce((sum, { whole }) => sum + whole, 0);
  // The sort is stable: of equal remainders the more urgent priority's comes first.
  for (const quota of quotas.toSorted((a, b) => b.remainder - a.remainder)) {
    if (left-- > 0) quota.whole++;
  }
  return Object.fromEntries(
    quotas.map(({ priority, whole }) => [priority, LEAST_SHARE + whole]),
  ) as PerPriority<number>;
}
