// What a receipt handle is good for: deleting a message, and changing its visibility.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { counts, createQueue, errorOf, receive, send, startServer } from "../support.ts";

describe("DeleteMessage", () => {
  it("deletes for good, twice without complaint", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url);
    const command = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle });
    await sqs.send(command);
    await sqs.send(command);
    clock.advanceSeconds(60);
    expect(await counts(sqs, url)).toEqual([0, 0, 0]);
  });

  it("works with a handle whose visibility timeout has run out", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url, { VisibilityTimeout: 1 });
    clock.advanceSeconds(2);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(await counts(sqs, url)).toEqual([0, 0, 0]);
  });

  it("succeeds with an old handle but leaves the message to the one that holds it now", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [old] = await receive(sqs, url, { VisibilityTimeout: 1 });
    clock.advanceSeconds(1);
    await receive(sqs, url);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: old?.ReceiptHandle }));
    expect(await counts(sqs, url)).toEqual([0, 1, 0]);
  });

  it("takes an empty handle for none, in a batch too", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const message = "The request must contain the parameter ReceiptHandle.";
    const single = sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: "" }));
    expect(await errorOf(single)).toEqual({ name: "MissingParameter", message, status: 400 });
    const { Failed } = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: "a", ReceiptHandle: "" }] }),
    );
    expect(Failed).toEqual([{ Id: "a", SenderFault: true, Code: "MissingParameter", Message: message }]);
  });

  it.each(["garbage", "AAAA", Buffer.from("1.1.1.1.x").toString("base64url")])(
    "refuses the handle %j",
    async (handle) => {
      const { sqs } = await startServer();
      const url = await createQueue(sqs);
      expect(
        await errorOf(sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handle }))),
      ).toEqual({
        name: "ReceiptHandleIsInvalid",
        message: `The input receipt handle "${handle}" is not a valid receipt handle.`,
        status: 400,
      });
    },
  );

  it("refuses a handle of another queue", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const other = await createQueue(sqs, "other");
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url);
    const command = new DeleteMessageCommand({ QueueUrl: other, ReceiptHandle: message?.ReceiptHandle });
    expect(await errorOf(sqs.send(command))).toMatchObject({
      name: "ReceiptHandleIsInvalid",
      message: `The receipt handle "${message?.ReceiptHandle}" is not valid for this queue.`,
    });
  });

  it.each(["x", "=", "!", " "])("refuses a handle with %j after it", async (tail) => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url);
    const command = new DeleteMessageCommand({
      QueueUrl: url,
      ReceiptHandle: `${message?.ReceiptHandle}${tail}`,
    });
    expect(await errorOf(sqs.send(command))).toMatchObject({ name: "ReceiptHandleIsInvalid" });
    expect(await counts(sqs, url)).toEqual([0, 1, 0]);
  });
});

describe("ChangeMessageVisibility", () => {
  const change = (url: string, handle: string | undefined, seconds: number) =>
    new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: seconds });

  it("extends, shortens and ends the visibility timeout", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url, { VisibilityTimeout: 10 });
    await sqs.send(change(url, message?.ReceiptHandle, 100));
    clock.advanceSeconds(99);
    expect(await counts(sqs, url)).toEqual([0, 1, 0]);
    await sqs.send(change(url, message?.ReceiptHandle, 5));
    clock.advanceSeconds(5);
    expect(await counts(sqs, url)).toEqual([1, 0, 0]);
    const [again] = await receive(sqs, url);
    await sqs.send(change(url, again?.ReceiptHandle, 0));
    expect(await counts(sqs, url)).toEqual([1, 0, 0]);
  });

  it("has no effect on what is visible again, and is an error for what is deleted", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url, { VisibilityTimeout: 1 });
    clock.advanceSeconds(1);
    await sqs.send(change(url, message?.ReceiptHandle, 100));
    expect(await counts(sqs, url)).toEqual([1, 0, 0]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(await errorOf(sqs.send(change(url, message?.ReceiptHandle, 100)))).toEqual({
      name: "InvalidParameterValue",
      message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      status: 400,
    });
  });

  it("hides for twelve hours from the receive, no longer", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url);
    await sqs.send(change(url, message?.ReceiptHandle, 43_200));
    clock.advanceSeconds(100);
    expect(await errorOf(sqs.send(change(url, message?.ReceiptHandle, 43_101)))).toMatchObject({
      name: "InvalidParameterValue",
      message:
        "Value 43101 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
    });
    await sqs.send(change(url, message?.ReceiptHandle, 43_100));
    expect(await errorOf(sqs.send(change(url, message?.ReceiptHandle, 43_201)))).toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  it("lasts for one receive: the next has the queue's timeout again", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs, "q", { VisibilityTimeout: "10" });
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url);
    await sqs.send(change(url, message?.ReceiptHandle, 1));
    clock.advanceSeconds(1);
    await receive(sqs, url);
    clock.advanceSeconds(9);
    expect(await counts(sqs, url)).toEqual([0, 1, 0]);
    clock.advanceSeconds(1);
    expect(await counts(sqs, url)).toEqual([1, 0, 0]);
  });
});
