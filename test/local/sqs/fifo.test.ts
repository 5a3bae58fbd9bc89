import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { arnOf, bodies, counts, createFifoQueue, errorOf, receive, send, startServer } from "./support.ts";

const sendAll = async (sqs: SQSClient, url: string, names: string[]) => {
  // "g1-m2" goes to group g1.
  for (const name of names) await send(sqs, url, name, { MessageGroupId: name.split("-")[0] });
};
const remove = (sqs: SQSClient, QueueUrl: string, message: { ReceiptHandle: string } | undefined) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
const hide = (
  sqs: SQSClient,
  QueueUrl: string,
  message: { ReceiptHandle: string } | undefined,
  seconds: number,
) =>
  sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: seconds,
    }),
  );

describe("order on a FIFO queue", () => {
  it("is kept within a group, and a receive takes as many of one group as it can", async () => {
    const { sqs } = await startServer();
    const url = await createFifoQueue(sqs);
    await sendAll(sqs, url, ["g1-m1", "g2-m1", "g1-m2", "g1-m3"]);
    const received = await receive(sqs, url, { MaxNumberOfMessages: 10 });
    expect(bodies(received)).toEqual(["g1-m1", "g1-m2", "g1-m3", "g2-m1"]);
    const numbers = received.map((message) => BigInt(message.Attributes.SequenceNumber ?? ""));
    expect(numbers[0]).toBeLessThan(numbers[1] ?? 0n);
    expect(received[0]?.Attributes).toMatchObject({ MessageGroupId: "g1" });
    expect(received[0]?.Attributes.MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/);
  });

  it("locks a group while its oldest message is in flight, and leaves the others alone", async () => {
    const { sqs, clock } = await startServer();
    const url = await createFifoQueue(sqs, "q.fifo", { VisibilityTimeout: "10" });
    await sendAll(sqs, url, ["g1-m1", "g1-m2", "g1-m3", "g2-m1", "g3-m1"]);
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 2 }))).toEqual(["g1-m1", "g1-m2"]);
    expect(bodies(await receive(sqs, url))).toEqual(["g2-m1"]);
    clock.advanceSeconds(10);
    const all = await receive(sqs, url, { MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    expect(bodies(all)).toEqual(["g3-m1", "g1-m1", "g1-m2", "g1-m3", "g2-m1"]);
  });

  it("unlocks when all that was received is deleted, not before", async () => {
    const { sqs } = await startServer();
    const url = await createFifoQueue(sqs);
    await sendAll(sqs, url, ["g1-m1", "g2-m1", "g1-m2", "g1-m3"]);
    const [first, second] = await receive(sqs, url, { MaxNumberOfMessages: 2 });
    await remove(sqs, url, first);
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["g2-m1"]);
    await remove(sqs, url, second);
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["g1-m3"]);
  });

  it("delivers the oldest again while younger ones are still in flight", async () => {
    const { sqs } = await startServer();
    const url = await createFifoQueue(sqs);
    await sendAll(sqs, url, ["g1-m1", "g1-m2", "g2-m1"]);
    const [first] = await receive(sqs, url, { MaxNumberOfMessages: 2 });
    await hide(sqs, url, first, 0);
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 3 }))).toEqual(["g2-m1", "g1-m1"]);
  });

  it("holds with a visibility timeout of 0", async () => {
    const { sqs } = await startServer();
    const url = await createFifoQueue(sqs);
    await sendAll(sqs, url, ["g1-m1", "g2-m1", "g2-m2", "g3-m1", "g1-m2"]);
    const three = await receive(sqs, url, { MaxNumberOfMessages: 3, VisibilityTimeout: 0 });
    expect(bodies(three)).toEqual(["g1-m1", "g1-m2", "g2-m1"]);
    const all = await receive(sqs, url, { MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    expect(bodies(all)).toEqual(["g3-m1", "g1-m1", "g1-m2", "g2-m1", "g2-m2"]);
  });

  it("delays by the queue's setting, which holds for what is already delayed", async () => {
    const { sqs, clock } = await startServer();
    const url = await createFifoQueue(sqs, "q.fifo", { DelaySeconds: "10" });
    await sendAll(sqs, url, ["g1-m1", "g1-m2"]);
    expect(await counts(sqs, url)).toEqual([0, 0, 2]);
    clock.advanceSeconds(5);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { DelaySeconds: "5" } }));
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["g1-m1", "g1-m2"]);
    expect(await errorOf(send(sqs, url, "x", { MessageGroupId: "g", DelaySeconds: 2 }))).toMatchObject({
      message:
        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
    });
    await send(sqs, url, "x", { MessageGroupId: "g", DelaySeconds: 0 });
  });

  it("refuses a receipt handle that has run out", async () => {
    const { sqs, clock } = await startServer();
    const url = await createFifoQueue(sqs, "q.fifo", { VisibilityTimeout: "1" });
    await sendAll(sqs, url, ["g1-m1"]);
    const [message] = await receive(sqs, url);
    clock.advanceSeconds(1);
    const expired = {
      name: "InvalidParameterValue",
      message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      status: 400,
    };
    expect(await errorOf(remove(sqs, url, message))).toEqual(expired);
    expect(await errorOf(hide(sqs, url, message, 5))).toEqual(expired);
    const [again] = await receive(sqs, url);
    await remove(sqs, url, again);
    await remove(sqs, url, again);
  });
});

describe("deduplication", () => {
  it("swallows the same content for five minutes, even when the first is deleted", async () => {
    const { sqs, clock } = await startServer();
    const url = await createFifoQueue(sqs);
    const first = await send(sqs, url, "x", { MessageGroupId: "a" });
    const [message] = await receive(sqs, url);
    await remove(sqs, url, message);
    clock.advanceSeconds(299);
    const second = await send(sqs, url, "x", { MessageGroupId: "b" });
    expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    expect(await counts(sqs, url)).toEqual([0, 0, 0]);
    clock.advanceSeconds(1);
    await send(sqs, url, "x", { MessageGroupId: "a" });
    expect(await counts(sqs, url)).toEqual([1, 0, 0]);
  });

  it("goes by the id given, whatever the content", async () => {
    const { sqs } = await startServer();
    const url = await createFifoQueue(sqs);
    await send(sqs, url, "x", { MessageGroupId: "a", MessageDeduplicationId: "1" });
    await send(sqs, url, "y", { MessageGroupId: "a", MessageDeduplicationId: "1" });
    await send(sqs, url, "x", { MessageGroupId: "a", MessageDeduplicationId: "2" });
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["x", "x"]);
  });

  it("is each group's own with the scope messageGroup", async () => {
    const { sqs } = await startServer();
    const url = await createFifoQueue(sqs, "q.fifo", { DeduplicationScope: "messageGroup" });
    for (const group of ["a", "b", "a"]) await send(sqs, url, "x", { MessageGroupId: group });
    expect(await counts(sqs, url)).toEqual([2, 0, 0]);
  });

  it("needs an id where content is not the id, and always a group", async () => {
    const { sqs } = await startServer();
    const url = await createFifoQueue(sqs, "q.fifo", { ContentBasedDeduplication: "false" });
    const noId =
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
    expect(await errorOf(send(sqs, url, "x", { MessageGroupId: "a" }))).toEqual({
      name: "InvalidParameterValue",
      message: noId,
      status: 400,
    });
    const noGroup = "The request must contain the parameter MessageGroupId.";
    expect(await errorOf(send(sqs, url, "x", { MessageDeduplicationId: "1" }))).toEqual({
      name: "MissingParameter",
      message: noGroup,
      status: 400,
    });
    const batch = (entry: object) =>
      sqs.send(
        new SendMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: "1", MessageBody: "x", ...entry }] }),
      );
    expect(await errorOf(batch({ MessageGroupId: "a" }))).toMatchObject({
      name: "InvalidParameterValue",
      message: noId,
    });
    expect(await errorOf(batch({ MessageDeduplicationId: "1" }))).toMatchObject({
      name: "InvalidParameterValue",
      message: noGroup,
    });
  });

  it.each(["ä", "a b", "x".repeat(129), "\u0008"])("refuses the id %j", async (id) => {
    const { sqs } = await startServer();
    const url = await createFifoQueue(sqs);
    for (const ids of [{ MessageGroupId: id }, { MessageGroupId: "a", MessageDeduplicationId: id }])
      expect(await errorOf(send(sqs, url, "x", ids))).toMatchObject({ name: "InvalidParameterValue" });
  });
});

describe("ReceiveRequestAttemptId", () => {
  const again = { MaxNumberOfMessages: 10, ReceiveRequestAttemptId: "try-1" };

  it("gives the same messages and handles again, and hides them anew", async () => {
    const { sqs, clock } = await startServer();
    const url = await createFifoQueue(sqs);
    await sendAll(sqs, url, ["g1-m1", "g1-m2"]);
    const first = await receive(sqs, url, again);
    clock.advanceSeconds(20);
    const second = await receive(sqs, url, again);
    expect(second.map((message) => message.ReceiptHandle)).toEqual(
      first.map((message) => message.ReceiptHandle),
    );
    expect(second[0]?.Attributes.ApproximateReceiveCount).toBe("1");
    clock.advanceSeconds(29);
    expect(await counts(sqs, url)).toEqual([0, 2, 0]);
    clock.advanceSeconds(1);
    const third = await receive(sqs, url, again);
    expect(third[0]?.Attributes.ApproximateReceiveCount).toBe("2");
    await remove(sqs, url, third[0]);
    expect(await errorOf(receive(sqs, url, again))).toEqual({
      name: "InvalidParameterValue",
      message:
        "Value try-1 for parameter ReceiveRequestAttemptId is invalid. Reason: The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.",
      status: 400,
    });
  });

  it("is forgotten after five minutes", async () => {
    const { sqs, clock } = await startServer();
    const url = await createFifoQueue(sqs, "q.fifo", { VisibilityTimeout: "600" });
    await sendAll(sqs, url, ["g1-m1", "g2-m1"]);
    await receive(sqs, url, { ReceiveRequestAttemptId: "try-1" });
    clock.advanceSeconds(300);
    expect(bodies(await receive(sqs, url, { ReceiveRequestAttemptId: "try-1" }))).toEqual(["g2-m1"]);
  });
});

describe("the redrive policy of a FIFO queue", () => {
  it("moves the message with its group and id, begins its retention anew, and lets the group go on", async () => {
    const { sqs, clock } = await startServer();
    const dead = await createFifoQueue(sqs, "dead.fifo", { MessageRetentionPeriod: "100" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead.fifo"), maxReceiveCount: 1 });
    const url = await createFifoQueue(sqs, "q.fifo", { RedrivePolicy, VisibilityTimeout: "90" });
    const { MessageId } = await send(sqs, url, "poison", { MessageGroupId: "a" });
    await send(sqs, url, "next", { MessageGroupId: "a" });
    await receive(sqs, url);
    clock.advanceSeconds(90);
    expect(bodies(await receive(sqs, url))).toEqual(["next"]);
    clock.advanceSeconds(99);
    const [moved] = await receive(sqs, dead);
    expect(moved).toMatchObject({ MessageId, Body: "poison", Attributes: { MessageGroupId: "a" } });
  });
});
