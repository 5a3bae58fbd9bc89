// Receiving: which messages, in which order, hidden for how long, and when they move to the dead-letter queue.
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { bodies, counts, createPair, createQueue, errorOf, receive, send, startServer } from "../support.ts";

describe("ReceiveMessage", () => {
  it("gives system attributes when asked, all or by name", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs, "q", { VisibilityTimeout: "0" });
    await send(sqs, url, "x");
    const sentAt = String(clock.now());
    clock.advance(5);
    const [first] = await receive(sqs, url);
    expect(first?.Attributes).toEqual({
      SenderId: "000000000000",
      SentTimestamp: sentAt,
      ApproximateReceiveCount: "1",
      ApproximateFirstReceiveTimestamp: String(clock.now()),
    });
    clock.advance(5);
    const [second] = await receive(sqs, url, {
      MessageSystemAttributeNames: ["ApproximateReceiveCount", "SequenceNumber"],
    });
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
    const [third] = await receive(sqs, url, {
      MessageSystemAttributeNames: undefined,
      AttributeNames: ["SenderId" as "All"],
    });
    expect(third?.Attributes).toEqual({ SenderId: "000000000000" });
    expect(await errorOf(receive(sqs, url, { AttributeNames: ["Nope" as "All"] }))).toMatchObject({
      name: "InvalidAttributeName",
    });
  });

  it("hides a message for the visibility timeout of the request, or else of the queue", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "a");
    await send(sqs, url, "b");
    await receive(sqs, url, { VisibilityTimeout: 5 });
    await receive(sqs, url);
    expect(await counts(sqs, url)).toEqual([0, 2, 0]);
    clock.advanceSeconds(5);
    expect(await counts(sqs, url)).toEqual([1, 1, 0]);
    clock.advanceSeconds(25);
    expect(await counts(sqs, url)).toEqual([2, 0, 0]);
  });

  it("gives the oldest first, what has come back included", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    for (const body of ["a", "b", "c"]) await send(sqs, url, body);
    await receive(sqs, url, { VisibilityTimeout: 5, MaxNumberOfMessages: 2 });
    clock.advanceSeconds(5);
    await send(sqs, url, "d");
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["a", "b", "c", "d"]);
  });

  it.each([
    [
      { MaxNumberOfMessages: 0 },
      "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
    ],
    [
      { MaxNumberOfMessages: 11 },
      "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
    ],
    [
      { WaitTimeSeconds: 21 },
      "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
    ],
    [
      { VisibilityTimeout: 43_201 },
      "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.",
    ],
  ])("refuses %j", async (parameters, message) => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    expect(await errorOf(receive(sqs, url, parameters))).toEqual({
      name: "InvalidParameterValue",
      message,
      status: 400,
    });
  });

  // [spring-cloud-aws#529] AWS ignores it, and spring-cloud-aws sends it always.
  it.each(["a", "not an id"])("ignores the ReceiveRequestAttemptId %j on a standard queue", async (id) => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    for (const body of ["a", "b"]) await send(sqs, url, body);
    expect(bodies(await receive(sqs, url, { ReceiveRequestAttemptId: id }))).toEqual(["a"]);
    expect(bodies(await receive(sqs, url, { ReceiveRequestAttemptId: id }))).toEqual(["b"]);
  });

  it("drops what is older than the retention period: visible, delayed or in flight", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs, "short", { MessageRetentionPeriod: "60" });
    await send(sqs, url, "visible");
    await send(sqs, url, "delayed", { DelaySeconds: 300 });
    await receive(sqs, url, { VisibilityTimeout: 300 });
    await send(sqs, url, "visible too");
    clock.advanceSeconds(59);
    await send(sqs, url, "younger");
    expect(await counts(sqs, url)).toEqual([2, 1, 1]);
    clock.advanceSeconds(1);
    expect(await counts(sqs, url)).toEqual([1, 0, 0]);
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["younger"]);
  });

  it("takes a longer retention period into account for what is there", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs, "short", { MessageRetentionPeriod: "60" });
    await send(sqs, url, "visible");
    await send(sqs, url, "delayed", { DelaySeconds: 300 });
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { MessageRetentionPeriod: "3600" } }),
    );
    clock.advanceSeconds(61);
    expect(await counts(sqs, url)).toEqual([1, 0, 1]);
  });
});

describe("the redrive policy", () => {
  it.each([2, "2"])("moves a message at the receive after maxReceiveCount (%j)", async (maxReceiveCount) => {
    const { sqs, clock } = await startServer();
    const { source, dead } = await createPair(sqs, maxReceiveCount);
    const { MessageId } = await send(sqs, source, "poison", {
      MessageAttributes: { a: { DataType: "String", StringValue: "b" } },
    });
    await send(sqs, source, "fine");
    for (const count of ["1", "2"]) {
      const [message] = await receive(sqs, source, { VisibilityTimeout: 1 });
      expect(message).toMatchObject({ MessageId, Attributes: { ApproximateReceiveCount: count } });
      clock.advanceSeconds(1);
      expect(await counts(sqs, dead)).toEqual([0, 0, 0]);
    }
    // The next receive moves it and goes on to what comes after.
    expect(bodies(await receive(sqs, source))).toEqual(["fine"]);
    expect(await counts(sqs, dead)).toEqual([1, 0, 0]);
    const [moved] = await receive(sqs, dead, { MessageAttributeNames: ["All"] });
    expect(moved).toMatchObject({
      MessageId,
      Body: "poison",
      MessageAttributes: { a: { StringValue: "b" } },
      Attributes: {
        ApproximateReceiveCount: "3",
        DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:000000000000:orders",
      },
    });
  });

  it("counts receives anew in a dead-letter queue that has a policy itself", async () => {
    const { sqs } = await startServer();
    const last = await createQueue(sqs, "last", {});
    const policy = (name: string) =>
      JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
        maxReceiveCount: 1,
      });
    const middle = await createQueue(sqs, "middle", {
      RedrivePolicy: policy("last"),
      VisibilityTimeout: "0",
    });
    const first = await createQueue(sqs, "first", {
      RedrivePolicy: policy("middle"),
      VisibilityTimeout: "0",
    });
    await send(sqs, first, "x");
    expect(bodies(await receive(sqs, first))).toEqual(["x"]);
    expect(bodies(await receive(sqs, first))).toEqual([]);
    expect(bodies(await receive(sqs, middle))).toEqual(["x"]);
    expect(bodies(await receive(sqs, middle))).toEqual([]);
    expect(bodies(await receive(sqs, last))).toEqual(["x"]);
  });

  it("keeps the time of the original send: retention goes on", async () => {
    const { sqs, clock } = await startServer();
    const { source, dead } = await createPair(sqs);
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: dead, Attributes: { MessageRetentionPeriod: "100" } }),
    );
    await send(sqs, source, "x");
    await receive(sqs, source, { VisibilityTimeout: 60 });
    clock.advanceSeconds(60);
    await receive(sqs, source);
    expect(await counts(sqs, dead)).toEqual([1, 0, 0]);
    clock.advanceSeconds(40);
    expect(await counts(sqs, dead)).toEqual([0, 0, 0]);
  });
});
