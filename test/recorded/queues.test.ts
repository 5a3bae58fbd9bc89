// The SQS server's data file as an earlier release (commit d2a8f67) wrote it: queues, messages and their counts are there after the update.
import { readFileSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { startSqsServer } from "../../local/sqs/server.ts";
import {
  arnOf,
  bodies,
  counts,
  createClient,
  receive,
  send,
  TestClock,
  temporaryFolder,
} from "../local/sqs/support.ts";

const Recorded = z.object({
  recordedAt: z.number(),
  applicationId: z.number(),
  version: z.number(),
  schema: z.array(z.string()),
  tables: z.record(z.string(), z.array(z.record(z.string(), z.custom<SQLInputValue>()))),
});

async function openRecorded() {
  const text = readFileSync(new URL("./queues-sqlite.json", import.meta.url), "utf8");
  const { recordedAt, applicationId, version, schema, tables } = Recorded.parse(JSON.parse(text));
  const dataFile = `${temporaryFolder()}/sqs.sqlite`;
  const db = new DatabaseSync(dataFile);
  db.exec(schema.join(";"));
  db.exec(`PRAGMA user_version = ${version}; PRAGMA application_id = ${applicationId}`);
  for (const [table, rows] of Object.entries(tables)) {
    for (const row of rows) {
      const columns = Object.keys(row);
      const sql = `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => "?")})`;
      db.prepare(sql).run(...Object.values(row));
    }
  }
  db.close();
  const server = await startSqsServer({ port: 0, dataFile, clock: new TestClock(recordedAt + 1_000) });
  const sqs = createClient(server.url);
  onTestFinished(async () => {
    sqs.destroy();
    await server.close();
  });
  const urlOf = async (name: string) =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? "";
  return { sqs, urlOf };
}

describe("a data file of an earlier release", () => {
  it("gives its queues with their attributes", async () => {
    const { sqs, urlOf } = await openRecorded();
    const asked = { QueueUrl: await urlOf("briefings"), AttributeNames: ["All" as const] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
    expect(Attributes).toMatchObject({ VisibilityTimeout: "0", MessageRetentionPeriod: "1209600" });
    expect(JSON.parse(Attributes?.RedrivePolicy ?? "")).toEqual({
      deadLetterTargetArn: arnOf("briefings-dead"),
      maxReceiveCount: 2,
    });
  });

  it("gives a message with its body, its attributes and the receives it has had", async () => {
    const { sqs, urlOf } = await openRecorded();
    const [message] = await receive(sqs, await urlOf("briefings"), { MessageAttributeNames: ["All"] });
    expect(JSON.parse(message?.Body ?? "")).toEqual({ v: 1, type: "test:work", jobId: "tst_1" });
    expect(message?.Attributes.ApproximateReceiveCount).toBe("2");
    expect(message?.MessageAttributes?.jobType?.StringValue).toBe("test:work");
    expect([...(message?.MessageAttributes?.raw?.BinaryValue ?? [])]).toEqual([1, 2, 255]);
  });

  it("gives dead letters with the queue they came from", async () => {
    const { sqs, urlOf } = await openRecorded();
    const [dead] = await receive(sqs, await urlOf("briefings-dead"));
    expect(dead).toMatchObject({ Body: "garbage" });
    expect(dead?.Attributes.DeadLetterQueueSourceArn).toBe(arnOf("briefings"));
  });

  it("keeps a FIFO queue's order, and knows what was sent in the last five minutes", async () => {
    const { sqs, urlOf } = await openRecorded();
    const url = await urlOf("orders.fifo");
    await send(sqs, url, "first", { MessageGroupId: "g" });
    expect(await counts(sqs, url)).toEqual([2, 0, 0]);
    expect(bodies(await receive(sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["first", "second"]);
  });
});
