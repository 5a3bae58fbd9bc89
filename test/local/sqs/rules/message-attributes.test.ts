// Message attributes: what they may be, and their checksum.
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { counts, createQueue, errorOf, receive, send, startServer } from "../support.ts";

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
