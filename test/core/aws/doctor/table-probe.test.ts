// The doctor at a DynamoDB table: each fault of its table is found by itself.
import { CreateTableCommand, type DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../../core/aws/doctor/table-probe.ts";
import { TTL_ATTRIBUTE, tableDefinition } from "../../../../core/aws/dynamo-table.ts";
import { examine } from "../../../../core/jobs/operate/inspector.ts";
import { createTestBackend } from "../../../support/test-backend.ts";
import { type OpenDynamoStore, openDynamoStore } from "../open-dynamo-store.ts";

let opened: OpenDynamoStore;
beforeAll(async () => {
  opened = await openDynamoStore();
});
afterAll(() => opened.close());

type Definition = ReturnType<typeof tableDefinition>;

let made = 0;
/** A table of this definition; dynalite knows no expiry, so the test says how it is. */
async function illOf(change: (wanted: Definition) => object, expiry: object = on): Promise<unknown[]> {
  const name = `doctor-${process.pid}-${++made}`;
  const { AttributeDefinitions, GlobalSecondaryIndexes, ...rest } = change(
    tableDefinition(name),
  ) as Definition;
  const indexes = GlobalSecondaryIndexes as Definition["GlobalSecondaryIndexes"] | undefined;
  const keys = [...rest.KeySchema, ...(indexes ?? []).flatMap(({ KeySchema }) => KeySchema)];
  await opened.client.send(
    new CreateTableCommand({
      ...rest,
      ...(indexes && { GlobalSecondaryIndexes: indexes }),
      AttributeDefinitions: AttributeDefinitions.filter((one) =>
        keys.some(({ AttributeName }) => AttributeName === one.AttributeName),
      ),
    }),
  );
  await waitUntilTableExists(
    { client: opened.client, minDelay: 1, maxDelay: 1, maxWaitTime: 30 },
    { TableName: name },
  );
  return await illAt(name, expiry);
}

const on = { TimeToLiveStatus: "ENABLED", AttributeName: TTL_ATTRIBUTE };

async function illAt(tableName: string, expiry: object): Promise<unknown[]> {
  const client = {
    send: (command: { constructor: { name: string } }) =>
      command.constructor.name === "DescribeTimeToLiveCommand"
        ? Promise.resolve({ TimeToLiveDescription: expiry })
        : opened.client.send(command as never),
  } as unknown as DynamoDBClient;
  const probes = { table: () => readTable(client, tableName) };
  const findings = await examine(createTestBackend().backend, { probes, release: "", close: () => {} });
  return findings.filter(({ state }) => state !== "ok");
}

describe("a table as the code makes it", () => {
  it("has nothing to mend", async () => {
    expect(await illOf((wanted) => wanted)).toEqual([]);
  });
});

describe("the doctor finds at a table, and finds nothing else:", () => {
  it("that it is not there", async () => {
    expect(await illAt("nowhere", on)).toMatchObject(
      [{ check: "table", state: "fault", what: /nowhere/ }].map(says),
    );
  });

  it("that it has no index", async () => {
    const found = await illOf(({ GlobalSecondaryIndexes: _, ...wanted }) => wanted);
    expect(found).toMatchObject(
      [{ check: "table-index", state: "fault", what: /index by-list is missing/ }].map(says),
    );
  });

  it("that its index is by another key", async () => {
    const found = await illOf((wanted) => ({
      ...wanted,
      GlobalSecondaryIndexes: wanted.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        KeySchema: [...index.KeySchema]
          .reverse()
          .map((key, at) => ({ ...key, KeyType: at === 0 ? "HASH" : "RANGE" })),
      })),
    }));
    expect(found).toMatchObject(
      [{ check: "table-index", state: "fault", what: /by listKey and list,/ }].map(says),
    );
  });

  it("that its index lacks attributes", async () => {
    const found = await illOf((wanted) => ({
      ...wanted,
      GlobalSecondaryIndexes: wanted.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        Projection: { ProjectionType: "KEYS_ONLY" },
      })),
    }));
    expect(found).toMatchObject(
      [{ check: "table-index", state: "fault", what: /lacks status, type/ }].map(says),
    );
  });

  it.each([
    ["nothing expires", { TimeToLiveStatus: "DISABLED" }, /expire by nothing/],
    ["another attribute says when", { ...on, AttributeName: "ttl" }, /expire by ttl, and the code writes/],
  ])("that %s", async (_, expiry, what) => {
    const found = await illOf((wanted) => wanted, expiry);
    expect(found).toMatchObject([{ check: "table-expiry", state: "warning", what }].map(says));
  });
});

const says = <Finding extends { what: RegExp }>(finding: Finding) => ({
  ...finding,
  what: expect.stringMatching(finding.what),
});
