// The embedded AWS with its bills on: the embedded SQS, and DynamoDB played by dynalite, each request counted.
import { once } from "node:events";
import { createServer, request as forward, type Server } from "node:http";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { createDynamoClient, createSqsClient } from "../core/aws/clients.ts";
import { tableDefinition } from "../core/aws/dynamo-table.ts";
import type { App } from "../core/define-app.ts";
import type { Settings } from "../core/settings.ts";
import type { Cloud } from "../local/cloud.ts";
import { createQueues } from "../local/queues.ts";
import { startSqsServer } from "../local/sqs/server.ts";
import type { UnitCounter } from "./cost-units.ts";

export type Bill = {
  /** Requests by action, long polls that found nothing apart. */
  sqs: Map<string, number>;
  dynamo: Map<string, number>;
  units: UnitCounter;
};

const TABLE_NAME = "briefings-jobs";
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const REGION = "us-east-1";

const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

export async function startCountingCloud(app: App, settings: Settings, bill: Bill): Promise<Cloud> {
  const sqsServer = await startSqsServer({ port: 0, onRequest: ({ action }) => add(bill.sqs, action) });
  const dynamo = await startDynamo(bill);
  const sqs = createSqsClient({
    region: REGION,
    endpoint: sqsServer.url,
    credentials: CREDENTIALS,
    waitTimeSeconds: settings.queue.waitTimeSeconds,
  });
  return {
    ...(await createQueues(sqs, app, settings)),
    sqsUrl: sqsServer.url,
    sqs,
    env: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_SQS: sqsServer.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      TABLE_NAME,
    },
    async close() {
      sqs.destroy();
      await sqsServer.close();
      await dynamo.close();
    },
  };
}

async function startDynamo(bill: Bill) {
  const database: Server = dynalite({ createTableMs: 0 });
  const databasePort = await listen(database);
  const proxy = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
      const { method, url, headers } = request;
      const onward = forward(
        { host: "127.0.0.1", port: databasePort, method, path: url, headers },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.on("end", () => {
            const text = Buffer.concat(parts);
            const status = answer.statusCode ?? 500;
            if (operation !== "CreateTable") {
              add(bill.dynamo, operation);
              bill.units.count(
                operation,
                JSON.parse(body.toString()),
                JSON.parse(text.toString() || "{}"),
                status,
              );
            }
            response.writeHead(status, answer.headers).end(text);
          });
        },
      );
      onward.end(body);
    });
  });
  const endpoint = `http://127.0.0.1:${await listen(proxy)}`;
  const client = createDynamoClient({ region: REGION, endpoint, credentials: CREDENTIALS });
  await client.send(new CreateTableCommand(tableDefinition(TABLE_NAME)));
  client.destroy();
  return {
    endpoint,
    async close() {
      for (const server of [proxy, database]) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("listens on no port");
  return address.port;
}
