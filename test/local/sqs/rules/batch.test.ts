// Batches: each entry answered by itself.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { counts, createQueue, errorOf, receive, startServer } from "../support.ts";

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
