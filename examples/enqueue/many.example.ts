// What docs/enqueue.md shows of many jobs in one call.
import { expect, it } from "vitest";
import {
  type Backend,
  type EnqueuedMany,
  type EnqueueManyOptions,
  enqueueMany,
} from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "../readme/monthly.ts";

// example: many
async function closeYear(backend: Backend, year: number, options: EnqueueManyOptions): Promise<EnqueuedMany> {
  const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, "0"));
  return await enqueueMany(
    backend,
    monthlyReport,
    months.map((month) => ({
      payload: { month: `${year}-${month}` },
      // The same call again, after a crash for instance, adds only what is missing.
      idempotencyKey: `close ${year}-${month}`,
    })),
    options,
  );
}
// end

it("enqueues twelve months, and none twice", async () => {
  const kit = createTestKit({ types: [monthlyReport] });
  const told: string[] = [];
  // example: progress
  const stop = new AbortController();
  const made = await closeYear(kit.backend, 2026, {
    signal: stop.signal,
    onProgress: ({ done, total }) => told.push(`${done} of ${total}`),
  });
  // end
  expect(made.counts.created).toBe(12);
  expect(told.at(-1)).toBe("12 of 12");
  expect((await closeYear(kit.backend, 2026, {})).counts.existing).toBe(12);
  expect(await kit.drain()).toHaveLength(12);
});
