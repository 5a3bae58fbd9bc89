// Jest as it is after `npm i`: CommonJS, without flags.
const { SendMessageCommand, SQSClient } = require("@aws-sdk/client-sqs");
const { startLambda, startSqs } = require("embedded-sqs");

let sqs;
let lambda;
beforeAll(async () => {
  sqs = await startSqs({ queues: ["orders"] });
  lambda = await startLambda({ handler: `${__dirname}/orders.mjs`, queue: sqs.queueUrl("orders") });
});
beforeEach(() => sqs.reset());
afterAll(async () => {
  await lambda.close();
  await sqs.close();
});

test("an order is handled", async () => {
  const client = new SQSClient(sqs.clientConfig);
  const order = { QueueUrl: sqs.queueUrl("orders"), MessageBody: '{"orderId":1}' };
  await client.send(new SendMessageCommand(order));
  client.destroy();
  const [invocation] = await lambda.waitFor((invocations) => invocations.length === 1);
  expect(invocation.result).toEqual({ batchItemFailures: [] });
  await sqs.waitFor("orders", (messages) => messages.length === 0);
});
