// What the README shows of its own job type: how it is enqueued, a hook, and a test.
import { expect, it } from "vitest";
import { type Backend, enqueue, getResult } from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { timeAttempts } from "../testing/time-attempts.ts";
import { monthlyReport } from "./monthly.ts";

// example: enqueue
async function closeMonth(backend: Backend, month: string): Promise<string> {
  const { job } = await enqueue(backend, monthlyReport, { month });
  return job.id;
}

async function wordsOf(backend: Backend, jobId: string): Promise<number | undefined> {
  const result = await getResult(backend, monthlyReport, jobId);
  return result?.words;
}
// end

// example: a test
it("counts the words, and goes on after the step when its result could not be recorded", async () => {
  const kit = createTestKit({ types: [monthlyReport] });
  kit.store.fail("putResult", { times: 1 });
  const first = await kit.work(monthlyReport, { month: "2026-11" });
  expect(first.outcome).toBe("retried");

  const second = await kit.workAgain(monthlyReport, first.job);
  expect(second.outcome).toBe("succeeded");
  expect(second.result?.words).toBe(750);
  expect(second.job.steps).toHaveLength(1);
});
// end

it("is enqueued, timed and read as the README says", async () => {
  const notes: string[] = [];
  const kit = createTestKit({ types: [monthlyReport], hooks: [timeAttempts((line) => notes.push(line))] });
  const jobId = await closeMonth(kit.backend, "2026-11");
  expect(await wordsOf(kit.backend, jobId)).toBeUndefined();
  await kit.drain();
  expect(await wordsOf(kit.backend, jobId)).toBe(750);
  expect(notes).toEqual([
    expect.stringMatching(/^report:monthly, attempt 1: result in \d+ ms$/),
    "report:monthly succeeded",
  ]);
});
