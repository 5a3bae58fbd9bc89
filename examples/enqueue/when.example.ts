// What docs/enqueue.md shows of delays and deadlines.
import { expect, it } from "vitest";
import { enqueue } from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "../readme/monthly.ts";

it("waits for a delay, and does not run after a deadline", async () => {
  const kit = createTestKit({ types: [monthlyReport] });
  const midnight = new Date(kit.clock.now() + 16 * 3_600_000);
  // example: when
  const soon = await enqueue(kit.backend, monthlyReport, { month: "2026-11" }, { delaySeconds: 60 });
  const today = await enqueue(kit.backend, monthlyReport, { month: "2026-12" }, { deadlineAt: midnight });
  // end
  expect((await kit.drain()).map(({ job }) => job.id)).toEqual([today.job.id]);
  kit.clock.advance(60_000);
  expect((await kit.drain()).map(({ job }) => job.id)).toEqual([soon.job.id]);
});
