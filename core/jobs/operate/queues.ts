// How the queues are doing: what waits and runs, what became of jobs today and in the last hour, and how long they took.
import type { Backend } from "../backend.ts";
import type { ConsumerState, QueueCounts } from "../ports.ts";
import type { JobStatus, JobSummary } from "../record/job.ts";
import { longestWait } from "../record/longest-wait.ts";
import { isEnginesOwn } from "../registry.ts";
import { listBreakers, type OpenBreaker } from "./breakers.ts";
import { consumerState } from "./consumer.ts";
import { countDead, type DeadJobs } from "./count-dead.ts";
import { type Histogram, quantile } from "./histogram.ts";
import {
  type Outcomes,
  readStats,
  type StatsSlot,
  sumByType,
  sumTypes,
  type TypeStats,
} from "./read-stats.ts";

/** In ms, 8.7 % off at most. */
export type Quantiles = { p50: number; p95: number; p99: number };

export type Numbers = {
  type: string;
  /** Since midnight, UTC. */
  today: Outcomes;
  /** In the last sixty minutes; the quantiles too. */
  lastHour: Outcomes;
  /** Attempts that succeeded or failed, in the last five minutes. */
  perSecond: number;
  /** From the send to the first attempt; absent when no job began. */
  waitMs?: Quantiles;
  /** Of each attempt; absent when none ended. */
  runMs?: Quantiles;
};

/** The job that has waited the longest for its first attempt, of the first hundred that were enqueued; none of the engine's own. */
export type Oldest = { jobId: string; type: string; seconds: number };

export type QueuesView = {
  at: number;
  /** Of each priority. Absent when SQS cannot be reached, and so are `deadLetters` and `consumer`; `problems` says why. */
  queues?: (QueueCounts & { oldest?: Oldest })[];
  /** Messages in the dead-letter queue, about; not jobs. */
  deadLetters?: number;
  /** Dead jobs that nobody has archived, with a message in the dead-letter queue or without. */
  deadJobs: DeadJobs;
  /** Whether it is paused. */
  consumer?: ConsumerState;
  /** Job types that are held back. */
  openBreakers: OpenBreaker[];
  /** By status, of those that have not ended. Above 10,000 of them the numbers are too low, and not `exact`. */
  jobs: { counts: Partial<Record<JobStatus, number>>; exact: boolean };
  /** Of all queues. */
  oldest?: Oldest;
  all: Numbers;
  /** In the order of their names: all of which something was counted today or in the last hour. */
  types: Numbers[];
  problems: string[];
};

const MOST_COUNTED = 10_000;
const PAGE = 100;
/** Read past, to find the oldest job that was not tried yet. */
const MOST_READ = 1_000;
const MINUTE_MS = 60_000;
const RATE_MINUTES = 5;

/**
 * A few requests: one to each queue, one or two for what was counted, and one to each key of the lists of open jobs.
 * What an execution environment counted in its last minute may be missing (docs/decisions/0005).
 * @param options.own counts also the engine's own jobs, the operations on all that match.
 * @throws StoreError when the job records cannot be read.
 */
export async function describeQueues(
  backend: Backend,
  { own = false }: { own?: boolean } = {},
): Promise<QueuesView> {
  const at = backend.now();
  const problems: string[] = [];
  const ifThere = <T>(what: string, reading: Promise<T>): Promise<T | undefined> =>
    reading.catch((error: unknown) => {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
  const [queues, deadLetters, deadJobs, consumer, openBreakers, jobs, waiting, today, minutes] =
    await Promise.all([
      ifThere("queues", backend.queue.counts()),
      ifThere("dead-letter queue", backend.deadLetters.depth()),
      countDead(backend),
      ifThere("consumer", consumerState(backend)),
      listBreakers(backend),
      backend.store.countJobs(["scheduled", "pending", "queued", "running", "retrying"], MOST_COUNTED),
      backend.store.list({ status: "queued", order: "oldest", limit: PAGE, maxRead: MOST_READ }),
      readStats(backend, { resolution: "day", from: at, to: at + 1, own }),
      readStats(backend, { resolution: "minute", from: at - 60 * MINUTE_MS, to: at + 1, own }),
    ]);
  const numbers = numbersOf(at, today, minutes);
  // An operation that its caller has driven to its end waits as well, to note that: it is nobody's wait.
  const mine = waiting.items.filter(({ type }) => !isEnginesOwn(type));
  const oldest = oldestOf(at, mine);
  return {
    at,
    ...(queues && { queues: queues.map((queue) => withOldest(at, queue, mine)) }),
    ...(deadLetters !== undefined && { deadLetters }),
    ...(consumer && { consumer }),
    ...{ deadJobs, openBreakers, jobs },
    ...(oldest && { oldest }),
    ...numbers,
    problems,
  };
}

function oldestOf(at: number, jobs: readonly JobSummary[]): Oldest | undefined {
  const longest = longestWait(jobs);
  if (!longest) return undefined;
  const { job, since } = longest;
  return { jobId: job.id, type: job.type, seconds: Math.max(0, (at - since) / 1_000) };
}

function withOldest(at: number, queue: QueueCounts, jobs: readonly JobSummary[]) {
  const mine = jobs.filter(({ priority = "default" }) => priority === queue.priority);
  const oldest = oldestOf(at, mine);
  return oldest ? { ...queue, oldest } : queue;
}

function numbersOf(
  at: number,
  today: readonly StatsSlot[],
  minutes: readonly StatsSlot[],
): Pick<QueuesView, "all" | "types"> {
  const rateFrom = Math.floor(at / MINUTE_MS - RATE_MINUTES) * MINUTE_MS;
  const seconds = (at - rateFrom) / 1_000;
  const days = sumByType(today);
  const hours = sumByType(minutes);
  const rates = sumByType(minutes.filter(({ from }) => from >= rateFrom));
  const names = [...new Set([...days, ...hours].map(({ type }) => type))].sort();
  const of = (type: string, day: TypeStats, hour: TypeStats, rate: TypeStats): Numbers => ({
    type,
    today: outcomesOf(day),
    lastHour: outcomesOf(hour),
    perSecond: rate.processed / seconds,
    ...quantilesOf("waitMs", hour.waitMs),
    ...quantilesOf("runMs", hour.runMs),
  });
  const oneOf = (type: string, stats: readonly TypeStats[]) =>
    sumTypes(
      type,
      stats.filter((one) => one.type === type),
    );
  return {
    all: of("all", sumTypes("all", days), sumTypes("all", hours), sumTypes("all", rates)),
    types: names.map((type) => of(type, oneOf(type, days), oneOf(type, hours), oneOf(type, rates))),
  };
}

const outcomesOf = ({ type: _, waitMs: __, runMs: ___, ...outcomes }: TypeStats): Outcomes => outcomes;

export const allQuantiles = (histogram: Histogram): Quantiles | undefined => {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(histogram, share));
  return p50 === undefined || p95 === undefined || p99 === undefined ? undefined : { p50, p95, p99 };
};

function quantilesOf(
  name: "waitMs" | "runMs",
  histogram: Histogram,
): Partial<Record<typeof name, Quantiles>> {
  const quantiles = allQuantiles(histogram);
  return quantiles ? { [name]: quantiles } : {};
}
