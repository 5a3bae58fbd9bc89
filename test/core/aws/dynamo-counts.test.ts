// Counts on DynamoDB: answers that leave keys out, answers that are lost.
import { BatchGetItemCommand, DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createDynamoCounts } from "../../../core/aws/dynamo-counts.ts";
import { defineSettings } from "../../../core/settings.ts";

const NOW = Date.UTC(2026, 10, 29, 8);
const client = new DynamoDBClient({ region: "eu-central-1" });
const dynamo = mockClient(client);
const table = { client, tableName: "jobs", settings: defineSettings(), now: () => NOW };
const { addCounts, getCounts } = createDynamoCounts(table);
const item = (slot: string, jobs: number) => ({
  pk: { S: `counts#${slot}` },
  "n/jobs": { N: String(jobs) },
  additionId: { S: "x" },
});

afterEach(() => {
  dynamo.reset();
  vi.useRealTimers();
});

describe("getCounts", () => {
  it("asks again for the keys that DynamoDB left out", async () => {
    const left = { jobs: { Keys: [{ pk: { S: "counts#b" } }] } };
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { jobs: [item("a", 1)] }, UnprocessedKeys: left })
      .resolvesOnce({ Responses: {}, UnprocessedKeys: left })
      .resolves({ Responses: { jobs: [item("b", 2)] }, UnprocessedKeys: {} });
    expect(await getCounts(["a", "b"])).toEqual([{ jobs: 1 }, { jobs: 2 }]);
    const asked = dynamo.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems);
    expect(asked[0]).toEqual({ jobs: { Keys: [{ pk: { S: "counts#a" } }, { pk: { S: "counts#b" } }] } });
    expect(asked.slice(1)).toEqual([left, left]);
  });

  it("never answers with less than was asked for", async () => {
    const left = { jobs: { Keys: [{ pk: { S: "counts#b" } }] } };
    dynamo.on(BatchGetItemCommand).resolves({ Responses: { jobs: [] }, UnprocessedKeys: left });
    vi.useFakeTimers();
    const refused = expect(getCounts(["a", "b"])).rejects.toMatchObject({
      name: "StoreError",
      code: "store-unavailable",
      message: expect.stringContaining("1 of 2 items were not read in 8 rounds"),
    });
    await vi.runAllTimersAsync();
    await refused;
  });

  it("leaves out an item that DynamoDB has not deleted yet", async () => {
    const gone = { ...item("a", 1), expiresAtSeconds: { N: String(NOW / 1000) } };
    dynamo.on(BatchGetItemCommand).resolves({ Responses: { jobs: [gone] } });
    expect(await getCounts(["a"])).toEqual([{}]);
  });
});

describe("addCounts", () => {
  it("is one update, whose repetition by the SDK is refused and taken for done", async () => {
    dynamo
      .on(UpdateItemCommand)
      .rejects(Object.assign(new Error("refused"), { name: "ConditionalCheckFailedException" }));
    await addCounts("day#2026-11-29", { "a.b/succeeded": 3 }, 99);
    const [call] = dynamo.commandCalls(UpdateItemCommand);
    expect(call?.args[0].input).toMatchObject({
      Key: { pk: { S: "counts#day#2026-11-29" } },
      UpdateExpression: "SET expiresAtSeconds = :expiry, additionId = :id ADD #n0 :n0",
      ConditionExpression: "attribute_not_exists(additionId) OR additionId <> :id",
      ExpressionAttributeNames: { "#n0": "n/a.b/succeeded" },
    });
  });

  it("stays below DynamoDB's 4 KB of an expression with as many names as it takes", async () => {
    dynamo.on(UpdateItemCommand).resolves({});
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`type/${at}`, 1]));
    await addCounts("day#2026-11-29", many, 99);
    const [call] = dynamo.commandCalls(UpdateItemCommand);
    expect(call?.args[0].input.UpdateExpression?.length).toBeLessThan(4_096);
  });
});
