// Runs one attempt of a job and looks at what came of it.
import { beforeEach, expect, it, vi } from "vitest";
import { PermanentError } from "../../core/jobs/index.ts";
import { createTestKit, type TestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "./monthly-report.ts";
import { shop } from "./shop.ts";

// example: a kit for each test
let kit: TestKit;

beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(shop, "salesOf").mockResolvedValue([{ product: "tea", cents: 450 }]);
  vi.spyOn(shop, "mail").mockResolvedValue();
  kit = createTestKit({ types: [monthlyReport] });
});
// end

// example: one attempt
it("adds up the month's sales", async () => {
  const { outcome, result, job } = await kit.work(monthlyReport, { month: "2026-11" });
  expect(outcome).toBe("succeeded");
  expect(result?.cents).toBe(450);
  expect(job.title).toBe("Report 2026-11");
});
// end

// example: an attempt that fails
it("is tried again when the mail server is away", async () => {
  vi.mocked(shop.mail).mockRejectedValue(new Error("connection refused"));
  const { outcome, retryInSeconds, error } = await kit.work(monthlyReport, { month: "2026-11" });
  expect(outcome).toBe("retried");
  expect(retryInSeconds).toBe(15); // In the middle of 0 to 30: the kit's jitter is 0.5.
  expect(error).toEqual(new Error("connection refused"));
});

it("is dead at once when there is nothing to report", async () => {
  vi.mocked(shop.salesOf).mockResolvedValue([]);
  const { outcome, cause, error } = await kit.work(monthlyReport, { month: "2026-11" });
  expect({ outcome, cause }).toEqual({ outcome: "dead", cause: "permanent" });
  expect(error).toBeInstanceOf(PermanentError);
});
// end
