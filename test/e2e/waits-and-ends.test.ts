// Jobs that wait and jobs that end early, on the embedded AWS: snoozes, delays, deadlines, cancellations.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelJob, type EnqueueOptions, enqueueByName } from "../../core/jobs/index.ts";
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
  it("stops what runs at that moment, and keeps what waits from running: dead, cause expired", async () => {
    const deadlineAt = Date.now() + 6_000;
    // As many as run at the same time. The last one waits for them.
    const gates = await Promise.all(Array.from({ length: 5 }, () => submit("gate", { deadlineAt })));
    const last = await submit("work", { delaySeconds: 1, deadlineAt });
    const ended = await Promise.all(gates.map(({ id }) => aws.ended(id)));
    for (const job of ended) expect(job).toMatchObject({ status: "dead", cause: "expired" });
    // On a busy machine some of the five environments may have started too late.
    expect(ended.map(({ attempts }) => attempts[0]?.outcome)).toContain("timed-out");
    expect(await aws.ended(last.id)).toMatchObject({ status: "dead", cause: "expired", attempts: [] });
    expect(await aws.backend.deadLetters.depth()).toBe(0);
  });
});

describe("a job that is cancelled while it runs", () => {
  it.each(["gate", "ignore-abort-once"])(
    "(%s) is told to stop, and is cancelled once it has",
    async (name) => {
      const started = aws.next((line) => line.msg === "job started");
      const { id } = await aws.submit(name);
      await started;
      expect(await cancelJob(aws.backend, id)).toMatchObject({ status: "running" });
      const job = await aws.ended(id);
      expect(job).toMatchObject({ status: "cancelled", attempts: [{ outcome: "cancelled" }] });
      expect(await aws.backend.store.getResult(id)).toBeUndefined();
    },
  );
});
