// Asks what the code under test has enqueued; nothing is run.
import { beforeEach, expect, it } from "vitest";
import { type Backend, enqueue } from "../../core/jobs/index.ts";
import { createTestKit, type TestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "./monthly-report.ts";

// example: code that enqueues
async function closeMonth(backend: Backend, month: string) {
  return await enqueue(backend, monthlyReport, { month });
}
// end

let kit: TestKit;

beforeEach(() => {
  kit = createTestKit({ types: [monthlyReport] });
});

// example: what was enqueued
it("asks for the month's report", async () => {
  await closeMonth(kit.backend, "2026-11");
  const { payload } = kit.assertEnqueued(monthlyReport, { month: "2026-11" });
  expect(payload.to).toBe("all@shop.example");
  kit.assertNotEnqueued(monthlyReport, ({ month }) => month < "2026-11");
});

it("asks for it once, however often the month is closed", async () => {
  await closeMonth(kit.backend, "2026-11");
  await closeMonth(kit.backend, "2026-11");
  expect(kit.enqueued(monthlyReport)).toHaveLength(1);
});
// end
