// A job whose message is gone is sent again by `recover`, and runs.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PurgeQueueCommand } from "@aws-sdk/client-sqs";
import { afterAll, expect, it } from "vitest";
import { startTestRuntime } from "../support/test-runtime.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "briefings-recover-"));
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

// A job is overdue 7 s after its send.
const overrides = { timeoutSeconds: 1, maxReceiveCount: 50, recoverSeconds: 0.5, recoverMarginSeconds: 1 };

it("a job whose message was purged is recovered", async () => {
  const first = await startTestRuntime({ dataFolder, overrides, consumer: false });
  const { id } = await first.submit("work", { folder: dataFolder });
  await first.sqs.send(new PurgeQueueCommand({ QueueUrl: first.queueUrl }));
  await first.close();

  const second = await startTestRuntime({ dataFolder, overrides });
  const job = await second.ended(id);
  expect(job.status).toBe("succeeded");
  // On a machine so busy that it does not start within 7 s it is overdue once more.
  expect(job.resends).toBeGreaterThanOrEqual(1);
  expect(second.lines).toContainEqual(expect.objectContaining({ msg: "job recovered", jobId: id }));
  await second.close();
});
