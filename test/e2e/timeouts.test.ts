// Jobs that outstay their time or take their environment with them: stopped, recorded, delivered again.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

describe("a job that is stopped in time", () => {
  let aws: TestRuntime;
  beforeAll(async () => {
    // Stopped after 8 s. The two that are left to record it are enough on a busy machine too.
    aws = await startTestRuntime({ overrides: { timeoutSeconds: 10 } });
  });
  afterAll(() => aws.close());

  it.concurrent("a hanging job is stopped, recorded as timed out and retried", async () => {
    const job = await aws.ended((await aws.submit("hang-once")).id);
    expect(job.status).toBe("succeeded");
    expect(job.attempts.map((attempt) => attempt.outcome)).toEqual(["timed-out", "succeeded"]);
    expect(job.attempts[0]?.error).toMatchObject({ name: "TimeoutError" });
  });

  it.concurrent("a job that ignores its abort is recorded as timed out, and its environment is replaced", async () => {
    const job = await aws.ended((await aws.submit("ignore-abort-once")).id);
    expect(job.attempts.map((attempt) => attempt.outcome)).toEqual(["timed-out", "succeeded"]);
    expect(job.attempts[0]?.error?.message).toContain("did not obey its AbortSignal");
    expect(aws.lines).toContainEqual(
      expect.objectContaining({ msg: "invocation failed", errorType: "Runtime.ExitError" }),
    );
  });
});

describe("a job whose environment ends under it", () => {
  let aws: TestRuntime;
  beforeAll(async () => {
    // Visibility 12 s: its message comes back then.
    aws = await startTestRuntime({ overrides: { timeoutSeconds: 2 } });
  });
  afterAll(() => aws.close());

  it.concurrent("a job that blocks its thread is terminated at the timeout, and the attempt closed as killed", async () => {
    const job = await aws.ended((await aws.submit("block-once")).id);
    expect(job.status).toBe("succeeded");
    expect(job.attempts.map((attempt) => attempt.outcome)).toEqual(["killed", "succeeded"]);
    expect(aws.lines).toContainEqual(
      expect.objectContaining({ msg: "invocation failed", errorType: "Sandbox.Timedout" }),
    );
  });

  it.concurrent("a crash of an execution environment mid-job costs one receive, and the job still succeeds", async () => {
    const job = await aws.ended((await aws.submit("crash-once")).id);
    expect(job.status).toBe("succeeded");
    expect(job.attempts.map((attempt) => [attempt.outcome, attempt.receiveCount])).toEqual([
      ["killed", 1],
      ["succeeded", 2],
    ]);
  });
});
