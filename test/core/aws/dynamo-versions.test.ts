// Two versions of the code on one table, as during a deploy and after a rollback.
import { PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshId, makeJob } from "../../contracts/job-store/factories.ts";
import { type OpenDynamoStore, openDynamoStore } from "./open-dynamo-store.ts";

let opened: OpenDynamoStore;
beforeAll(async () => {
  opened = await openDynamoStore();
});
afterAll(() => opened.close());
const keyOf = (id: string) => ({ pk: { S: `job#${id}` } });

describe("a record that newer code wrote", () => {
  it("of another version is refused by name, and nothing of it is changed", async () => {
    const id = freshId();
    const item = { ...keyOf(id), v: { N: "2" }, status: { S: "paused" }, revision: { N: "3" } };
    await opened.client.send(new PutItemCommand({ TableName: opened.tableName, Item: item }));
    const unreadable = new RegExp(`record job#${id} \\(version 2\\) cannot be read by this deployment`);
    await expect(opened.store.get(id)).rejects.toThrow(unreadable);
    expect(await opened.store.update(id, { set: { title: "x" } }, { status: ["queued"] })).toBeUndefined();
    await expect(opened.store.get(id)).rejects.toThrow(unreadable);
  });

  it("with a field more is read without it, and keeps it through an update", async () => {
    const job = makeJob();
    await opened.store.create(job);
    const add = {
      TableName: opened.tableName,
      Key: keyOf(job.id),
      UpdateExpression: "SET colour = :colour",
      ExpressionAttributeValues: { ":colour": { N: "7" } },
    };
    await opened.client.send(new UpdateItemCommand(add));
    expect(await opened.store.get(job.id)).toEqual(job);
    await opened.store.update(job.id, { set: { status: "queued" } }, { status: ["pending"] });
    const { Attributes } = await opened.client.send(
      new UpdateItemCommand({ TableName: opened.tableName, Key: keyOf(job.id), ReturnValues: "ALL_NEW" }),
    );
    expect(Attributes).toMatchObject({ colour: { N: "7" }, status: { S: "queued" } });
  });
});
