// Whether DynamoDB would throttle many jobs a second: every write of the engine is held against what one key takes, in simulated time.

import * as z from "zod";
import { KEY } from "../core/aws/dynamo-table.ts";
import { enqueue } from "../core/jobs/enqueue/enqueue.ts";
import { defineJob } from "../core/jobs/job-type.ts";
import { consumeMessage } from "../core/jobs/run/consume.ts";
import { createMemoryBackend } from "../core/jobs/testing/memory-backend.ts";
import { type IndexKey, type Item, indexUnits, ownKey, tableUnits } from "./cost-units.ts";
import type { Meter } from "./cost-usage.ts";

/** What one partition key takes, in the table and in an index alike. [DynamoDB: partition key design] */
const UNITS_A_SECOND = 1_000;
export const JOBS_A_SECOND = 5_000;
const SECONDS = 1;
/** A job is run when so many others have been enqueued after it. */
const BEHIND = 500;

/** Earlier releases kept jobs under their status; AWS names that as its example of a bad key. */
const byStatus: IndexKey = (item) => ownKey(item) && item?.status?.S;

export type Pressure = {
  /** Writes that a key would have refused, at `JOBS_A_SECOND`. */
  throttled: number;
  /** Of the busiest key, on average. */
  unitsASecond: number;
  /** At which the busiest key takes all it can. */
  ceilingJobsASecond: number;
};

const noop = defineJob({ name: "bench:noop", idPrefix: "noop", payload: z.object({}), run: async () => {} });

/** Enqueues and runs jobs of nothing, by the engine itself and its DynamoDB store, one after the other. */
export async function measurePartitions({ runtime, bill }: Meter): Promise<Record<string, Pressure>> {
  let now = Date.now();
  const startedAt = now;
  const clock = { now: () => now, after: () => ({ cancel() {} }) };
  const { backend: memory, queues } = createMemoryBackend({ types: [noop], clock });
  const backend = { ...memory, store: runtime.backend.store };
  const layouts = {
    "the table's own keys": new Keys(),
    "the index": new Keys(),
    "an index by status": new Keys(),
  };
  bill.units.onWrite = (before: Item | undefined, after: Item | undefined) => {
    const seconds = (now - startedAt) / 1_000;
    const key = (after ?? before)?.[KEY]?.S ?? "";
    layouts["the table's own keys"].take(key, tableUnits(before, after), seconds);
    for (const [layout, keyOf] of [
      ["the index", ownKey],
      ["an index by status", byStatus],
    ] as const) {
      for (const { key, units } of indexUnits(before, after, keyOf))
        layouts[layout].take(key, units, seconds);
    }
  };
  try {
    const jobs = JOBS_A_SECOND * SECONDS;
    for (let made = 0; made < jobs + BEHIND; made++) {
      now = startedAt + Math.floor((made * 1_000) / JOBS_A_SECOND);
      if (made < jobs) await enqueue(backend, noop, {});
      if (made < BEHIND) continue;
      const received = queues.receive();
      if (!received) throw new Error("a job's message is missing");
      const { failed } = await consumeMessage(backend, received, {
        deadline: now + 300_000,
        requestId: "bench",
      });
      if (failed) throw new Error("a job of nothing failed");
      queues.remove(received.receiptHandle);
    }
  } finally {
    bill.units.onWrite = undefined;
  }
  return Object.fromEntries(Object.entries(layouts).map(([name, keys]) => [name, keys.pressure()]));
}

/** A bucket for each key, of a second's units, that fills as time goes on. */
class Keys {
  readonly #buckets = new Map<string, { left: number; at: number; taken: number }>();
  #throttled = 0;

  take(key: string, units: number, seconds: number): void {
    const bucket = this.#buckets.get(key) ?? { left: UNITS_A_SECOND, at: seconds, taken: 0 };
    this.#buckets.set(key, bucket);
    bucket.left = Math.min(UNITS_A_SECOND, bucket.left + (seconds - bucket.at) * UNITS_A_SECOND);
    bucket.at = seconds;
    bucket.taken += units;
    if (bucket.left < units) this.#throttled++;
    else bucket.left -= units;
  }

  pressure(): Pressure {
    const busiest = Math.max(...[...this.#buckets.values()].map(({ taken }) => taken));
    const unitsASecond = busiest / SECONDS;
    return {
      throttled: this.#throttled,
      unitsASecond,
      ceilingJobsASecond: (JOBS_A_SECOND * UNITS_A_SECOND) / unitsASecond,
    };
  }
}
