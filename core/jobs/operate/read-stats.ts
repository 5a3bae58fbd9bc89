// Reads what was counted: for each minute, hour or day, by job type.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { Counts } from "../ports.ts";
import { bucketName, COUNTERS, type Counter, counterName, sumName, type Time } from "../stats/count-names.ts";
import { keptSecondsOf, type Resolution, secondsOf, slotName, slotStart } from "../stats/slots.ts";
import { BULK } from "./bulk-job.ts";
import { addHistograms, type Histogram } from "./histogram.ts";

/** `processed`: attempts that succeeded or failed; so it counts a job each time that it is tried. The others: `stats/count-names.ts`. */
export type Outcomes = { processed: number } & Record<Counter, number>;

/** `waitMs`: from the send, or the time for which it was asked, to the first attempt. `runMs`: of each attempt. */
export type TypeStats = { type: string; waitMs: Histogram; runMs: Histogram } & Outcomes;

/** `from` and `to` in ms: a minute, hour or day of UTC. `types`: in the order of their names; one of which nothing was counted is not there. */
export type StatsSlot = { from: number; to: number; types: TypeStats[] };

/** A day by minutes, and a little more: 15 requests of 100 items on DynamoDB. */
const MOST_SLOTS = 1_500;

/**
 * The slots that lie between `from` and `to` (ms), wholly or in part, the oldest first; also those in which nothing happened.
 * Minutes are kept for 2 days, hours for 30, days for 90. What an execution environment counted in its last minute may be
 * missing (docs/decisions/0005).
 * @param query.own also the engine's own jobs, the operations on all that match.
 * @throws VisibleError `invalid-request` for a range that has ended before it begins, or has more than 1,500 slots; StoreError.
 */
export async function readStats(
  { store, now }: Pick<Backend, "store" | "now">,
  query: { resolution: Resolution; from: number; to: number; own?: boolean },
): Promise<StatsSlot[]> {
  const { resolution, from, to } = query;
  const slotMs = secondsOf(resolution) * 1_000;
  const first = slotStart(resolution, from);
  const count = Math.ceil((to - first) / slotMs);
  if (!(to >= from)) throw invalid(`\`to\` must not be before \`from\``);
  if (count > MOST_SLOTS) {
    throw invalid(`${count} slots by ${resolution} are too many: at most ${MOST_SLOTS}; ask for less time`);
  }
  const slots = Array.from({ length: count }, (_, index) => first + index * slotMs);
  // What is not kept any more is not asked for.
  const keptFrom = now() - (keptSecondsOf(resolution) + secondsOf(resolution)) * 1_000;
  const kept = slots.filter((at) => at >= keptFrom);
  const counts = await store.getCounts(kept.map((at) => slotName(resolution, at)));
  const byStart = new Map(kept.map((at, index) => [at, counts[index]]));
  return slots.map((at) => ({
    from: at,
    to: at + slotMs,
    types: typesIn(byStart.get(at) ?? {}).filter(({ type }) => query.own || type !== BULK),
  }));
}

const USUAL = { minute: 60, hour: 24, day: 90 } as const;

/**
 * The slots up to this moment (ms), that of the moment among them.
 * @param count how many; without it the last hour by minutes, the last day by hours, or 90 days
 */
export function lastSlots(
  resolution: Resolution,
  at: number,
  count: number = USUAL[resolution],
): { from: number; to: number } {
  const slotMs = secondsOf(resolution) * 1_000;
  const to = slotStart(resolution, at) + slotMs;
  return { from: to - count * slotMs, to };
}

/** What all slots counted together, by type. */
export function sumByType(slots: readonly StatsSlot[]): TypeStats[] {
  const byType = Map.groupBy(
    slots.flatMap(({ types }) => types),
    ({ type }) => type,
  );
  return [...byType].map(([type, stats]) => sumTypes(type, stats)).sort(byName);
}

/** One of several. @param type what the sum is called. */
export function sumTypes(type: string, stats: readonly TypeStats[]): TypeStats {
  const sum = (of: keyof Outcomes) => stats.reduce((total, one) => total + one[of], 0);
  return {
    type,
    ...outcomes(sum),
    waitMs: addHistograms(stats.map(({ waitMs }) => waitMs)),
    runMs: addHistograms(stats.map(({ runMs }) => runMs)),
  };
}

/** What the names of these counts say of each type. */
export function typesIn(counts: Counts): TypeStats[] {
  const names = Object.keys(counts);
  const types = new Set(names.map((name) => name.slice(0, name.indexOf("/"))));
  return [...types].map((type) => typeIn(counts, names, type)).sort(byName);
}

function typeIn(counts: Counts, names: readonly string[], type: string): TypeStats {
  const countOf = (name: string): number => (Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0);
  const histogram = (time: Time): Histogram => {
    const prefix = bucketName(type, time, 0).slice(0, -1);
    const buckets = names
      .filter((name) => name.startsWith(prefix))
      .map((name): [number, number] => [Number(name.slice(prefix.length)), countOf(name)])
      .sort(([a], [b]) => a - b);
    const count = buckets.reduce((sum, [, inBucket]) => sum + inBucket, 0);
    return { count, sumMs: countOf(sumName(type, time)), buckets };
  };
  const counted = (counter: Counter) => countOf(counterName(type, counter));
  return {
    type,
    ...outcomes((of) => (of === "processed" ? counted("succeeded") + counted("failed") : counted(of))),
    waitMs: histogram("wait"),
    runMs: histogram("run"),
  };
}

function outcomes(of: (name: keyof Outcomes) => number): Outcomes {
  const counters = COUNTERS.map((counter) => [counter, of(counter)]);
  return { processed: of("processed"), ...(Object.fromEntries(counters) as Record<Counter, number>) };
}

const byName = (a: TypeStats, b: TypeStats): number => (a.type < b.type ? -1 : 1);
const invalid = (message: string) => new VisibleError("invalid-request", message);
