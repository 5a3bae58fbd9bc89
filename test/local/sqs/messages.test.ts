import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { bodies, counts, createPair, createQueue, errorOf, receive, send, startServer } from "./support.ts";

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

describe("message attributes", () => {
  const attributes = {
    Hello: { DataType: "String", StringValue: "There" },
    "Help.Me": { DataType: "Number.int", StringValue: "-1.5e3" },
    General: { DataType: "Binary.png", BinaryValue: Uint8Array.of(0, 255, 128) },
  };

  it.each([
    [["All"], ["General", "Hello", "Help.Me"]],
    [[".*"], ["General", "Hello", "Help.Me"]],
    [["Hel.*"], ["Hello", "Help.Me"]],
    [["Hello", "Nope"], ["Hello"]],
    [["Help"], []],
    [[], []],
  ])("come back when asked for as %j", async (asked, expected) => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x", { MessageAttributes: attributes });
    // The SDK itself compares MD5s of body and attributes.
    const [message] = await receive(sqs, url, { MessageAttributeNames: asked });
    expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual(expected);
    if (expected.length === 3) expect(message?.MessageAttributes).toEqual(attributes);
    expect(message?.MD5OfMessageAttributes === undefined).toBe(expected.length === 0);
  });

  it.each([
    ["Aws.x", { DataType: "String", StringValue: "x" }],
    [".x", { DataType: "String", StringValue: "x" }],
    ["x.", { DataType: "String", StringValue: "x" }],
    ["a..b", { DataType: "String", StringValue: "x" }],
    ["a b", { DataType: "String", StringValue: "x" }],
    ["L".repeat(257), { DataType: "String", StringValue: "x" }],
    ["x", { DataType: "String", StringValue: "" }],
    ["x", { DataType: "String", StringValue: "\u0008" }],
    ["x", { DataType: "Nope", StringValue: "x" }],
    ["x", { DataType: "Number", StringValue: "ten" }],
    ["x", { DataType: "Number", StringValue: "1e127" }],
    ["x", { DataType: "Number.int", StringValue: "-1e129" }],
    ["", { DataType: "String", StringValue: "x" }],
    ["x", { DataType: "Binary", StringValue: "x" }],
    ["x", { DataType: `Number.${"L".repeat(256)}`, StringValue: "1" }],
  ])("are refused: %s %j", async (name, value) => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const error = await errorOf(send(sqs, url, "x", { MessageAttributes: { [name]: value } }));
    expect(error).toMatchObject({ name: "InvalidParameterValue", status: 400 });
  });

  it.each([{ StringListValues: ["x"] }, { BinaryListValues: [] }])(
    "are no lists, alone or in a batch: %j",
    async (list) => {
      const { sqs } = await startServer();
      const url = await createQueue(sqs);
      const MessageAttributes = { x: { DataType: "String", StringValue: "x", ...list } };
      expect(await errorOf(send(sqs, url, "x", { MessageAttributes }))).toEqual({
        name: "UnsupportedOperation",
        message: "Message attribute list values in SendMessage operation are not supported.",
        status: 400,
      });
      const Entries = [
        { Id: "good", MessageBody: "x" },
        { Id: "bad", MessageBody: "x", MessageAttributes },
      ];
      expect(await errorOf(sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries })))).toMatchObject({
        name: "UnsupportedOperation",
      });
      expect(await counts(sqs, url)).toEqual([0, 0, 0]);
    },
  );

  it("are ten at most", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`a${i}`, { DataType: "String", StringValue: "x" }]),
      );
    await send(sqs, url, "x", { MessageAttributes: many(10) });
    expect(await errorOf(send(sqs, url, "x", { MessageAttributes: many(11) }))).toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  it("of the system carry the trace header, with an MD5 of their own", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const sent = await send(sqs, url, "x", {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue } },
    });
    expect(sent.MD5OfMessageSystemAttributes).toBe("5ae4d5d7636402d80f4eb6d213245a88");
    const [message] = await receive(sqs, url, { MessageSystemAttributeNames: ["AWSTraceHeader"] });
    expect(message?.Attributes).toEqual({ AWSTraceHeader: StringValue });
  });
});

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

  it("takes turns between the groups of a standard queue", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    for (let i = 0; i < 6; i++) await send(sqs, url, `noisy ${i}`, { MessageGroupId: "noisy" });
    await send(sqs, url, "quiet", { MessageGroupId: "quiet" });
    const received = await receive(sqs, url, { MaxNumberOfMessages: 3 });
    expect(bodies(received)).toEqual(["noisy 0", "quiet", "noisy 1"]);
    expect(received[1]?.Attributes.MessageGroupId).toBe("quiet");
  });
});

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

describe("batches", () => {
  it("report each entry by itself", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "good", MessageBody: "a" },
          { Id: "bad", MessageBody: "\u0001" },
          { Id: "delayed", MessageBody: "b", DelaySeconds: 9 },
          { Id: "late", MessageBody: "b", DelaySeconds: 901 },
        ],
      }),
    );
    expect(sent.Successful?.map((entry) => entry.Id)).toEqual(["good", "delayed"]);
    expect(sent.Failed).toMatchObject([
      { Id: "bad", SenderFault: true, Code: "InvalidMessageContents" },
      { Id: "late", SenderFault: true, Code: "InvalidParameterValue" },
    ]);
    expect(await counts(sqs, url)).toEqual([1, 0, 1]);
    const [message] = await receive(sqs, url);
    const changed = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "a", ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 5 },
          { Id: "b", ReceiptHandle: "garbage", VisibilityTimeout: 5 },
          { Id: "c", ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 43_201 },
        ],
      }),
    );
    expect(changed.Successful).toEqual([{ Id: "a" }]);
    expect(changed.Failed?.map((entry) => entry.Code)).toEqual([
      "ReceiptHandleIsInvalid",
      "InvalidParameterValue",
    ]);
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "a", ReceiptHandle: message?.ReceiptHandle },
          { Id: "b", ReceiptHandle: "garbage" },
        ],
      }),
    );
    expect(deleted).toMatchObject({
      Successful: [{ Id: "a" }],
      Failed: [{ Id: "b", Code: "ReceiptHandleIsInvalid" }],
    });
  });

  it("leave out the list of those that failed, or succeeded, where there is none", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const sendAll = (...texts: string[]) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: texts.map((MessageBody, i) => ({ Id: `m${i}`, MessageBody })),
        }),
      );
    const sent = await sendAll("a", "b");
    expect(sent.Successful).toHaveLength(2);
    expect(sent.Failed).toBeUndefined();
    const failed = await sendAll("\u0001");
    expect(failed.Failed).toHaveLength(1);
    expect(failed.Successful).toBeUndefined();
  });

  it.each([
    [[], "EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request."],
    [
      Array.from({ length: 11 }, (_, i) => `m${i}`),
      "TooManyEntriesInBatchRequest",
      "Maximum number of entries per request are 10. You have sent 11.",
    ],
    [["a", "a"], "BatchEntryIdsNotDistinct", "Id a repeated."],
    [
      ["a b"],
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    ],
    [
      ["x".repeat(81)],
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    ],
  ])("are refused with the ids %j", async (ids, name, message) => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const Entries = ids.map((Id) => ({ Id, MessageBody: "x" }));
    const error = await errorOf(sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries })));
    expect(error).toEqual({ name, message, status: 400 });
  });

  it("hold 1 MiB together", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const batch = (bytes: number) =>
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "1", MessageBody: "a".repeat(bytes - 1) },
          { Id: "2", MessageBody: "a" },
        ],
      });
    await sqs.send(batch(1_048_576));
    expect(await errorOf(sqs.send(batch(1_048_577)))).toMatchObject({
      name: "BatchRequestTooLong",
      message: "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
    });
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
