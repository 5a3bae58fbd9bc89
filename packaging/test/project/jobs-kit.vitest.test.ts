// A job type of one's own in the test kit: no queue, no store, no AWS.
import { createTestKit } from "lambda-sqs-jobs/testing";
import { expect, it } from "vitest";
import { report } from "./jobs";

it("runs an attempt of the project's own type", async () => {
  const kit = createTestKit({ types: [report] });
  kit.store.fail("putResult", { times: 1 });
  const first = await kit.work(report, { month: "2026-11" });
  expect(first.outcome).toBe("retried");
  const second = await kit.workAgain(report, first.job);
  expect(second.result?.pages).toBe(7);
  kit.assertEnqueued(report, { month: "2026-11" });
});
