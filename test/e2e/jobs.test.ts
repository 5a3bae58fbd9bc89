// The way of a job through the embedded AWS: concurrency, failures, duplicates and redrives.
import { SendMessageCommand, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

let aws: TestRuntime;

describe("with room and time", () => {
  beforeAll(async () => {
    aws = await startTestRuntime();
  });
  afterAll(() => aws.close());

  it("50 jobs at once never exceed 5 running, and reach 5", async () => {
    const jobs = await Promise.all(Array.from({ length: 50 }, () => aws.submit("gate")));
    // None ends before the gate opens, so the first five that start are the five that run.
    while (aws.lines.filter((line) => line.msg === "job started").length < 5) {
      await aws.next((line) => line.msg === "job started");
    }
    aws.openGate();
    await Promise.all(jobs.map((job) => aws.ended(job.id)));

    let most = 0;
    let running = 0;
    for (const line of aws.lines) {
      if (line.msg === "job started") running++;
      if (line.msg === "job succeeded") running--;
      most = Math.max(most, running);
    }
    expect(most).toBe(5);
    expect(aws.functions.consumer.environments).toBe(5);
    for (const job of jobs) expect(aws.notes().get(`end ${job.id}`)).toBe(1);
  });

  it("a job that fails once is retried, and keeps both attempts", async () => {
    const { id } = await aws.submit("fail-once");
    const job = await aws.ended(id);
    expect(job.status).toBe("succeeded");
    expect(job.attempts.map((attempt) => attempt.outcome)).toEqual(["failed", "succeeded"]);
    expect(job.attempts[0]?.error?.message).toBe("the first attempt fails");
    expect(job.attempts.map((attempt) => attempt.receiveCount)).toEqual([1, 2]);
  });

  it("the same message delivered twice, at once and later, runs once", async () => {
    const { id } = await aws.submit("work", { durationMs: 50 });
    const again = () =>
      aws.sqs.send(
        new SendMessageCommand({
          QueueUrl: aws.queueUrl,
          MessageBody: JSON.stringify({ v: 1, type: "test:work", jobId: id }),
        }),
      );
    await again();
    await aws.ended(id);
    const acknowledged = aws.next((line) => line.msg === "message not run" && line.jobId === id);
    await again();
    expect((await acknowledged).because).toBe("the job is succeeded");
    expect(aws.notes().get(`start ${id}`)).toBe(1);
    expect((await aws.backend.store.get(id))?.attempts).toHaveLength(1);
  });

  it("a redriven dead job runs again, by StartMessageMoveTask", async () => {
    const { id } = await aws.submit("fail-for-good");
    expect(await aws.ended(id)).toMatchObject({ status: "dead", cause: "permanent" });
    expect(await aws.poisoned((line) => line.jobId === id)).toMatchObject({ cause: "permanent" });

    const succeeded = aws.next((line) => line.msg === "job succeeded" && line.jobId === id);
    const sourceArn = `arn:aws:sqs:us-east-1:000000000000:${app.deadLetterQueueName}`;
    await aws.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: sourceArn }));
    await succeeded;
    const job = await aws.backend.store.get(id);
    expect(job).toMatchObject({ status: "succeeded", roundStart: 1 });
    expect(job?.redrives).toHaveLength(1);
    expect(job).not.toHaveProperty("cause");
    expect(job).not.toHaveProperty("burn");
  });

  it("garbage ends as one poisoned message, cause unreadable, still in the dead-letter queue", async () => {
    const { MessageId } = await aws.sqs.send(
      new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: "garbage" }),
    );
    const line = await aws.poisoned(({ messageId }) => messageId === MessageId);
    expect(line).toMatchObject({ level: "error", cause: "unreadable" });
    await aws.functions.deadLetters.invoke({});
    const logged = aws.lines.filter(
      ({ msg, messageId }) => msg === "message poisoned" && messageId === MessageId,
    );
    expect(logged).toHaveLength(1);
    const dead = await aws.backend.deadLetters.peek(0);
    expect(dead.map((message) => message.messageId)).toContain(MessageId);
  });
});

describe("with an alarm that looks often", () => {
  beforeAll(async () => {
    aws = await startTestRuntime({ alarmSeconds: 0.1 });
  });
  afterAll(() => aws.close());

  it("a job that always fails is dead after the last receive, and SQS moves its message", async () => {
    const { id } = await aws.submit("fail");
    const poisoned = aws.next((line) => line.msg === "message poisoned" && line.jobId === id);
    const inspected = aws.next((line) => line.msg === "dead-letter queue inspected");
    const job = await aws.ended(id);
    expect(job).toMatchObject({ status: "dead", cause: "exhausted" });
    expect(job.attempts).toHaveLength(aws.settings.queue.maxReceiveCount);
    // The first dead letter: the CloudWatch alarm changes its state, and calls the dead-letter inspector.
    expect(await poisoned).toMatchObject({ level: "error", deadLetter: true, cause: "exhausted" });
    expect(await inspected).toMatchObject({ calledBy: "alarm", poisoned: 1 });
  });
});
