// A job type of one's own runs on the embedded AWS.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLambda, startSqs } from "embedded-sqs";
import { enqueue } from "lambda-sqs-jobs";
import { expect, it } from "vitest";
import { createBackend, report } from "./jobs";

it("runs a job of the project's own type", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jobs-"));
  const redrive = { RedrivePolicy: { deadLetterTargetArn: "jobs-dead", maxReceiveCount: 5 } };
  await using sqs = await startSqs({ queues: ["jobs-dead", { name: "jobs", attributes: redrive }] });
  const env = {
    ...sqs.env,
    QUEUE_URL: sqs.queueUrl("jobs"),
    DEAD_LETTER_QUEUE_URL: sqs.queueUrl("jobs-dead"),
    JOBS_FILE: join(folder, "jobs.sqlite"),
  };
  await using lambda = await startLambda({
    handler: new URL("./consumer.ts", import.meta.url),
    sqs,
    queue: "jobs",
    timeout: 5,
    batchSize: 1,
    env,
  });
  const backend = createBackend(env);
  const { job } = await enqueue(backend, report, { month: "2026-11" });
  await lambda.waitFor((invocations) => invocations.length === 1);
  await sqs.waitFor("jobs", (messages) => messages.length === 0);
  expect(await backend.store.get(job.id)).toMatchObject({ status: "succeeded", type: "report:monthly" });
  backend.store.close();
  rmSync(folder, { recursive: true });
});
