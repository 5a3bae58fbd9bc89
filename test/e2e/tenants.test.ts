// Tenants on the embedded AWS: one tenant's many jobs do not hold up another's one, and a redrive keeps the tenant.
import { ReceiveMessageCommand, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import { ManualClock } from "../../core/clock.ts";
import { enqueueByName, enqueueManyByName, type JobMessage } from "../../core/jobs/index.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

let aws: TestRuntime;
const payload = () => ({ folder: aws.folder });
const receive = async (MaxNumberOfMessages: number) => {
  const { Messages = [] } = await aws.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: aws.queueUrl,
      MaxNumberOfMessages,
      MessageSystemAttributeNames: ["MessageGroupId"],
    }),
  );
  return Messages.map(({ Body = "", Attributes }) => ({
    jobId: (JSON.parse(Body) as JobMessage).jobId,
    group: Attributes?.MessageGroupId,
  }));
};

describe("a tenant with 10,000 jobs", () => {
  const clock = new ManualClock(Date.now());
  beforeAll(async () => {
    aws = await startTestRuntime({ consumer: false, clock });
  });
  afterAll(() => aws.close());

  it("does not hold up another's one: of the next five messages, the first is its own", async () => {
    const noisy = Array.from({ length: 10_000 }, () => ({ payload: payload(), tenant: "noisy" }));
    const { counts } = await enqueueManyByName(aws.backend, "test:work", noisy);
    expect(counts.created).toBe(10_000);
    expect((await receive(5)).map(({ group }) => group)).toEqual(Array(5).fill("noisy"));
    clock.advance(1_000);
    // The backlog's limit is reached. It is the app's choice, and not what this test is about.
    const { settings } = aws.backend;
    const backend = {
      ...aws.backend,
      settings: { ...settings, queue: { ...settings.queue, maxBacklog: 20_000 } },
    };
    const { job } = await enqueueByName(backend, "test:work", payload(), { tenant: "quiet" });
    expect((await receive(5))[0]).toEqual({ jobId: job.id, group: "quiet" });
  });
});

describe("a dead job that is redriven", () => {
  beforeAll(async () => {
    aws = await startTestRuntime();
  });
  afterAll(() => aws.close());

  it("runs again for its tenant", async () => {
    const { job } = await enqueueByName(aws.backend, "test:fail-for-good", payload(), { tenant: "acme" });
    await aws.ended(job.id);
    await aws.poisoned((line) => line.jobId === job.id);
    const succeeded = aws.next((line) => line.msg === "job succeeded" && line.jobId === job.id);
    const SourceArn = `arn:aws:sqs:us-east-1:000000000000:${app.deadLetterQueueName}`;
    await aws.sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    await succeeded;
    expect(await aws.backend.store.get(job.id)).toMatchObject({ tenant: "acme", status: "succeeded" });
  });
});
