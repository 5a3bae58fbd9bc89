// What an operator sees of the queues of an endpoint: against the embedded SQS, and against one that has no way to peek.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createQueueBrowser } from "../../../core/aws/sqs-browser.ts";
import type { QueueBrowser, TestMessage } from "../../../core/jobs/operate/inspector.ts";
import { startSqs, type TestSqs } from "../../../local/sqs/testing/index.ts";

const message = (given: Partial<TestMessage> = {}): TestMessage => ({
  body: "hello",
  attributes: [],
  ...given,
});

let sqs: TestSqs;
let browser: QueueBrowser;
beforeAll(async () => {
  sqs = await startSqs({
    queues: [
      {
        name: "orders",
        attributes: { RedrivePolicy: { deadLetterTargetArn: "orders-dead", maxReceiveCount: 3 } },
      },
      "orders-dead",
      { name: "events.fifo", attributes: { FifoQueue: "true" } },
      ...Array.from({ length: 12 }, (_, index) => `other-${String(index).padStart(2, "0")}`),
    ],
  });
  browser = createQueueBrowser({ client: new SQSClient(sqs.clientConfig), endpoint: sqs.url });
});
afterAll(async () => await sqs[Symbol.asyncDispose]());
beforeEach(() => sqs.reset());

describe("the queues of an endpoint", () => {
  it("are all of them, page by page, with what is in them and where their messages go", async () => {
    await browser.send("orders", message());
    await browser.send("orders", message({ delaySeconds: 60 }));
    const first = await browser.list({ limit: 10 });
    const second = await browser.list({ limit: 10, ...(first.cursor && { cursor: first.cursor }) });
    expect([first.items.length, second.items.length, second.cursor]).toEqual([10, 5, undefined]);
    expect([...first.items, ...second.items].find(({ name }) => name === "orders")).toMatchObject({
      ...{ visible: 1, delayed: 1, inFlight: 0, fifo: false },
      redrive: { queue: "orders-dead", maxReceiveCount: 3 },
    });
    expect((await browser.list({ limit: 10, prefix: "events" })).items).toMatchObject([{ fifo: true }]);
  });

  it("that are not there are told of by their name", async () => {
    await expect(browser.get("nothing")).rejects.toMatchObject({
      code: "queue-not-found",
      message: 'no queue "nothing" at this endpoint',
    });
  });
});

describe("a peek", () => {
  it("shows what is visible, in flight and delayed, with attributes, and costs no receive", async () => {
    const attributes = [
      { name: "kind", type: "String", value: "<b>" },
      { name: "count", type: "Number", value: "3" },
    ];
    await browser.send("orders", message({ attributes }));
    const client = new SQSClient(sqs.clientConfig);
    const QueueUrl = (await browser.get("orders")).url;
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
    await browser.send("orders", message({ body: "later", delaySeconds: 60 }));
    await browser.send("orders", message({ body: "now" }));
    for (let times = 0; times < 5; times++) await browser.peek("orders");
    const shown = await browser.peek("orders");
    expect(shown?.map(({ body, state, receiveCount }) => [body, state, receiveCount]).sort()).toEqual([
      ["hello", "in flight", 1],
      ["later", "delayed", 0],
      ["now", "visible", 0],
    ]);
    expect(shown?.find(({ body }) => body === "hello")?.attributes).toEqual(
      expect.arrayContaining(attributes),
    );
  });

  it("of one message, and of none, are lists too", async () => {
    expect(await browser.peek("orders")).toEqual([]);
    await browser.send("orders", message());
    expect(await browser.peek("orders")).toHaveLength(1);
  });

  it("of AWS, which has no such look, asks nobody", async () => {
    const client = mockClient(SQSClient);
    client.onAnyCommand().resolves({ QueueUrl: "https://sqs.eu-west-1.amazonaws.com/1/orders" });
    const onAws = createQueueBrowser({ client: client as unknown as SQSClient });
    expect(await onAws.peek("orders")).toBeUndefined();
    expect(client.commandCalls(ReceiveMessageCommand)).toHaveLength(0);
    client.restore();
  });

  it("of another server that answers the address with something else is none", async () => {
    const server = createServer((_, response) => response.end("<html>not SQS</html>")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const html = createQueueBrowser({
      client: new SQSClient(sqs.clientConfig),
      endpoint: `http://127.0.0.1:${port}`,
    });
    expect(await html.peek("orders")).toBeUndefined();
    server.close();
  });
});

describe("a receive by hand", () => {
  it("shows up to ten messages, which stay visible and have one receive more", async () => {
    for (let count = 0; count < 12; count++) await browser.send("orders", message());
    expect(await browser.receive("orders")).toHaveLength(10);
    expect(await browser.get("orders")).toMatchObject({ visible: 12, inFlight: 0 });
    const counts = (await browser.peek("orders"))?.map(({ receiveCount }) => receiveCount) ?? [];
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10);
  });
});

describe("a test message", () => {
  it("that SQS refuses is refused in its words", async () => {
    await expect(browser.send("events.fifo", message())).rejects.toMatchObject({
      code: "invalid-request",
      message: expect.stringContaining("MessageGroupId"),
    });
  });

  it("of a FIFO queue has a group and a deduplication id", async () => {
    await browser.send("events.fifo", message({ groupId: "g", deduplicationId: "d" }));
    expect(await browser.peek("events.fifo")).toMatchObject([{ groupId: "g" }]);
  });
});

describe("a purge", () => {
  it("empties the queue, and is refused within the next 60 s", async () => {
    await browser.send("orders", message());
    await browser.purge("orders");
    expect(await browser.peek("orders")).toEqual([]);
    await expect(browser.purge("orders")).rejects.toMatchObject({ code: "try-again" });
  });
});

describe("credentials that lack a right", () => {
  it("are told which one", async () => {
    const client = mockClient(SQSClient);
    client.onAnyCommand().rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
    await expect(
      createQueueBrowser({ client: client as unknown as SQSClient }).list({ limit: 10 }),
    ).rejects.toMatchObject({ message: expect.stringContaining("sqs:ListQueues") });
    client.restore();
  });
});
