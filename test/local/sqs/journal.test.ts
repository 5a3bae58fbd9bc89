import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { startSqsServer } from "../../../local/sqs/server.ts";
import {
  arnOf,
  bodies,
  counts,
  createClient,
  createFifoQueue,
  createPair,
  createQueue,
  errorOf,
  receive,
  send,
  TestClock,
  temporaryFolder,
} from "./support.ts";

/** A server on a file that can be restarted; the clock goes on. */
async function openFile(file = join(temporaryFolder(), "sqs.db"), fsync = false) {
  const clock = new TestClock();
  const start = async () => {
    const server = await startSqsServer({ port: 0, dataFile: file, clock, fsync });
    return { server, sqs: createClient(server.url) };
  };
  let { server, sqs } = await start();
  return {
    file,
    clock,
    get sqs() {
      return sqs;
    },
    /** Queue URLs of before work again: only the port is another. */
    async restart() {
      await this.close();
      ({ server, sqs } = await start());
    },
    async close() {
      sqs.destroy();
      await server.close();
    },
  };
}

describe("a restart", () => {
  it.each([false, true])("brings back queues, attributes, tags and messages (fsync %s)", async (fsync) => {
    const data = await openFile(undefined, fsync);
    const url = await createQueue(data.sqs, "q", { DelaySeconds: "3", Policy: '{"Statement":[]}' });
    await data.sqs.send(new CreateQueueCommand({ QueueName: "tagged", tags: { a: "1" } }));
    const attributes = {
      text: { DataType: "String", StringValue: "ü" },
      bytes: { DataType: "Binary", BinaryValue: Uint8Array.of(1) },
    };
    const sent = await send(data.sqs, url, "body 🎉\r\n", {
      DelaySeconds: 0,
      MessageAttributes: attributes,
      MessageGroupId: "tenant",
    });
    const sentAt = data.clock.now();
    data.clock.advanceSeconds(5);
    await data.restart();
    const { Attributes } = await data.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({ DelaySeconds: "3", Policy: '{"Statement":[]}' });
    expect((await data.sqs.send(new ListQueueTagsCommand({ QueueUrl: "tagged" }))).Tags).toEqual({ a: "1" });
    const [message] = await receive(data.sqs, url, { MessageAttributeNames: ["All"] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: "body 🎉\r\n",
      MessageAttributes: attributes,
    });
    expect(message?.Attributes).toMatchObject({ SentTimestamp: String(sentAt), MessageGroupId: "tenant" });
    // New messages get ids of their own.
    expect((await send(data.sqs, url, "x")).MessageId).not.toBe(sent.MessageId);
    await data.close();
  });

  it("brings back visibility, delays, receive counts and receipt handles", async () => {
    const data = await openFile();
    const url = await createQueue(data.sqs, "q");
    await send(data.sqs, url, "a");
    await send(data.sqs, url, "b");
    await send(data.sqs, url, "delayed", { DelaySeconds: 20 });
    await receive(data.sqs, url, { VisibilityTimeout: 0 });
    const [a, b] = await receive(data.sqs, url, { MaxNumberOfMessages: 2, VisibilityTimeout: 10 });
    const firstReceivedAt = a?.Attributes.ApproximateFirstReceiveTimestamp;
    await data.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: b?.ReceiptHandle,
        VisibilityTimeout: 15,
      }),
    );
    await data.restart();
    expect(await counts(data.sqs, url)).toEqual([0, 2, 1]);
    data.clock.advanceSeconds(10);
    const [again] = await receive(data.sqs, url);
    expect(again).toMatchObject({
      Body: "a",
      Attributes: { ApproximateReceiveCount: "3", ApproximateFirstReceiveTimestamp: firstReceivedAt },
    });
    await data.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: b?.ReceiptHandle }));
    data.clock.advanceSeconds(10);
    expect(bodies(await receive(data.sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["delayed"]);
    await data.restart();
    expect(await counts(data.sqs, url)).toEqual([0, 2, 0]);
    await data.close();
  });

  it("brings back FIFO order, locks, sequence and deduplication", async () => {
    const data = await openFile();
    const url = await createFifoQueue(data.sqs, "q.fifo");
    const first = await send(data.sqs, url, "1", { MessageGroupId: "g" });
    await send(data.sqs, url, "2", { MessageGroupId: "g" });
    const [locked] = await receive(data.sqs, url);
    await data.restart();
    expect(await receive(data.sqs, url)).toEqual([]);
    const third = await send(data.sqs, url, "3", { MessageGroupId: "g" });
    expect(BigInt(third.SequenceNumber ?? "")).toBeGreaterThan(BigInt(first.SequenceNumber ?? ""));
    expect((await send(data.sqs, url, "1", { MessageGroupId: "g" })).MessageId).toBe(first.MessageId);
    await data.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: locked?.ReceiptHandle }));
    expect(bodies(await receive(data.sqs, url, { MaxNumberOfMessages: 10 }))).toEqual(["2", "3"]);
    data.clock.advanceSeconds(300);
    await data.restart();
    expect((await send(data.sqs, url, "1", { MessageGroupId: "g" })).MessageId).not.toBe(first.MessageId);
    await data.close();
  });

  it("goes on with a move task where it was", async () => {
    const data = await openFile();
    const { source, dead } = await createPair(data.sqs);
    for (let i = 0; i < 3; i++) await send(data.sqs, source, `m${i}`);
    for (let i = 0; i < 4; i++) await receive(data.sqs, source, { VisibilityTimeout: 0 });
    for (let i = 0; i < 4; i++) await receive(data.sqs, source, { VisibilityTimeout: 0 });
    expect(await counts(data.sqs, dead)).toEqual([3, 0, 0]);
    const SourceArn = arnOf("orders-dead");
    await data.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond: 1 }));
    data.clock.advance(0);
    await data.restart();
    data.clock.advanceSeconds(2);
    const { Results } = await data.sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    expect(Results).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 3 }]);
    expect(await counts(data.sqs, source)).toEqual([3, 0, 0]);
    await data.restart();
    expect(await counts(data.sqs, source)).toEqual([3, 0, 0]);
    expect(await counts(data.sqs, dead)).toEqual([0, 0, 0]);
    await data.close();
  });

  it("brings nothing back that was deleted, purged or in a deleted queue", async () => {
    const data = await openFile();
    const url = await createQueue(data.sqs, "q");
    await send(data.sqs, url, "deleted");
    const [message] = await receive(data.sqs, url);
    await data.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    const purged = await createQueue(data.sqs, "purged");
    await send(data.sqs, purged, "x");
    await receive(data.sqs, purged);
    await data.sqs.send(new PurgeQueueCommand({ QueueUrl: purged }));
    const gone = await createQueue(data.sqs, "gone");
    await send(data.sqs, gone, "x");
    await data.sqs.send(new DeleteQueueCommand({ QueueUrl: gone }));
    await data.restart();
    for (const queue of [url, purged]) expect(await counts(data.sqs, queue)).toEqual([0, 0, 0]);
    expect(await errorOf(createQueue(data.sqs, "gone"))).toMatchObject({ name: "QueueDeletedRecently" });
    expect(await errorOf(data.sqs.send(new PurgeQueueCommand({ QueueUrl: purged })))).toMatchObject({
      name: "PurgeQueueInProgress",
    });
    data.clock.advanceSeconds(60);
    await createQueue(data.sqs, "gone");
    expect(await counts(data.sqs, gone)).toEqual([0, 0, 0]);
    await data.close();
  });

  it("expires what grew too old meanwhile", async () => {
    const data = await openFile();
    const url = await createQueue(data.sqs, "q", { MessageRetentionPeriod: "60" });
    await send(data.sqs, url, "old");
    await data.close();
    data.clock.advanceSeconds(60);
    const server = await startSqsServer({ port: 0, dataFile: data.file, clock: data.clock });
    const sqs = createClient(server.url);
    expect(await counts(sqs, url)).toEqual([0, 0, 0]);
    sqs.destroy();
    await server.close();
  });
});

describe("a data file that can not be used is refused in one line, and left as it is", () => {
  const start = (dataFile: string) => startSqsServer({ port: 0, dataFile });
  const refusal = async (dataFile: string) => {
    const before = readFileSync(dataFile);
    const error = await errorOf(start(dataFile));
    expect(error.message).not.toContain("\n");
    expect(error.message).toContain(dataFile);
    expect(readFileSync(dataFile).equals(before)).toBe(true);
    return error.message;
  };

  it("when another process has it", async () => {
    const data = await openFile();
    const script = `import { startSqsServer } from ${JSON.stringify(new URL("../../../local/sqs/server.ts", import.meta.url).href)};
      await startSqsServer({ port: 0, dataFile: ${JSON.stringify(data.file)} }).then(() => console.log("started"), (error) => console.log(error.message));
      process.exit(0);`;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(output).toBe(
      `${data.file} is in use by another process: stop it, or choose another file with --data.\n`,
    );
    expect(await errorOf(start(data.file))).toMatchObject({
      message: expect.stringContaining("is in use by another process"),
    });
    await createQueue(data.sqs);
    await data.close();
  });

  it("when it is no SQLite file", async () => {
    const file = join(temporaryFolder(), "sqs.db");
    writeFileSync(file, "not a database at all, but long enough to look like one ".repeat(50));
    expect(await refusal(file)).toContain("is damaged");
  });

  it("when its middle is overwritten", async () => {
    const data = await openFile();
    const url = await createQueue(data.sqs, "q");
    for (let i = 0; i < 50; i++) await send(data.sqs, url, "x".repeat(1000));
    await data.close();
    const bytes = readFileSync(data.file);
    for (let page = 1; page < bytes.length / 4096; page++) bytes.fill(0xab, page * 4096, page * 4096 + 2000);
    const damaged = join(temporaryFolder(), "damaged.db");
    writeFileSync(damaged, bytes);
    expect(await refusal(damaged)).toContain("is damaged");
  });

  it("when it is cut off", async () => {
    const data = await openFile();
    const url = await createQueue(data.sqs, "q");
    for (let i = 0; i < 50; i++) await send(data.sqs, url, "x".repeat(1000));
    await data.close();
    const cut = join(temporaryFolder(), "cut.db");
    writeFileSync(cut, readFileSync(data.file).subarray(0, 20_000));
    expect(await refusal(cut)).toContain("is damaged");
  });

  it("when a newer version wrote it", async () => {
    const data = await openFile();
    await data.close();
    const newer = join(temporaryFolder(), "newer.db");
    copyFileSync(data.file, newer);
    const db = new DatabaseSync(newer);
    db.exec("PRAGMA user_version = 99");
    db.close();
    expect(await refusal(newer)).toContain("was written by a newer version (format 99");
  });

  it("when another program's", async () => {
    const file = join(temporaryFolder(), "other.db");
    const db = new DatabaseSync(file);
    db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    db.close();
    expect(await refusal(file)).toContain("is a SQLite file of another program");
  });

  // Root may write anywhere.
  it.skipIf(process.getuid?.() === 0)("when its folder is read-only", async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    const error = await errorOf(start(join(folder, "sqs.db")));
    chmodSync(folder, 0o700);
    expect(error.message).toContain("can not be written");
  });

  it("when its folder is a file", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(await errorOf(start(join(file, "sqs.db")))).toMatchObject({
      message: expect.stringContaining("can not be written"),
    });
  });
});

describe("starting", () => {
  it("says which port is taken and what to do", async () => {
    const { server, close } = await startSqsServer({ port: 0 }).then((server) => ({
      server,
      close: () => server.close(),
    }));
    expect(await errorOf(startSqsServer({ port: server.port }))).toMatchObject({
      message: `SQS server: port ${server.port} on 127.0.0.1 is taken: stop what uses it, or choose another with --port.`,
    });
    await close();
  });
});
