import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import {
  arnOf,
  bodies,
  counts,
  createFifoQueue,
  createPair,
  createQueue,
  errorOf,
  receive,
  send,
  startServer,
  type TestClock,
} from "./support.ts";

const SourceArn = arnOf("orders-dead");
const start = (sqs: SQSClient, rest: Partial<StartMessageMoveTaskCommandInput> = {}) =>
  sqs.send(new StartMessageMoveTaskCommand({ SourceArn, ...rest }));
const list = async (sqs: SQSClient, MaxResults?: number) =>
  (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults }))).Results ?? [];

/** `count` messages in the dead-letter queue. */
async function fill(sqs: SQSClient, clock: TestClock, source: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await send(sqs, source, `m${i}`);
  for (let i = 0; i < count; i++) await receive(sqs, source, { VisibilityTimeout: 1 });
  clock.advanceSeconds(1);
  await receive(sqs, source);
}

describe("a move task", () => {
  it("sends messages back where they came from, as new ones", async () => {
    const { sqs, clock } = await startServer();
    const { source, dead } = await createPair(sqs);
    await fill(sqs, clock, source, 3);
    const [old] = await receive(sqs, dead, { VisibilityTimeout: 0 });
    const { TaskHandle = "" } = await start(sqs);
    expect(JSON.parse(Buffer.from(TaskHandle, "base64").toString())).toMatchObject({ sourceArn: SourceArn });
    expect(await list(sqs)).toMatchObject([
      { Status: "RUNNING", TaskHandle, ApproximateNumberOfMessagesToMove: 3 },
    ]);
    clock.advance(0);
    expect(await list(sqs)).toEqual([
      {
        Status: "COMPLETED",
        SourceArn,
        ApproximateNumberOfMessagesMoved: 3,
        ApproximateNumberOfMessagesToMove: 3,
        StartedTimestamp: clock.now(),
      },
    ]);
    expect(await counts(sqs, dead)).toEqual([0, 0, 0]);
    const moved = await receive(sqs, source, { MaxNumberOfMessages: 10 });
    expect(bodies(moved)).toEqual(["m0", "m1", "m2"]);
    expect(moved[0]?.MessageId).not.toBe(old?.MessageId);
    expect(moved[0]?.Attributes).toMatchObject({
      ApproximateReceiveCount: "1",
      SentTimestamp: String(clock.now()),
    });
    expect(moved[0]?.Attributes).not.toHaveProperty("DeadLetterQueueSourceArn");
  });

  it("keeps to its rate, and can be cancelled", async () => {
    const { sqs, clock } = await startServer();
    const { source, dead } = await createPair(sqs);
    const target = await createQueue(sqs, "target");
    await fill(sqs, clock, source, 4);
    const { TaskHandle } = await start(sqs, {
      DestinationArn: arnOf("target"),
      MaxNumberOfMessagesPerSecond: 1,
    });
    clock.advance(999);
    expect(await counts(sqs, target)).toEqual([1, 0, 0]);
    clock.advance(1);
    expect(await counts(sqs, target)).toEqual([2, 0, 0]);
    const cancelled = await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(2);
    clock.advanceSeconds(10);
    expect(await counts(sqs, target)).toEqual([2, 0, 0]);
    expect(await counts(sqs, dead)).toEqual([2, 0, 0]);
    expect(await list(sqs)).toMatchObject([
      { Status: "CANCELLED", MaxNumberOfMessagesPerSecond: 1, DestinationArn: arnOf("target") },
    ]);
    const again = sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(await errorOf(again)).toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("leaves alone what is in flight, and ends", async () => {
    const { sqs, clock } = await startServer();
    const { source, dead } = await createPair(sqs);
    await fill(sqs, clock, source, 2);
    await receive(sqs, dead);
    await start(sqs);
    clock.advance(0);
    expect(await counts(sqs, dead)).toEqual([0, 1, 0]);
    expect(await list(sqs)).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }]);
  });

  it("wakes a poll that waits at its destination", async () => {
    const { sqs, clock } = await startServer();
    const { source } = await createPair(sqs);
    await fill(sqs, clock, source, 1);
    const waits = clock.nextTimer();
    const poll = receive(sqs, source, { WaitTimeSeconds: 20 });
    await waits;
    await start(sqs);
    clock.advance(0);
    expect(bodies(await poll)).toEqual(["m0"]);
  });

  it("fails where a message was sent straight to the dead-letter queue and no destination is given", async () => {
    const { sqs, clock } = await startServer();
    const { dead } = await createPair(sqs);
    await send(sqs, dead, "direct");
    await start(sqs);
    clock.advance(0);
    expect(await list(sqs)).toMatchObject([
      { Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" },
    ]);
    expect(await counts(sqs, dead)).toEqual([1, 0, 0]);
    await start(sqs, { DestinationArn: arnOf("orders") });
    clock.advance(0);
    expect(await counts(sqs, dead)).toEqual([0, 0, 0]);
    expect(await list(sqs, 10)).toMatchObject([{ Status: "COMPLETED" }, { Status: "FAILED" }]);
  });

  it("fails when its destination is deleted, and leaves the rest", async () => {
    const { sqs, clock } = await startServer();
    const { source, dead } = await createPair(sqs);
    const target = await createQueue(sqs, "target");
    await fill(sqs, clock, source, 3);
    await start(sqs, { DestinationArn: arnOf("target"), MaxNumberOfMessagesPerSecond: 1 });
    clock.advance(0);
    await sqs.send(new DeleteQueueCommand({ QueueUrl: target }));
    clock.advanceSeconds(1);
    expect(await list(sqs)).toMatchObject([
      {
        Status: "FAILED",
        FailureReason: "AWS.SimpleQueueService.NonExistentQueue",
        ApproximateNumberOfMessagesMoved: 1,
      },
    ]);
    expect(await counts(sqs, dead)).toEqual([2, 0, 0]);
  });

  it("is the only one of its queue, from a dead-letter queue, to one that exists", async () => {
    const { sqs, clock } = await startServer();
    const { source } = await createPair(sqs);
    await fill(sqs, clock, source, 2);
    expect(await errorOf(start(sqs, { SourceArn: arnOf("orders") }))).toEqual({
      name: "InvalidParameterValue",
      message: "Source queue must be configured as a Dead Letter Queue.",
      status: 400,
    });
    expect(await errorOf(start(sqs, { SourceArn: arnOf("gone") }))).toEqual({
      name: "ResourceNotFoundException",
      message: "The resource that you specified for the SourceArn parameter doesn't exist.",
      status: 404,
    });
    expect(await errorOf(start(sqs, { DestinationArn: arnOf("gone") }))).toMatchObject({
      name: "ResourceNotFoundException",
      message: "The resource that you specified for the DestinationArn parameter doesn't exist.",
    });
    for (const rate of [0, 501])
      expect(await errorOf(start(sqs, { MaxNumberOfMessagesPerSecond: rate }))).toEqual({
        name: "InvalidParameterValue",
        message:
          "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and 500.",
        status: 400,
      });
    for (const count of [0, 11])
      expect(await errorOf(list(sqs, count))).toMatchObject({
        name: "InvalidParameterValue",
        message:
          "Value for parameter MaxResults is invalid. Reason: You must enter a number that's between 1 and 10.",
      });
    await createFifoQueue(sqs, "other.fifo");
    expect(await errorOf(start(sqs, { DestinationArn: arnOf("other.fifo") }))).toMatchObject({
      message: "The source queue and destination queue must be of the same queue type.",
    });
    expect(await errorOf(start(sqs, { DestinationArn: arnOf("orders-dead") }))).toMatchObject({
      message: "Source queue arn and destination queue arn cannot be the same.",
    });
    await start(sqs, { MaxNumberOfMessagesPerSecond: 1 });
    expect(await errorOf(start(sqs))).toEqual({
      name: "InvalidParameterValue",
      message:
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      status: 400,
    });
  });

  it.each([
    ["foobared", "InvalidParameterValue", "Value for parameter TaskHandle is invalid.", 400],
    [
      handle("x", "arn:aws:sqs:us-east-1:000000000000:gone"),
      "ResourceNotFoundException",
      "The resource that you specified for the SourceArn parameter doesn't exist.",
      404,
    ],
    [handle("x", SourceArn), "ResourceNotFoundException", "Task does not exist.", 404],
  ])("is not cancelled by the handle %s", async (TaskHandle, name, message, status) => {
    const { sqs } = await startServer();
    await createPair(sqs);
    expect(await errorOf(sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })))).toEqual({
      name,
      message,
      status,
    });
  });
});

function handle(taskId: string, sourceArn: string): string {
  return Buffer.from(JSON.stringify({ taskId, sourceArn })).toString("base64");
}
