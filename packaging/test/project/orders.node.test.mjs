// node:test, ES modules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ManualClock, startLambda, startSqs } from "embedded-sqs";

// Node 20 runs no TypeScript.
const handlers = process.features.typescript ? ["orders.handler", "orders.mjs"] : ["orders.mjs"];

for (const handler of handlers) {
  test(`${handler}: an order is handled, a wrong one ends in the dead-letter queue`, async () => {
    const clock = new ManualClock();
    const attributes = { RedrivePolicy: { deadLetterTargetArn: "dead", maxReceiveCount: 1 } };
    const sqs = await startSqs({ clock, queues: ["dead", { name: "orders", attributes }] });
    const lambda = await startLambda({ handler, sqs, queue: "orders" });
    const client = new SQSClient(sqs.clientConfig);
    try {
      for (const MessageBody of ['{"orderId":1}', "{}"]) {
        await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl("orders"), MessageBody }));
      }
      await lambda.waitFor((ended) => ended.flatMap(({ event }) => event.Records).length === 2);
      const [kept] = await sqs.waitFor("orders", (messages) => messages.length === 1);
      assert.equal(kept.body, "{}");
      clock.advance(30_000);
      await sqs.waitFor("dead", (messages) => messages.length === 1);
    } finally {
      client.destroy();
      await lambda.close();
      await sqs.close();
    }
  });
}
