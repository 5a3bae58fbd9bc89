// What a function's answer to a batch means: which records are deleted, and which come back.
import type { SQSRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { failedRecords } from "../../../local/lambda/batch-response.ts";

const records = ["message-1", "message-2", "message-3"].map((messageId) => ({ messageId }) as SQSRecord);
const failedIds = (response: unknown) => failedRecords(response, records).map(({ messageId }) => messageId);

describe("a response of the function", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["an empty object", {}],
    ["no failures", { batchItemFailures: [] }],
    ["null for the failures", { batchItemFailures: null }],
    ["something else altogether", { statusCode: 200 }],
    ["a text", "ok"],
  ])("is a success of the whole batch: %s", (_, response) => {
    expect(failedIds(response)).toEqual([]);
  });

  it.each([
    ["an id of no message", { batchItemFailures: [{ itemIdentifier: "unknown" }] }],
    [
      "an id of no message beside one of the batch",
      { batchItemFailures: [{ itemIdentifier: "message-1" }, { itemIdentifier: "unknown" }] },
    ],
    ["an empty id", { batchItemFailures: [{ itemIdentifier: "" }] }],
    ["a null id", { batchItemFailures: [{ itemIdentifier: null }] }],
    ["a misspelt key", { batchItemFailures: [{ itemIdentifer: "message-1" }] }],
    ["no list", { batchItemFailures: "message-1" }],
  ])("fails the whole batch: %s", (_, response) => {
    expect(failedIds(response)).toEqual(["message-1", "message-2", "message-3"]);
  });

  it("fails the records that it names, and no others", () => {
    const item = (itemIdentifier: string) => ({ itemIdentifier });
    expect(
      failedIds({ batchItemFailures: [item("message-3"), item("message-1"), item("message-3")] }),
    ).toEqual(["message-1", "message-3"]);
    expect(
      failedIds({ batchItemFailures: [{ ...item("message-2"), reason: "more than was asked" }] }),
    ).toEqual(["message-2"]);
  });
});
