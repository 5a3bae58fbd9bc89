// What the DynamoDB store does on the wire: one request a write, the index left alone by progress, lost answers recognised.
import { createServer, request as forward } from "node:http";
import { DescribeTableCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamoClient } from "../../../core/aws/clients.ts";
import { SHARDS } from "../../../core/aws/dynamo-places.ts";
import { createDynamoStore } from "../../../core/aws/dynamo-store.ts";
import { INDEX, PROJECTED, tableDefinition } from "../../../core/aws/dynamo-table.ts";
import { JobSummary } from "../../../core/jobs/record/job.ts";
import { defineSettings } from "../../../core/settings.ts";
import { freshId, makeAttempt, makeDeadLetter, makeJob, START } from "../../contracts/job-store/factories.ts";
import { type OpenDynamoStore, openDynamoStore } from "./open-dynamo-store.ts";

let opened: OpenDynamoStore;
beforeAll(async () => {
  opened = await openDynamoStore();
});
afterAll(() => opened.close());

/** The opened table behind a proxy that forwards every request and, while told to, drops the answers. */
async function openUnreliable() {
  const target = await opened.client.config.endpoint?.();
  const seen: { operation: string; body: string }[] = [];
  let drops = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
      seen.push({ operation, body: body.toString("utf8") });
      const { method, headers, url } = request;
      const onward = forward(
        { host: target?.hostname, port: target?.port, method, headers, path: url },
        (answer) => {
          if (drops > 0) {
            drops--;
            answer.resume();
            request.socket.destroy();
            return;
          }
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const client = createDynamoClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const settings = defineSettings();
  return {
    store: createDynamoStore({ client, tableName: opened.tableName, settings, now: Date.now }),
    seen,
    operations: () => seen.map((request) => request.operation),
    loseAnswers(count: number) {
      drops = count;
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("a write whose answer is lost and which the SDK repeats", () => {
  it("still creates the record for its caller", async () => {
    await using table = await openUnreliable();
    const job = makeJob();
    table.loseAnswers(1);
    expect(await table.store.create(job)).toBe(true);
    expect(await table.store.get(job.id)).toEqual(job);
  });

  it("still gives the claim to the one who made it, once", async () => {
    await using table = await openUnreliable();
    const job = makeJob({ status: "queued" });
    await table.store.create(job);
    const claim = { claimId: "mine", leaseUntil: START, messageId: "m" };
    table.loseAnswers(1);
    const change = { set: { status: "running" as const, claim }, appendAttempt: makeAttempt() };
    const claimed = await table.store.update(job.id, change, { status: ["queued"] });
    expect(claimed).toMatchObject({ status: "running", claim, revision: 1 });
    expect(claimed?.attempts).toHaveLength(1);
  });

  it("is done once, also when its condition still holds after it", async () => {
    await using table = await openUnreliable();
    const job = makeJob();
    await table.store.create(job);
    table.loseAnswers(1);
    const after = await table.store.update(job.id, { appendAttempt: makeAttempt() }, {});
    expect(after?.attempts).toHaveLength(1);
    expect(after?.revision).toBe(1);
    expect(await table.store.get(job.id)).toEqual(after);
  });

  it("still notes a dead letter as new", async () => {
    await using table = await openUnreliable();
    table.loseAnswers(1);
    expect(await table.store.putDeadLetter(makeDeadLetter())).toBe(true);
  });

  it("is refused when another writer came in between", async () => {
    await using table = await openUnreliable();
    const job = makeJob({ revision: 5 });
    await table.store.create(job);
    table.loseAnswers(1);
    expect(await table.store.update(job.id, { set: { title: "mine" } }, { revision: 4 })).toBeUndefined();
    expect((await table.store.get(job.id))?.revision).toBe(5);
  });
});

describe("on the wire", () => {
  it("each operation is one request, and a read is a consistent one", async () => {
    await using table = await openUnreliable();
    const { store } = table;
    const job = makeJob();
    await store.create(job);
    await store.update(job.id, { set: { status: "queued" } }, { status: ["pending"] });
    await store.update(job.id, { set: { status: "queued" } }, { status: ["pending"] });
    await store.get(job.id);
    await store.putResult(job.id, {});
    await store.getResult(job.id);
    await store.deleteResult(job.id);
    expect(table.operations()).toEqual([
      "PutItem",
      "UpdateItem",
      "UpdateItem",
      "GetItem",
      "PutItem",
      "GetItem",
      "DeleteItem",
    ]);
    for (const { body } of table.seen.filter(({ operation }) => operation === "GetItem")) {
      expect(JSON.parse(body).ConsistentRead).toBe(true);
    }
  });

  it("a list is one query of each key of the index, while nothing is there", async () => {
    await using table = await openUnreliable();
    await table.store.list({ status: "dead", order: "newest", limit: 10 });
    expect(table.operations()).toEqual(Array(SHARDS.dead).fill("Query"));
  });
});

describe("the index", () => {
  it("holds every field of a summary", () => {
    // The id is in the key, and a record whose data was deleted is in no list.
    const elsewhere = ["id", "deletedAt"];
    // Of dead letters and documents, and what lists are to be filtered by: AWS cannot add to an index that is there.
    const beside = ["entry", "value", "valueRevision", "expiresAtSeconds"];
    expect([...elsewhere, ...PROJECTED].toSorted()).toEqual(
      [...Object.keys(JobSummary.shape), ...beside].toSorted(),
    );
  });

  it("holds nothing that a progress write changes", async () => {
    const job = makeJob({ status: "running" });
    await opened.store.create(job);
    const stored = async () => {
      const key = { pk: { S: `job#${job.id}` } };
      return (
        (await opened.client.send(new GetItemCommand({ TableName: opened.tableName, Key: key }))).Item ?? {}
      );
    };
    const before = await stored();
    await opened.store.update(job.id, { set: { progress: { stage: "s", done: 1, total: 2, at: 3 } } }, {});
    const after = await stored();
    const changed = Object.keys(after).filter(
      (name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]),
    );
    expect(changed.toSorted()).toEqual(["progress", "revision", "writeId"]);
    const indexed = new Set<string>([...PROJECTED, INDEX.hashKey, INDEX.rangeKey, "pk"]);
    expect(changed.filter((name) => indexed.has(name))).toEqual([]);
  });

  it("is created as it is defined", async () => {
    const { Table } = await opened.client.send(new DescribeTableCommand({ TableName: opened.tableName }));
    const wanted = tableDefinition(opened.tableName);
    expect(Table?.KeySchema).toEqual(wanted.KeySchema);
    expect(Table?.GlobalSecondaryIndexes?.[0]).toMatchObject({
      IndexName: INDEX.name,
      KeySchema: wanted.GlobalSecondaryIndexes[0]?.KeySchema,
    });
  });
});

describe("a store whose table is not there", () => {
  it("says which table, and what to do", async () => {
    const settings = defineSettings();
    const store = createDynamoStore({ client: opened.client, tableName: "missing", settings, now: Date.now });
    const failure = /GetItem on table missing failed: ResourceNotFoundException.*\(deploy this stage/;
    await expect(store.ping()).rejects.toThrow(failure);
    await expect(store.get(freshId())).rejects.toThrow(failure);
  });
});
