// The examples of local/sqs/testing/README.md: they are run here, and a test below compares the two.
import {
  ChangeMessageVisibilityCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ManualClock, startSqs, type TestSqs } from "../../../../local/sqs/testing/index.ts";
import { compareExamples } from "../../../support/examples.ts";

// Stand for the code under test: a producer, and a consumer of one message.
async function placeOrder(client: SQSClient, QueueUrl: string, orderId: number): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ orderId }) }));
}
async function handleOne(client: SQSClient, QueueUrl: string): Promise<void> {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  for (const { ReceiptHandle } of Messages) {
    // It fails, and makes the message visible again at once.
    const again = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(again));
  }
}

describe("one server for all tests of a file", () => {
  // example: set up
  let sqs: TestSqs;
  let client: SQSClient;

  beforeAll(async () => {
    sqs = await startSqs({
      queues: [
        "orders-dead",
        {
          name: "orders",
          attributes: { RedrivePolicy: { deadLetterTargetArn: "orders-dead", maxReceiveCount: 2 } },
        },
      ],
      cooldowns: false,
    });
    client = new SQSClient(sqs.clientConfig);
  });
  beforeEach(() => sqs.reset());
  afterAll(async () => {
    client.destroy();
    await sqs.close();
  });
  // end

  // example: what was sent
  it("sends an order", async () => {
    await placeOrder(client, sqs.queueUrl("orders"), 7);
    const { body } = await sqs.nextMessage("orders");
    expect(JSON.parse(body)).toEqual({ orderId: 7 });
  });
  // end

  // example: look without receiving
  it("hides an order while it is handled", async () => {
    await placeOrder(client, sqs.queueUrl("orders"), 7);
    await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl("orders") }));
    expect(sqs.inspect("orders")).toMatchObject([
      { state: "in-flight", receiveCount: 1, body: '{"orderId":7}' },
    ]);
  });
  // end

  // example: the dead-letter queue
  it("puts an order that fails twice into the dead-letter queue", async () => {
    await placeOrder(client, sqs.queueUrl("orders"), 7);
    for (let receive = 0; receive < 3; receive++) await handleOne(client, sqs.queueUrl("orders"));
    const [dead] = await sqs.waitFor("orders-dead", (messages) => messages.length === 1);
    expect(dead?.attributes.DeadLetterQueueSourceArn).toMatch(/:orders$/);
  });
  // end

  // example: faults
  it("sends an order although SQS throttles", async () => {
    const throttled = sqs.fail("throttle", { action: "SendMessage", queue: "orders" });
    await placeOrder(client, sqs.queueUrl("orders"), 7);
    expect(throttled.hits).toBe(1);
    expect(sqs.inspect("orders")).toHaveLength(1);
  });

  it("sends an order twice when the first answer is lost", async () => {
    sqs.fail("lost-answer", { action: "SendMessage" });
    await placeOrder(client, sqs.queueUrl("orders"), 7);
    expect(sqs.inspect("orders")).toHaveLength(2);
  });
  // end

  // example: cooldowns
  it("purges a queue twice within a minute, since the cooldowns are off", async () => {
    for (const body of ["a", "b"]) {
      const QueueUrl = sqs.queueUrl("orders");
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
      await client.send(new PurgeQueueCommand({ QueueUrl }));
    }
    expect(sqs.inspect("orders")).toEqual([]);
  });
  // end
});

describe("a server of its own", () => {
  // example: the clock
  it("delivers a delayed order when its time has come", async () => {
    const clock = new ManualClock();
    await using sqs = await startSqs({ queues: ["orders"], clock });
    const client = new SQSClient(sqs.clientConfig);
    const order = { QueueUrl: sqs.queueUrl("orders"), MessageBody: "later", DelaySeconds: 900 };
    await client.send(new SendMessageCommand(order));
    expect(sqs.inspect("orders")).toMatchObject([{ state: "delayed" }]);
    clock.advance(900_000);
    expect(sqs.inspect("orders")).toMatchObject([{ state: "visible" }]);
  });
  // end
});

describe("the document", () => {
  compareExamples(import.meta.filename, "local/sqs/testing/README.md");
});
