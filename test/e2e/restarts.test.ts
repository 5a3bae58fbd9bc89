// A worker that is stopped and started again and again during one healthy job: the job is none the worse for it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogOutput } from "../../local/log-output.ts";
import { startWorker } from "../../worker/worker.ts";
import { startTestRuntime, type TestRuntime, testApp } from "../support/test-runtime.ts";

let aws: TestRuntime;
beforeAll(async () => {
  // Two receives would be the job's end, if a restart counted.
  aws = await startTestRuntime({ consumer: false, overrides: { maxReceiveCount: 2 } });
});
afterAll(() => aws.close());

async function startOne() {
  const output = createLogOutput({ format: "none" });
  const worker = await startWorker({
    app: testApp(),
    env: aws.env,
    host: "127.0.0.1",
    healthPort: 0,
    output,
  });
  return { worker, output };
}

describe("six restarts of the worker during one job", () => {
  it("use up none of its attempts, and it succeeds at the seventh start", async () => {
    const { id } = await aws.submit("gate");
    for (let restart = 1; restart <= 6; restart++) {
      const { worker, output } = await startOne();
      await output.next((line) => line.msg === "job started" && line.jobId === id);
      await worker.close(600);
    }
    aws.openGate();
    const { worker, output } = await startOne();
    await output.next((line) => line.msg === "job succeeded" && line.jobId === id);
    await worker.close(1_000);
    const job = await aws.backend.store.get(id);
    const outcomes = job?.attempts.map(({ outcome }) => outcome) ?? [];
    // A busy machine may stop an attempt more: the worker that closes receives the fresh message itself.
    expect(outcomes.length).toBeGreaterThanOrEqual(7);
    expect(new Set(outcomes.slice(0, -1))).toEqual(new Set(["interrupted"]));
    expect(outcomes.at(-1)).toBe("succeeded");
  });
});
