// Vitest, TypeScript.
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startLambda, startSqs, type TestLambda, type TestSqs } from "embedded-sqs";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

let sqs: TestSqs;
let lambda: TestLambda;
beforeAll(async () => {
  sqs = await startSqs({ queues: ["orders"] });
  lambda = await startLambda({
    handler: new URL("./orders.ts", import.meta.url),
    queue: sqs.queueUrl("orders"),
    timeout: 3,
    concurrency: 2,
    batchSize: 10,
    batchWindow: 0,
  });
});
beforeEach(async () => {
  await sqs.reset();
  lambda.reset();
});
afterAll(async () => {
  await lambda.close();
  await sqs.close();
});

it("handles an order", async () => {
  const client = new SQSClient(sqs.clientConfig);
  const order = { QueueUrl: sqs.queueUrl("orders"), MessageBody: '{"orderId":1}' };
  await client.send(new SendMessageCommand(order));
  client.destroy();
  const [invocation] = await lambda.waitFor((invocations) => invocations.length === 1);
  expect(invocation?.result).toEqual({ batchItemFailures: [] });
  await sqs.waitFor("orders", (messages) => messages.length === 0);
});
