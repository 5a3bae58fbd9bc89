// The record that a function gets for a message. [Lambda: example Amazon SQS message event]
import { describe, expect, it } from "vitest";
import { toRecord } from "../../../local/lambda/sqs-record.ts";

const arn = "arn:aws:sqs:us-east-2:123456789012:my-queue";
const message = {
  MessageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
  ReceiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
  Body: "Test message.",
  Attributes: { ApproximateReceiveCount: "1", SenderId: "AIDAIENQZJOLO23YVJ4VO" },
  MD5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
};

describe("the record of a message", () => {
  it("has Lambda's names", () => {
    expect(toRecord(message, arn)).toEqual({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
      messageAttributes: {},
      md5OfBody: message.MD5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: arn,
      awsRegion: "us-east-2",
    });
  });

  it("has attributes by type, and their MD5", () => {
    const record = toRecord(
      {
        ...message,
        MD5OfMessageAttributes: "00484c68a2bb2c8b6c6a6b6b6b6b6b6b",
        MessageAttributes: {
          text: { DataType: "String", StringValue: "a" },
          bytes: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 255) },
        },
      },
      arn,
    );
    expect(record.md5OfMessageAttributes).toBe("00484c68a2bb2c8b6c6a6b6b6b6b6b6b");
    const lists = { stringListValues: [], binaryListValues: [] };
    expect(record.messageAttributes).toEqual({
      text: { dataType: "String", stringValue: "a", ...lists },
      bytes: { dataType: "Binary", binaryValue: "AP8=", ...lists },
    });
  });

  it("is made without an attribute whose value the SDK has lost", () => {
    const MessageAttributes = Object.fromEntries([["__proto__", undefined]]) as never;
    expect(toRecord({ ...message, MessageAttributes }, arn).messageAttributes).toEqual({});
  });

  it.each(["__proto__", "constructor", "toString"])("keeps an attribute called %s", (name) => {
    const MessageAttributes = Object.fromEntries([[name, { DataType: "String", StringValue: "a" }]]);
    expect(Object.keys(toRecord({ ...message, MessageAttributes }, arn).messageAttributes)).toEqual([name]);
  });
});
