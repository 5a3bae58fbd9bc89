import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished } from "vitest";
import { readInitFile } from "../../../local/sqs/init-file.ts";
import {
  arnOf,
  createClient,
  createQueue,
  errorOf,
  receive,
  send,
  startServer,
  temporaryFolder,
} from "./support.ts";

const program = fileURLToPath(new URL("../../../local/sqs/main.ts", import.meta.url));
const run = promisify(execFile);

const init = {
  queues: [
    {
      name: "orders",
      attributes: {
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: "orders-dead", maxReceiveCount: 3 },
      },
      tags: { team: "a" },
    },
    { name: "orders-dead" },
    { name: "events.fifo", attributes: { ContentBasedDeduplication: true } },
  ],
};

function writeInit(content: unknown): string {
  const file = join(temporaryFolder(), "init.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

async function start(
  ...args: string[]
): Promise<{ url: string; child: ChildProcess; lines: AsyncIterator<string> }> {
  const child = spawn(process.execPath, [program, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: line } = await lines.next();
  return { url: /http:\S+/.exec(line ?? "")?.[0] ?? "", child, lines };
}

describe("the command", () => {
  it("keeps its data between runs, logs requests, and ends cleanly on SIGTERM", async () => {
    const data = join(temporaryFolder(), "deep", "er", "sqs.db");
    const first = await start("--data", data, "--log");
    let sqs = createClient(first.url);
    const url = await createQueue(sqs, "q");
    const { value: logged } = await first.lines.next();
    expect(logged).toMatch(/^\S+ 200 CreateQueue q {2}\d+\.\d ms$/);
    await send(sqs, url, "kept");
    sqs.destroy();
    const exit = once(first.child, "exit");
    first.child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
    const second = await start("--data", data);
    sqs = createClient(second.url);
    expect(await receive(sqs, url)).toMatchObject([{ Body: "kept" }]);
    sqs.destroy();
  });

  it("logs each request in one line, whatever its client calls a queue", async () => {
    const { url, lines } = await start("--memory", "--log");
    const headers = { "X-Amz-Target": "AmazonSQS.GetQueueUrl" };
    const QueueName = "a\n2026-01-01 200 DeleteQueue \u001b[31mq";
    await fetch(url, { method: "POST", headers, body: JSON.stringify({ QueueName }) });
    const { value: logged } = await lines.next();
    expect(logged).toContain("400 GetQueueUrl a 2026-01-01 200 DeleteQueue \\x1b[31mq QueueDoesNotExist");
  });

  it("lets a name be used again at once with --no-cooldowns", async () => {
    const { url } = await start("--memory", "--no-cooldowns");
    const sqs = createClient(url);
    await sqs.send(new DeleteQueueCommand({ QueueUrl: await createQueue(sqs, "q") }));
    expect(await createQueue(sqs, "q")).toContain("/q");
    sqs.destroy();
  });

  it("says in one line what is wrong, and exits with 1", async () => {
    const { server } = await startServer();
    const fail = async (...args: string[]) => {
      const error = Object(
        await run(process.execPath, [program, ...args]).catch((caught: unknown) => caught),
      );
      expect(error.code).toBe(1);
      return error.stderr;
    };
    expect(await fail("--memory", "--port", String(server.port))).toBe(
      `SQS server: port ${server.port} on 127.0.0.1 is taken: stop what uses it, or choose another with --port.\n`,
    );
    expect(await fail("--port", "x")).toContain("give a port from 0 to 65535");
    expect(await fail("--memory", "--port", "0", "--init", writeInit("{"))).toMatch(
      /init\.json can not be read as JSON: .*\n$/,
    );
  });
});

describe("the init file", () => {
  it("creates queues, in any order, and brings those that exist up to date", async () => {
    const dataFile = join(temporaryFolder(), "sqs.db");
    const parsed = readInitFile(writeInit(init));
    const first = await startServer({ dataFile, init: parsed });
    expect((await first.sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(3);
    await send(first.sqs, "orders", "kept");
    await first.server.close();
    const changed = structuredClone(parsed);
    changed.queues[0]?.attributes.set("VisibilityTimeout", 61);
    const second = await startServer({ dataFile, init: changed });
    const { Attributes } = await second.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: "orders", AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      VisibilityTimeout: "61",
      ApproximateNumberOfMessages: "1",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("orders-dead"), maxReceiveCount: 3 }),
    });
    expect((await second.sqs.send(new ListQueueTagsCommand({ QueueUrl: "orders" }))).Tags).toEqual({
      team: "a",
    });
  });

  it.each([
    [{ queues: [{ nam: "x" }] }, /init\.json: queues\.0/],
    [{ queue: [] }, /init\.json: (queues|the top)/],
    [{ accountId: "1", queues: [] }, /init\.json: accountId: twelve digits/],
  ])("is refused with its place named: %j", (content, message) => {
    expect(() => readInitFile(writeInit(content))).toThrow(message);
  });

  it.each([
    [{ name: "a b" }, "queue a b: Can only include alphanumeric"],
    [
      { name: "q", attributes: { DelaySeconds: 901 } },
      "queue q: Invalid value for the parameter DelaySeconds.",
    ],
    [
      { name: "q", attributes: { RedrivePolicy: { deadLetterTargetArn: "gone", maxReceiveCount: 1 } } },
      "Dead letter target does not exist",
    ],
  ])("names the queue that SQS would refuse: %j", async (queue, message) => {
    const parsed = readInitFile(writeInit({ queues: [queue] }));
    expect((await errorOf(startServer({ init: parsed }))).message).toContain(message);
  });
});
