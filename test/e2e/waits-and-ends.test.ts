// Jobs that wait and jobs that end early, on the embedded AWS: snoozes, delays, deadlines.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EnqueueOptions, enqueueByName } from "../../core/jobs/index.ts";
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

const submit = async (name: string, options: EnqueueOptions) =>
  (await enqueueByName(aws.backend, `test:${name}`, { folder: aws.folder }, options)).job;

describe("a delay", () => {
  it("keeps the message back in the queue, and is no wait that is counted", async () => {
    const job = await submit("work", { delaySeconds: 2 });
    const { attempts, processAt = 0 } = await aws.ended(job.id);
    expect(processAt - job.createdAt).toBe(2_000);
    // The queue counts whole seconds by its own clock.
    expect(attempts[0]?.startedAt).toBeGreaterThanOrEqual(processAt - 50);
  });
});

describe("a deadline", () => {
  it("keeps a job from running after it: dead, cause expired, and no message is left", async () => {
    const { id } = await submit("work", { delaySeconds: 1, deadlineAt: Date.now() + 1_010 });
    const purge = aws.next((line) => line.msg === "job dead" && line.jobId === id);
    const job = await aws.ended(id);
    await purge;
    expect(job).toMatchObject({ status: "dead", cause: "expired" });
    expect(await aws.backend.deadLetters.depth()).toBe(0);
  });

  it("stops a running job at that moment", async () => {
    const { id } = await submit("gate", { deadlineAt: Date.now() + 3_000 });
    const job = await aws.ended(id);
    expect(job).toMatchObject({ status: "dead", cause: "expired", attempts: [{ outcome: "timed-out" }] });
  });
});
