// Sums outcomes up by minute, hour and day, and writes the sums: each once, also when a write fails or its answer is lost.
import { randomUUID } from "node:crypto";
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { MOST_COUNTS } from "../record/counts.ts";
import { withinSeconds } from "../time-budget.ts";
import { bucketOf } from "./buckets.ts";
import { bucketName, counterName, sumName } from "./count-names.ts";
import { RESOLUTIONS, slotExpiry, slotName } from "./slots.ts";
import type { Outcome } from "./stats.ts";

/** One write. Its id lets the store recognise it when it is made again. */
type Batch = { id: string; counts: Record<string, number> };
/** `batches` are tried in their order, each with its id, until they are written; only then is more taken from `fresh`. */
type Slot = { expiresAtSeconds: number; fresh: Map<string, number>; batches: Batch[] };

const WAIT_SECONDS = 2;
/** Kept while the store is away; then the oldest are given up. Hours and days are kept longer: there are few of them. */
const MOST_MINUTES = 150;

export type CountsWriter = {
  /** Adds these outcomes, and writes what is not written yet. Never rejects, and is waited for 2 seconds at most. */
  write(outcomes: readonly Outcome[]): Promise<void>;
};

export function createCountsWriter({ store, log }: Pick<Backend, "store" | "log">): CountsWriter {
  const slots = new Map<string, Slot>();
  let writing: Promise<void> = Promise.resolve();

  async function writeSlot(name: string, slot: Slot): Promise<void> {
    for (;;) {
      if (slot.batches.length === 0) slot.batches = batchesOf(slot);
      const [batch] = slot.batches;
      if (!batch) break;
      try {
        await store.addCounts(name, batch.counts, slot.expiresAtSeconds, batch.id);
      } catch (error) {
        if (!(error instanceof VisibleError)) throw error;
        // The slot is full. No later try would be taken either.
        log.error({ err: error, slot: name }, "counts not kept");
      }
      slot.batches.shift();
    }
    slots.delete(name);
  }

  async function writeSlots(): Promise<void> {
    const minutes = [...slots.keys()].filter((name) => name.startsWith("minute"));
    for (const name of minutes.slice(0, -MOST_MINUTES)) slots.delete(name);
    const outcomes = await Promise.allSettled([...slots].map(([name, slot]) => writeSlot(name, slot)));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) log.warn({ err: failed.reason, slots: slots.size }, "counts not written yet");
  }

  return {
    async write(outcomes) {
      for (const outcome of outcomes) addOutcome(slots, outcome);
      if (slots.size === 0) return;
      // One after the other, so that no batch is sent twice at once.
      writing = writing.then(writeSlots);
      const written = writing;
      await withinSeconds(WAIT_SECONDS, () => written).catch(() => {
        log.warn({ slots: slots.size }, "counts are still being written");
      });
    },
  };
}

function addOutcome(slots: Map<string, Slot>, { type, at, counters, waitMs, runMs }: Outcome): void {
  for (const resolution of RESOLUTIONS) {
    const name = slotName(resolution, at);
    const slot = slots.get(name) ?? {
      expiresAtSeconds: slotExpiry(resolution, at),
      fresh: new Map<string, number>(),
      batches: [],
    };
    slots.set(name, slot);
    const add = (to: string, number: number) => slot.fresh.set(to, (slot.fresh.get(to) ?? 0) + number);
    for (const counter of counters) add(counterName(type, counter), 1);
    for (const [time, ms] of [["wait", waitMs] as const, ["run", runMs] as const]) {
      if (ms === undefined) continue;
      add(sumName(type, time), Math.max(0, ms));
      add(bucketName(type, time, bucketOf(ms)), 1);
    }
  }
}

/** Takes all that is fresh. */
function batchesOf({ fresh }: Slot): Batch[] {
  const counts = [...fresh];
  fresh.clear();
  return Array.from({ length: Math.ceil(counts.length / MOST_COUNTS) }, (_, index) => ({
    id: randomUUID(),
    counts: Object.fromEntries(counts.slice(index * MOST_COUNTS, (index + 1) * MOST_COUNTS)),
  }));
}
