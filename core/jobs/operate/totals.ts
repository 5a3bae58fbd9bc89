// What was counted since a process began, as numbers that only grow: for a monitor that reads counters.
import type { Backend } from "../backend.ts";
import type { Counts } from "../ports.ts";
import { slotName, slotStart } from "../stats/slots.ts";
import { type TypeStats, typesIn } from "./read-stats.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A day is read again for so long after its end: what an environment counted last may come late. */
const LATE_MS = DAY_MS;

/**
 * Each call gives the totals by type since `startedAt` (ms). No number is ever lower than at the call before, however late
 * counts are written and whatever an eventually consistent read misses; a process that starts again begins at 0, as
 * Prometheus expects of counters. It reads two or three items, at the first call up to 1,440 more.
 * @throws StoreError; the next call goes on.
 */
export function createTotals(
  { store, now }: Pick<Backend, "store" | "now">,
  startedAt: number,
): () => Promise<TypeStats[]> {
  const firstDay = slotStart("day", startedAt);
  const days = new Map<number, Map<string, number>>();
  let before: Counts | undefined;

  /** What the first day has counted without this process: all of it but the minutes since then. */
  async function countBefore(): Promise<Counts> {
    const end = Math.min(firstDay + DAY_MS, now() + MINUTE_MS);
    const minutes = slotsOf("minute", slotStart("minute", startedAt), end, MINUTE_MS);
    const [[day = {}], since] = await Promise.all([
      store.getCounts([slotName("day", firstDay)]),
      store.getCounts(minutes),
    ]);
    const sums = sumOf(since.map((slot) => new Map(Object.entries(slot))));
    return Object.fromEntries(
      Object.entries(day).map(([name, count]) => [name, Math.max(0, count - (sums.get(name) ?? 0))]),
    );
  }

  async function readDays(): Promise<void> {
    const from = days.size === 0 ? firstDay : Math.max(firstDay, slotStart("day", now() - LATE_MS));
    const starts = Array.from(
      { length: Math.floor((now() - from) / DAY_MS) + 1 },
      (_, index) => from + index * DAY_MS,
    );
    const read = await store.getCounts(starts.map((at) => slotName("day", at)));
    for (const [index, at] of starts.entries()) {
      const day = days.get(at) ?? new Map<string, number>();
      days.set(at, day);
      // In a slot numbers only grow: a lower one was read too early.
      for (const [name, count] of Object.entries(read[index] ?? {})) {
        day.set(name, Math.max(day.get(name) ?? 0, count));
      }
    }
  }

  return async () => {
    before ??= await countBefore();
    await readDays();
    const others = new Map(Object.entries(before));
    const totals = [...sumOf(days.values())].map(([name, count]): [string, number] => [
      name,
      Math.max(0, count - (others.get(name) ?? 0)),
    ]);
    return typesIn(Object.fromEntries(totals));
  };
}

const slotsOf = (resolution: "minute", from: number, to: number, stepMs: number): string[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / stepMs)) }, (_, index) =>
    slotName(resolution, from + index * stepMs),
  );

function sumOf(slots: Iterable<ReadonlyMap<string, number>>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const slot of slots) {
    for (const [name, count] of slot) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return sums;
}
