// An empty DynamoDB table for a test: dynalite in process, or a table of its own at the endpoint of DYNAMO_TEST_ENDPOINT.
import { once } from "node:events";
import type { Server } from "node:http";
import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { createDynamoClient } from "../../../core/aws/clients.ts";
import { createDynamoCache } from "../../../core/aws/dynamo-cache.ts";
import { createDynamoStore } from "../../../core/aws/dynamo-store.ts";
import { tableDefinition } from "../../../core/aws/dynamo-table.ts";
import type { Cache, JobStore } from "../../../core/jobs/ports.ts";
import { defineSettings } from "../../../core/settings.ts";

export type OpenDynamoStore = {
  store: JobStore;
  cache: Cache;
  client: DynamoDBClient;
  tableName: string;
  close(): Promise<void>;
};

let tables = 0;

export async function openDynamoStore(
  now: () => number = Date.now,
  tableName = `contract-${process.pid}-${Date.now()}-${++tables}`,
): Promise<OpenDynamoStore> {
  const endpoint = process.env.DYNAMO_TEST_ENDPOINT;
  const server = endpoint === undefined ? await startDynalite() : undefined;
  const client = createDynamoClient({
    region: process.env.AWS_REGION ?? "us-east-1",
    endpoint: endpoint ?? server?.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await client.send(new CreateTableCommand(tableDefinition(tableName)));
  await waitUntilTableExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 30 }, { TableName: tableName });
  const table = { client, tableName, settings: defineSettings(), now };
  const store = createDynamoStore(table);
  return {
    store,
    cache: createDynamoCache(table),
    client,
    tableName,
    async close() {
      if (endpoint !== undefined) await client.send(new DeleteTableCommand({ TableName: tableName }));
      store.close();
      await server?.stop();
    },
  };
}

async function startDynalite() {
  const server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("dynalite listens on no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
