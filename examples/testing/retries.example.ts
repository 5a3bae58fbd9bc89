// Runs a job attempt after attempt: the kit's clock turns to each retry.
import { beforeEach, expect, it, vi } from "vitest";
import { enqueue } from "../../core/jobs/index.ts";
import { createTestKit, type TestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "./monthly-report.ts";
import { shop } from "./shop.ts";

let kit: TestKit;

beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(shop, "salesOf").mockResolvedValue([{ product: "tea", cents: 450 }]);
  vi.spyOn(shop, "mail").mockResolvedValue();
  kit = createTestKit({ types: [monthlyReport] });
});

// example: the next attempt
it("reads the sales once, although the first mail fails", async () => {
  vi.mocked(shop.mail).mockRejectedValueOnce(new Error("connection refused"));
  const first = await kit.work(monthlyReport, { month: "2026-11" });
  const before = kit.clock.now();
  const second = await kit.workAgain(monthlyReport, first.job);
  expect(second.outcome).toBe("succeeded");
  expect(kit.clock.now() - before).toBe(15_000);
  // The step's result was kept with the job.
  expect(shop.salesOf).toHaveBeenCalledTimes(1);
});
// end

// example: until the queue is empty
it("is dead after three attempts, and its message in the dead-letter queue", async () => {
  vi.mocked(shop.mail).mockRejectedValue(new Error("connection refused"));
  await enqueue(kit.backend, monthlyReport, { month: "2026-11" });
  const attempts = await kit.drain({ withRetries: true });
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["retried", "retried", "dead"]);
  expect(kit.queues.dead).toHaveLength(1);
});
// end
