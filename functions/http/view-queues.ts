// What the API and `--json` show of queues, statistics and workers: schemas, and how they are made. Times are ISO 8601.
import * as z from "zod";
import {
  allQuantiles,
  type Histogram,
  type Numbers,
  type QueuesView,
  type Resolution,
  type StatsSlot,
  type TypeStats,
  type Workers,
} from "../../core/jobs/operate/inspector.ts";

const Time = z.iso.datetime();
const Count = z.int().nonnegative();

/** In ms, 8.7 % off at most. */
const QuantilesView = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });

/** `processed`: attempts that succeeded or failed. `failed` counts attempts, `retried` retries; the rest count jobs, or attempts that count for nothing. */
const OutcomesView = z.object({
  ...{ processed: Count, succeeded: Count, failed: Count, retried: Count },
  ...{ snoozed: Count, interrupted: Count, dead: Count, cancelled: Count },
});

const NumbersView = z.object({
  type: z.string(),
  /** Since midnight, UTC. */
  today: OutcomesView,
  /** In the last sixty minutes; the quantiles too. */
  lastHour: OutcomesView,
  /** Attempts that succeeded or failed, in the last five minutes. */
  perSecond: z.number(),
  waitMs: QuantilesView.optional(),
  runMs: QuantilesView.optional(),
});

/** The job that has waited the longest for its first attempt. */
const Oldest = z.object({ jobId: z.string(), type: z.string(), seconds: z.number() });

export const QueuesResponse = z.object({
  at: Time,
  /** Absent when SQS cannot be reached: `problems` says why. */
  queues: z
    .array(
      z.object({
        ...{ queue: z.string(), priority: z.string(), visible: Count, inFlight: Count, delayed: Count },
        oldest: Oldest.optional(),
      }),
    )
    .optional(),
  /** Messages in the dead-letter queue, about. */
  deadLetters: Count.optional(),
  /** Dead jobs that nobody has archived, of the last 1,000; not `exact` when there are more dead ones. */
  deadJobs: z.object({ count: Count, exact: z.boolean() }),
  consumer: z.object({ paused: z.boolean(), changing: z.boolean(), since: Time.optional() }).optional(),
  openBreakers: z.array(z.object({ type: z.string(), cause: z.string(), since: Time, probeAt: Time })),
  /** Above 10,000 jobs that have not ended the numbers are too low, and not `exact`. */
  jobs: z.object({
    counts: z.object({ scheduled: Count, pending: Count, queued: Count, running: Count, retrying: Count }),
    exact: z.boolean(),
  }),
  /** Of all queues. */
  oldest: Oldest.optional(),
  all: NumbersView,
  types: z.array(NumbersView),
  problems: z.array(z.string()),
});
export type QueuesResponse = z.infer<typeof QueuesResponse>;

const TimesView = z.object({
  count: Count,
  sumMs: z.number(),
  ...{ p50: z.number().optional(), p95: z.number().optional(), p99: z.number().optional() },
});

const TypeStatsView = z.object({
  type: z.string(),
  ...OutcomesView.shape,
  waitMs: TimesView,
  runMs: TimesView,
});

export const StatsResponse = z.object({
  resolution: z.enum(["minute", "hour", "day"]),
  /** The oldest first, also those in which nothing happened. */
  slots: z.array(z.object({ from: Time, to: Time, types: z.array(TypeStatsView) })),
  /** All slots together. */
  total: z.array(TypeStatsView),
});
export type StatsResponse = z.infer<typeof StatsResponse>;

export const WorkersResponse = z.object({
  workers: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(["lambda", "worker", "dev"]).optional(),
      since: Time.optional(),
      coldStartMs: z.number().optional(),
      logStream: z.string().optional(),
      lastSeenAt: Time,
      running: z.array(
        z.object({
          ...{ jobId: z.string(), type: z.string(), title: z.string(), attempt: Count },
          ...{ since: Time, leaseUntil: Time },
        }),
      ),
    }),
  ),
  /** False when more than a hundred jobs run, or many that wait were read past. */
  complete: z.boolean(),
});
export type WorkersResponse = z.infer<typeof WorkersResponse>;

const iso = (ms: number): string => new Date(ms).toISOString();

/** @param type only the numbers of this type, beside those of all. */
export function viewQueues(view: QueuesView, type?: string): QueuesResponse {
  const { at, consumer, openBreakers, types, jobs, ...rest } = view;
  const none = { scheduled: 0, pending: 0, queued: 0, running: 0, retrying: 0 };
  return {
    ...rest,
    at: iso(at),
    ...(consumer && {
      consumer: {
        paused: consumer.paused,
        changing: consumer.changing ?? false,
        ...(consumer.since !== undefined && { since: iso(consumer.since) }),
      },
    }),
    openBreakers: openBreakers.map((breaker) => ({
      ...{ type: breaker.type, cause: breaker.cause },
      ...{ since: iso(breaker.since), probeAt: iso(breaker.probeAt) },
    })),
    jobs: { ...jobs, counts: { ...none, ...jobs.counts } },
    types: ofType(types, type),
  };
}

/** @param total what `sumByType` made of the slots. */
export const viewStats = (
  resolution: Resolution,
  slots: readonly StatsSlot[],
  total: readonly TypeStats[],
  type?: string,
): StatsResponse => ({
  resolution,
  slots: slots.map(({ from, to, types }) => ({
    ...{ from: iso(from), to: iso(to) },
    types: ofType(types, type).map(viewTypeStats),
  })),
  total: ofType(total, type).map(viewTypeStats),
});

export const viewWorkers = ({ workers, complete }: Workers): WorkersResponse => ({
  workers: workers.map(({ since, lastSeenAt, running, ...worker }) => ({
    ...worker,
    ...(since !== undefined && { since: iso(since) }),
    lastSeenAt: iso(lastSeenAt),
    running: running.map((job) => ({ ...job, since: iso(job.since), leaseUntil: iso(job.leaseUntil) })),
  })),
  complete,
});

const ofType = <Of extends Pick<Numbers, "type">>(all: readonly Of[], type: string | undefined): Of[] =>
  all.filter((one) => type === undefined || one.type === type);

const viewTypeStats = ({ waitMs, runMs, ...outcomes }: TypeStats) => ({
  ...outcomes,
  waitMs: viewTimes(waitMs),
  runMs: viewTimes(runMs),
});

const viewTimes = (histogram: Histogram) => ({
  ...{ count: histogram.count, sumMs: histogram.sumMs },
  ...allQuantiles(histogram),
});
