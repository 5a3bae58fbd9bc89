// What is not the job's fault, and what crashes it: the record says which, and the job is back in seconds.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

let aws: TestRuntime;
afterEach(() => aws.close());

describe("code that cannot be loaded", () => {
  const folder = mkdtempSync(join(tmpdir(), "briefings-broken-"));
  const broken = join(folder, "broken");
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("makes no job dead, says in its record why it waits, and runs it as soon as it is mended", async () => {
    writeFileSync(broken, "");
    // Two receives would be its end, if they counted.
    aws = await startTestRuntime({ env: { BROKEN_WHILE: broken }, overrides: { maxReceiveCount: 2 } });
    const { id } = await aws.submit("work");
    for (let tries = 1; tries <= 3; tries++) {
      await aws.next((line) => line.msg === "job could not begin" && line.jobId === id);
    }
    const waiting = await aws.backend.store.get(id);
    expect(waiting).toMatchObject({
      status: "queued",
      attempts: [],
      trouble: { reason: expect.stringContaining("the code is broken"), nextTryAt: expect.any(Number) },
    });
    rmSync(broken);
    aws.recycle();
    expect(await aws.ended(id)).toMatchObject({ status: "succeeded", attempts: { length: 1 } });
  });
});

describe("a job that crashes its environment", () => {
  beforeEach(async () => {
    aws = await startTestRuntime({ overrides: { timeoutSeconds: 3 } });
  });

  it.each([
    ["crash-once", "Runtime.ExitError", "the runtime exited with code 7"],
    ["block-once", "Sandbox.Timedout", "Task timed out after 3.00 seconds"],
  ])("(%s) has the reason in its record, and runs again after its backoff", async (type, name, message) => {
    const { id } = await aws.submit(type);
    const { status, attempts } = await aws.ended(id);
    expect(status).toBe("succeeded");
    expect(attempts).toMatchObject([
      { outcome: "killed", error: { name, message: expect.stringContaining(message) } },
      { outcome: "succeeded" },
    ]);
    expect(aws.lines.find((line) => line.msg === "job failed")).toMatchObject({
      jobId: id,
      outcome: "killed",
    });
  });
});
