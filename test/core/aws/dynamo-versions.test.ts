// Two versions of the code on one table, as during a deploy and after a rollback.
import {
  type AttributeValue,
  CreateTableCommand,
  PutItemCommand,
  UpdateItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamoStore } from "../../../core/aws/dynamo-store.ts";
import { PROJECTED, tableDefinition } from "../../../core/aws/dynamo-table.ts";
import { driveBulk } from "../../../core/jobs/operate/drive-bulk.ts";
import { archiveJob, startBulk } from "../../../core/jobs/operate/inspector.ts";
import { freshId, makeJob } from "../../contracts/job-store/factories.ts";
import { createTestBackend } from "../../support/test-backend.ts";
import { type OpenDynamoStore, openDynamoStore } from "./open-dynamo-store.ts";

let opened: OpenDynamoStore;
beforeAll(async () => {
  opened = await openDynamoStore();
});
afterAll(() => opened.close());
const keyOf = (id: string) => ({ pk: { S: `job#${id}` } });

describe("an index that an earlier release made, without `archivedAt`", () => {
  it("lets no operation on all that match touch an archived job", async () => {
    const tableName = `earlier-${process.pid}-${Date.now()}`;
    const definition = tableDefinition(tableName);
    const projected = PROJECTED.filter((name) => name !== "archivedAt");
    await opened.client.send(
      new CreateTableCommand({
        ...definition,
        GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes.map((index) => ({
          ...index,
          Projection: { ...index.Projection, NonKeyAttributes: projected },
        })),
      }),
    );
    const table = { client: opened.client, tableName };
    await waitUntilTableExists(
      { client: opened.client, minDelay: 1, maxDelay: 1, maxWaitTime: 30 },
      { TableName: tableName },
    );
    const test = createTestBackend();
    Object.assign(test.store, createDynamoStore({ ...table, settings: test.settings, now: Date.now }));
    const [archived, other] = await Promise.all(
      [1, 2].map(() =>
        test.given({ status: "dead", cause: "permanent", createdAt: Date.now() - 1_000, endedAt: 1 }),
      ),
    );
    await archiveJob(test.backend, archived ?? "");
    const { id, request } = await startBulk(test.backend, { operation: "retry", filter: {} });
    const bulk = { id, request, startedAt: Date.now() + 1 };
    const driven = await driveBulk(test.backend, bulk, {
      signal: AbortSignal.timeout(60_000),
      hasTime: () => true,
    });
    expect(driven).toMatchObject({ ended: { done: 1, skipped: 1 } });
    expect((await test.job(archived ?? "")).status).toBe("dead");
    expect((await test.job(other ?? "")).status).toBe("queued");
  });
});

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

  it("costs no other its place in a list or a search", async () => {
    const other = makeJob({ type: "test:beside" });
    await opened.store.create(other);
    const beyond = makeJob({ type: "test:beside" });
    await opened.store.create(beyond);
    const change = (field: string, value: AttributeValue) =>
      opened.client.send(
        new UpdateItemCommand({
          TableName: opened.tableName,
          Key: keyOf(beyond.id),
          UpdateExpression: "SET #field = :value",
          ExpressionAttributeNames: { "#field": field },
          ExpressionAttributeValues: { ":value": value },
        }),
      );
    const query = { order: "newest", limit: 10 } as const;
    const type = "test:beside";
    await change("v", { N: "2" });
    expect((await opened.store.list({ ...query, type })).items).toHaveLength(2);
    const found = await opened.store.search({ ...query, filter: { type: [type], text: "test" } });
    expect(found.items.map(({ id }) => id)).not.toContain(beyond.id);
    await change("title", { N: "1" });
    expect((await opened.store.list({ ...query, type })).items.map(({ id }) => id)).toEqual([other.id]);
    const told = await opened.store.search({ ...query, filter: { type: [type] } });
    expect(told.items.map(({ id }) => id)).toEqual([other.id]);
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
