// Sending: what a message may be, and its delay.
import { SendMessageBatchCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { bodies, counts, createQueue, errorOf, receive, send, startServer } from "../support.ts";

describe("SendMessage", () => {
  it("delivers what was sent, with the id it was given", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const { MessageId, SequenceNumber } = await send(sqs, url, "hello");
    const [message] = await receive(sqs, url);
    expect(message?.MessageId).toBe(MessageId);
    expect(MessageId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(SequenceNumber).toBeUndefined();
  });

  it.each(["emoji 🎉 ünï", "tab\tnewline\nreturn\r", "\u{10ffff}", "\u{d7ff}\u{e000}\u{fffd}"])(
    "accepts %j",
    async (body) => {
      const { sqs } = await startServer();
      const url = await createQueue(sqs);
      await send(sqs, url, body);
      expect(bodies(await receive(sqs, url))).toEqual([body]);
    },
  );

  it.each(["\u0000", "\u0008", "\u000b", "\u001f", "\ufffe", "\uffff", "\ud800"])(
    "refuses %j",
    async (body) => {
      const { server, sqs } = await startServer();
      const url = await createQueue(sqs);
      const response = await fetch(server.url, {
        method: "POST",
        headers: { "X-Amz-Target": "AmazonSQS.SendMessage" },
        body: JSON.stringify({ QueueUrl: url, MessageBody: `a${body}b` }),
      });
      const character = body.charCodeAt(0).toString(16).toUpperCase();
      expect(await response.json()).toEqual({
        __type: "com.amazonaws.sqs#InvalidMessageContents",
        // AWS's own text: NServiceBus.AmazonSQS#2630.
        message: `Invalid binary character '#x${character}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].`,
      });
    },
  );

  it("refuses an empty body, and one longer than the queue allows, by bytes and with its attributes", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs, "small", { MaximumMessageSize: "1024" });
    expect(await errorOf(send(sqs, url, ""))).toMatchObject({ name: "MissingParameter", status: 400 });
    await send(sqs, url, "é".repeat(512));
    const tooLong = "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.";
    expect(await errorOf(send(sqs, url, "é".repeat(513)))).toMatchObject({ message: tooLong });
    const attributes = { k: { DataType: "String", StringValue: "x" } };
    await send(sqs, url, "a".repeat(1024 - 8), { MessageAttributes: attributes });
    const error = await errorOf(send(sqs, url, "a".repeat(1024 - 7), { MessageAttributes: attributes }));
    expect(error).toMatchObject({ name: "InvalidParameterValue", message: tooLong });
  });

  it("says of a batch's entry that is too long what SQS says there", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs, "small", { MaximumMessageSize: "1024" });
    const Entries = [
      { Id: "short", MessageBody: "x" },
      { Id: "long", MessageBody: "x".repeat(1025) },
    ];
    const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(Successful).toMatchObject([{ Id: "short" }]);
    expect(Failed).toEqual([
      {
        Id: "long",
        SenderFault: true,
        Code: "InvalidParameterValue",
        Message:
          "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
      },
    ]);
  });

  it("accepts a message of 1 MiB", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x".repeat(1_048_576));
    expect(await errorOf(send(sqs, url, "x".repeat(1_048_577)))).toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  it("refuses a deduplication id on a standard queue", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    expect(await errorOf(send(sqs, url, "x", { MessageDeduplicationId: "a" }))).toEqual({
      name: "InvalidParameterValue",
      message:
        "Value a for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.",
      status: 400,
    });
  });

  it("hides a message for its own delay, or else for the queue's", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs, "later", { DelaySeconds: "10" });
    await send(sqs, url, "queue's");
    await send(sqs, url, "own", { DelaySeconds: 2 });
    await send(sqs, url, "none", { DelaySeconds: 0 });
    expect(await counts(sqs, url)).toEqual([1, 0, 2]);
    clock.advanceSeconds(2);
    expect(await counts(sqs, url)).toEqual([2, 0, 1]);
    clock.advance(7999);
    expect(await counts(sqs, url)).toEqual([2, 0, 1]);
    clock.advance(1);
    expect(await counts(sqs, url)).toEqual([3, 0, 0]);
    expect(await errorOf(send(sqs, url, "x", { DelaySeconds: 901 }))).toMatchObject({
      message:
        "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
    });
  });

  it("keeps the delay of what is already in a standard queue when the queue's delay changes", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs, "later", { DelaySeconds: "10" });
    await send(sqs, url, "a");
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { DelaySeconds: "0" } }));
    expect(await counts(sqs, url)).toEqual([0, 0, 1]);
    clock.advanceSeconds(10);
    expect(await counts(sqs, url)).toEqual([1, 0, 0]);
  });
});
