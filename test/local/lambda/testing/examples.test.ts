// The examples of local/lambda/testing/README.md: they are run here, and a test below compares the two.
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startLambda, startLambdaApi, type TestLambda } from "../../../../local/lambda/testing/index.ts";
import { ManualClock, startSqs, type TestSqs } from "../../../../local/sqs/testing/index.ts";
import { compareExamples } from "../../../support/examples.ts";

describe("one function for all tests of a file", () => {
  // example: set up
  let sqs: TestSqs;
  let lambda: TestLambda;
  let client: SQSClient;

  beforeAll(async () => {
    sqs = await startSqs({
      queues: [
        "orders-dead",
        {
          name: "orders",
          attributes: {
            VisibilityTimeout: 1,
            RedrivePolicy: { deadLetterTargetArn: "orders-dead", maxReceiveCount: 2 },
          },
        },
      ],
    });
    lambda = await startLambda({
      handler: new URL("./orders.ts", import.meta.url),
      queue: sqs.queueUrl("orders"),
      timeout: 1,
      concurrency: 2,
      batchSize: 10,
    });
    client = new SQSClient(sqs.clientConfig);
  });
  beforeEach(async () => {
    await sqs.reset();
    lambda.reset();
  });
  afterAll(async () => {
    client.destroy();
    await lambda.close();
    await sqs.close();
  });
  const send = (order: object) =>
    client.send(
      new SendMessageCommand({ QueueUrl: sqs.queueUrl("orders"), MessageBody: JSON.stringify(order) }),
    );
  // end

  // example: a message is handled
  it("handles an order, and takes it off the queue", async () => {
    await send({ orderId: 7 });
    const [invocation] = await lambda.waitFor((invocations) => invocations.length === 1);
    expect(invocation).toMatchObject({ result: { batchItemFailures: [] }, error: undefined });
    await sqs.waitFor("orders", (messages) => messages.length === 0);
  });
  // end

  // example: the dead-letter queue
  it("puts an order that fails twice into the dead-letter queue", async () => {
    await send({ orderId: 7, does: "fail" });
    const [dead] = await sqs.waitFor("orders-dead", (messages) => messages.length === 1, {
      timeoutMs: 20_000,
    });
    expect(dead?.body).toContain('"orderId":7');
    expect(lambda.invocations).toHaveLength(2);
  });
  // end
});

describe("the clock", () => {
  // example: the timeout
  it("kills the handler at its timeout; the message comes back when its visibility timeout is over", async () => {
    const clock = new ManualClock();
    await using sqs = await startSqs({
      queues: [{ name: "orders", attributes: { VisibilityTimeout: 1_800 } }],
      clock,
    });
    await using lambda = await startLambda({
      handler: new URL("./orders.ts", import.meta.url),
      sqs,
      queue: "orders",
      timeout: 300,
      log: () => {},
    });
    const client = new SQSClient(sqs.clientConfig);
    const order = { QueueUrl: sqs.queueUrl("orders"), MessageBody: '{"orderId":7,"does":"hang"}' };
    await client.send(new SendMessageCommand(order));
    await lambda.waitForRunning();
    clock.advance(300_000);
    const [invocation] = await lambda.waitFor((invocations) => invocations.length === 1);
    expect(invocation?.error).toMatchObject({ errorType: "Sandbox.Timedout" });
    expect(sqs.inspect("orders")).toMatchObject([{ state: "in-flight", receiveCount: 1 }]);
    clock.advance(1_500_000);
    await sqs.waitFor("orders", ([message]) => message?.receiveCount === 2);
  });
  // end
});

describe("a call", () => {
  // example: invoke
  it("calls the handler with any event", async () => {
    await using lambda = await startLambda({ handler: "test/local/lambda/testing/orders.handler" });
    expect(await lambda.invoke({ Records: [] })).toEqual({ batchItemFailures: [] });
  });
  // end
});

describe("Lambda's API", () => {
  // example: Lambda's API
  it("is set up by a call of CreateEventSourceMapping", async () => {
    await using sqs = await startSqs({ queues: ["orders"] });
    await using lambda = await startLambda({ handler: new URL("./orders.ts", import.meta.url), sqs });
    await using api = await startLambdaApi({ functions: [lambda], sqs });
    // As `aws lambda create-event-source-mapping --endpoint-url …` and the SDKs send it.
    const response = await fetch(`${api.url}/2015-03-31/event-source-mappings`, {
      method: "POST",
      body: JSON.stringify({
        FunctionName: "orders",
        EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:orders",
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      }),
    });
    expect(await response.json()).toMatchObject({ State: "Creating", BatchSize: 10 });
  });
  // end
});

describe("the document", () => {
  compareExamples(import.meta.filename, "local/lambda/testing/README.md");
});
