// Tests a hook: what goes around each enqueue and each attempt.
import { expect, it, vi } from "vitest";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "./monthly-report.ts";
import { shop } from "./shop.ts";
import { timeAttempts } from "./time-attempts.ts";

// example: a hook in a test
it("is told of each attempt and of its outcome", async () => {
  vi.spyOn(shop, "salesOf").mockResolvedValue([]);
  const notes: string[] = [];
  const hooks = [timeAttempts((line) => notes.push(line))];
  const kit = createTestKit({ types: [monthlyReport], hooks });
  await kit.work(monthlyReport, { month: "2026-11" });
  expect(notes).toEqual([
    expect.stringMatching(/^report:monthly, attempt 1: error in \d+ ms$/),
    "report:monthly dead",
  ]);
  expect(kit.logs.one("job dead")).toMatchObject({ level: "error", cause: "permanent" });
});
// end
