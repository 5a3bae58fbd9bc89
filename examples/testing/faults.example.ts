// Lets something go wrong: the store, the queue, the claim, the deadline.
import { setTimeout as wait } from "node:timers/promises";
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

// example: the deadline comes near
it("stops at its AbortSignal, and is tried again", async () => {
  vi.mocked(shop.salesOf).mockImplementation((_month, signal) => wait(600_000, [], { signal }));
  const worked = await kit.work(monthlyReport, { month: "2026-11" }, { fault: "deadline-near" });
  expect(worked.job.attempts.at(-1)?.outcome).toBe("timed-out");
  expect(worked.ignoredAbort).toBe(false);
});
// end

// example: the time is up in the middle
it("times out after the mail was sent, and sends it again: side effects happen at least once", async () => {
  vi.mocked(shop.mail).mockImplementationOnce(async (_to, _text, signal) => {
    kit.clock.advance(60_000); // The type's own timeoutSeconds.
    signal.throwIfAborted();
  });
  const first = await kit.work(monthlyReport, { month: "2026-11" });
  expect(first.job.attempts.at(-1)?.outcome).toBe("timed-out");
  await kit.workAgain(monthlyReport, first.job);
  expect(shop.mail).toHaveBeenCalledTimes(2);
});
// end

// example: a shutdown and a lost claim
it("goes back to the queue at a shutdown, which is not its fault", async () => {
  vi.mocked(shop.salesOf).mockImplementationOnce((_month, signal) => wait(600_000, [], { signal }));
  const first = await kit.work(monthlyReport, { month: "2026-11" }, { fault: "shutdown" });
  expect(first.retryInSeconds).toBe(0);
  expect((await kit.workAgain(monthlyReport, first.job)).outcome).toBe("succeeded");
});

it("is cancelled while it runs, and has no result", async () => {
  vi.mocked(shop.salesOf).mockImplementationOnce((_month, signal) => wait(600_000, [], { signal }));
  const worked = await kit.work(monthlyReport, { month: "2026-11" }, { fault: "cancelled" });
  expect(worked.outcome).toBe("cancelled");
  expect(worked.job.status).toBe("cancelled");
});

it("records nothing once another receive has its claim", async () => {
  const worked = await kit.work(monthlyReport, { month: "2026-11" }, { fault: "claim-lost" });
  expect(worked).toMatchObject({ outcome: "not-recorded", because: "the claim was lost" });
});
// end

// example: the store and the queue fail
it("comes back when the store could not be reached at its start", async () => {
  kit.store.fail("update", { times: 1 });
  const first = await kit.work(monthlyReport, { month: "2026-11" });
  expect(first.outcome).toBe("not-run");
  expect((await kit.workAgain(monthlyReport, first.job)).outcome).toBe("succeeded");
});

it("tells its caller when the queue is away, and keeps the job", async () => {
  kit.queues.fail("send", { error: new Error("connection refused") });
  const enqueued = enqueue(kit.backend, monthlyReport, { month: "2026-11" });
  await expect(enqueued).rejects.toMatchObject({ code: "queue-unavailable" });
  kit.assertEnqueued(monthlyReport, { month: "2026-11" });
  kit.queues.mend();
});
// end
