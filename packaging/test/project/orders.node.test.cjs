// node:test, CommonJS.
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { startLambda, startSqs } = require("embedded-sqs");
const { LambdaFunction } = require("embedded-sqs/lambda");

test("the server and a function start from CommonJS", async () => {
  const sqs = await startSqs({ queues: ["orders"] });
  assert.deepEqual(sqs.inspect("orders"), []);
  const lambda = await startLambda({ handler: `${__dirname}/orders.mjs`, sqs, queue: "orders" });
  assert.deepEqual(await lambda.invoke({ Records: [] }), { batchItemFailures: [] });
  assert.equal(typeof LambdaFunction, "function");
  await lambda.close();
  await sqs.close();
});
