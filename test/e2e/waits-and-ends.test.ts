// Jobs that wait and jobs that end early, on the embedded AWS: given back without a failure.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

let aws: TestRuntime;
beforeAll(async () => {
  // Two receives are all that a message has: a snooze that used one up would end the job.
  aws = await startTestRuntime({ overrides: { maxReceiveCount: 2 } });
});
afterAll(() => aws.close());

describe("a job that gives itself back", () => {
  it("waits with a fresh message each time, uses no attempt, and ends well", async () => {
    const { id } = await aws.submit("snooze-twice");
    await aws.next((line) => line.msg === "job snoozed" && line.jobId === id);
    expect(await aws.backend.store.get(id)).toMatchObject({
      status: "retrying",
      snoozed: { times: 1, reason: "look 1: not ready", until: expect.any(Number) },
    });
    const job = await aws.ended(id);
    expect(job.status).toBe("succeeded");
    expect(job.attempts.map(({ outcome, receiveCount }) => [outcome, receiveCount])).toEqual([
      ["snoozed", 1],
      ["succeeded", 1],
    ]);
    expect(await aws.backend.store.getResult(id)).toEqual({ attempt: 1 });
    expect(aws.notes().get(`start ${id}`)).toBe(3);
  });
});
