// Queues: created, found, purged and deleted.
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import {
  arnOf,
  attributesOf,
  counts,
  createClient,
  createFifoQueue,
  createPair,
  createQueue,
  errorOf,
  receive,
  send,
  setAttributes,
  startServer,
} from "../support.ts";

describe("CreateQueue", () => {
  it("gives a URL on the host that was asked, and SQS's default attributes", async () => {
    const { server, clock, sqs } = await startServer();
    const url = await createQueue(sqs);
    expect(url).toBe(`${server.url}/000000000000/orders`);
    const now = String(Math.floor(clock.now() / 1000));
    expect(await attributesOf(sqs, url)).toEqual({
      QueueArn: arnOf("orders"),
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      CreatedTimestamp: now,
      LastModifiedTimestamp: now,
      DelaySeconds: "0",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "30",
    });
    const fifo = await attributesOf(sqs, await createFifoQueue(sqs));
    expect(fifo).toMatchObject({
      FifoQueue: "true",
      ContentBasedDeduplication: "true",
      DeduplicationScope: "queue",
      FifoThroughputLimit: "perQueue",
    });
  });

  it("is the same queue again with the same attributes or none, and an error with others", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs, "q", { DelaySeconds: "1" });
    expect(await createQueue(sqs, "q")).toBe(url);
    expect(await createQueue(sqs, "q", { DelaySeconds: "1", VisibilityTimeout: "30" })).toBe(url);
    const different =
      "A queue already exists with the same name and a different value for attribute DelaySeconds";
    expect(await errorOf(createQueue(sqs, "q", { DelaySeconds: "2" }))).toEqual({
      name: "QueueNameExists",
      message: different,
      status: 400,
    });
    await setAttributes(sqs, url, { DelaySeconds: "2" });
    expect(await createQueue(sqs, "q", { DelaySeconds: "2" })).toBe(url);
    expect(await errorOf(createQueue(sqs, "q", { DelaySeconds: "1" }))).toMatchObject({ message: different });
  });

  it.each(["", "a b", "a/b", "ä", "x".repeat(81), "orders.fifo", "a.b"])(
    "refuses the name %j",
    async (name) => {
      const { sqs } = await startServer();
      expect(await errorOf(createQueue(sqs, name))).toMatchObject({
        name: "InvalidParameterValue",
        status: 400,
      });
    },
  );

  it("and GetQueueUrl want a name", async () => {
    const { sqs } = await startServer();
    const message = "Value for parameter QueueName is invalid. Reason: Must specify a queue name.";
    const wanted = { name: "InvalidParameterValue", message, status: 400 };
    expect(await errorOf(sqs.send(new CreateQueueCommand({ QueueName: undefined })))).toEqual(wanted);
    expect(await errorOf(sqs.send(new GetQueueUrlCommand({ QueueName: undefined })))).toEqual(wanted);
    expect(await errorOf(sqs.send(new GetQueueUrlCommand({ QueueName: "" })))).toEqual(wanted);
  });

  it.each(["orders", "x".repeat(76).concat(".fifo")])("refuses %j for a FIFO queue", async (name) => {
    const { sqs } = await startServer();
    expect(await errorOf(createFifoQueue(sqs, name))).toMatchObject({ name: "InvalidParameterValue" });
  });

  it.each([
    [{ Nope: "1" }, "InvalidAttributeName"],
    [{ QueueArn: "arn" }, "InvalidAttributeName"],
    [{ FifoQueue: "false" }, "InvalidAttributeName"],
    [{ ContentBasedDeduplication: "true" }, "InvalidAttributeName"],
    [{ FifoThroughputLimit: "perQueue" }, "InvalidAttributeName"],
    [{ DelaySeconds: "901" }, "InvalidAttributeValue"],
    [{ DelaySeconds: "-1" }, "InvalidAttributeValue"],
    [{ DelaySeconds: "1.5" }, "InvalidAttributeValue"],
    [{ MaximumMessageSize: "1023" }, "InvalidAttributeValue"],
    [{ MaximumMessageSize: "1048577" }, "InvalidAttributeValue"],
    [{ MessageRetentionPeriod: "59" }, "InvalidAttributeValue"],
    [{ MessageRetentionPeriod: "1209601" }, "InvalidAttributeValue"],
    [{ ReceiveMessageWaitTimeSeconds: "21" }, "InvalidAttributeValue"],
    [{ VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    [{ VisibilityTimeout: "ten" }, "InvalidAttributeValue"],
    [{ SqsManagedSseEnabled: "maybe" }, "InvalidAttributeValue"],
    [{ Policy: "{" }, "InvalidAttributeValue"],
    [{ Policy: '{"Statement":"all"}' }, "InvalidAttributeValue"],
    [{ KmsMasterKeyId: "k", SqsManagedSseEnabled: "true" }, "InvalidAttributeName"],
  ])("refuses the attributes %j", async (attributes, name) => {
    const { sqs } = await startServer();
    expect(await errorOf(createQueue(sqs, "q", attributes))).toMatchObject({ name, status: 400 });
    expect(await errorOf(sqs.send(new GetQueueUrlCommand({ QueueName: "q" })))).toMatchObject({
      name: "QueueDoesNotExist",
    });
  });

  it.each([
    ["not json", "Redrive policy is not a valid JSON map."],
    ["{}", "Redrive policy does not contain mandatory attribute: maxReceiveCount."],
    ['{"maxReceiveCount":1}', "Redrive policy does not contain mandatory attribute: deadLetterTargetArn."],
    [
      `{"deadLetterTargetArn":"${arnOf("dead")}"}`,
      "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
    ],
    [
      `{"deadLetterTargetArn":"${arnOf("dead")}","maxReceiveCount":0}`,
      "Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.",
    ],
    [
      `{"deadLetterTargetArn":"${arnOf("dead")}","maxReceiveCount":"1001"}`,
      "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.",
    ],
    ['{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}', "Invalid value for deadLetterTargetArn."],
    [`{"deadLetterTargetArn":"${arnOf("gone")}","maxReceiveCount":1}`, "Dead letter target does not exist."],
    [
      `{"deadLetterTargetArn":"${arnOf("dead.fifo")}","maxReceiveCount":1}`,
      "Dead-letter queue must be same type of queue as the source..",
    ],
    [
      `{"deadLetterTargetArn":"${arnOf("dead")}","maxReceiveCount":1,"more":2}`,
      "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].",
    ],
  ])("refuses the redrive policy %j", async (policy, reason) => {
    const { sqs } = await startServer();
    await createQueue(sqs, "dead");
    await createFifoQueue(sqs, "dead.fifo");
    expect(await errorOf(createQueue(sqs, "q", { RedrivePolicy: policy }))).toEqual({
      name: "InvalidParameterValue",
      message: `Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
      status: 400,
    });
  });

  it.each([
    ['{"redrivePermission":"denyAll"}', false],
    [`{"redrivePermission":"byQueue","sourceQueueArns":["${arnOf("other")}"]}`, false],
    [`{"redrivePermission":"byQueue","sourceQueueArns":["${arnOf("q")}"]}`, true],
    ['{"redrivePermission":"allowAll"}', true],
  ])("obeys the dead-letter queue's RedriveAllowPolicy %j", async (policy, allowed) => {
    const { sqs } = await startServer();
    await createQueue(sqs, "dead", { RedriveAllowPolicy: policy });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 1 });
    const created = createQueue(sqs, "q", { RedrivePolicy });
    if (allowed) await created;
    else expect(await errorOf(created)).toMatchObject({ name: "InvalidParameterValue" });
  });
});

describe("finding queues", () => {
  it("by name, prefix and page", async () => {
    const { sqs } = await startServer();
    for (const name of ["b-1", "a-2", "a-1", "a-3"]) await createQueue(sqs, name);
    const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: "a-1" }));
    expect(QueueUrl).toMatch(/\/000000000000\/a-1$/);
    const list = async (input: {
      QueueNamePrefix?: string;
      MaxResults?: number;
      NextToken?: string | undefined;
    }) => {
      const { QueueUrls = [], NextToken } = await sqs.send(new ListQueuesCommand(input));
      return { names: QueueUrls.map((url) => url.split("/").at(-1)), NextToken };
    };
    expect((await list({})).names).toEqual(["a-1", "a-2", "a-3", "b-1"]);
    expect((await list({ QueueNamePrefix: "b" })).names).toEqual(["b-1"]);
    const first = await list({ QueueNamePrefix: "a", MaxResults: 2 });
    expect(first.names).toEqual(["a-1", "a-2"]);
    const second = await list({ QueueNamePrefix: "a", MaxResults: 2, NextToken: first.NextToken });
    expect(second).toEqual({ names: ["a-3"], NextToken: undefined });
    expect(await errorOf(list({ MaxResults: 1001 }))).toMatchObject({ name: "InvalidParameterValue" });
    expect(await errorOf(list({ NextToken: "§", MaxResults: 1 }))).toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  it("in one's own account and region", async () => {
    const { server, sqs } = await startServer();
    const there = createClient(server.url, { accountId: "111111111111", region: "eu-west-1" });
    const here = await createQueue(sqs, "q");
    expect(await errorOf(there.send(new GetQueueUrlCommand({ QueueName: "q" })))).toMatchObject({
      name: "QueueDoesNotExist",
    });
    expect(await createQueue(there, "q")).toBe(`${server.url}/111111111111/q`);
    expect((await there.send(new ListQueuesCommand({}))).QueueUrls).toEqual([`${server.url}/111111111111/q`]);
    expect(await attributesOf(there, `${server.url}/111111111111/q`)).toMatchObject({
      QueueArn: "arn:aws:sqs:eu-west-1:111111111111:q",
    });
    // Another account of the same region finds the owner's.
    const neighbour = createClient(server.url, { accountId: "111111111111" });
    const found = await neighbour.send(
      new GetQueueUrlCommand({ QueueName: "q", QueueOwnerAWSAccountId: "000000000000" }),
    );
    expect(found.QueueUrl).toBe(here);
    await send(neighbour, here, "x");
    expect(await receive(sqs, here)).toMatchObject([{ Attributes: { SenderId: "111111111111" } }]);
    for (const client of [there, neighbour]) client.destroy();
  });

  it("by the dead-letter queue they use", async () => {
    const { sqs } = await startServer();
    const { source, dead } = await createPair(sqs);
    const { queueUrls } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
    expect(queueUrls).toEqual([source]);
    const none = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: source }));
    expect(none.queueUrls).toEqual([]);
  });

  it.each([
    "q",
    "http://localhost:4566/000000000000/q",
    "http://localhost:4566/000000000000/q/",
    "https://sqs.us-east-1.amazonaws.com/000000000000/q",
    "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/q",
    "http://us-east-1.queue.localhost.localstack.cloud:4566/000000000000/q",
    "http://localhost:4566/queue/us-east-1/000000000000/q",
    "http://localhost:9324/queue/q",
  ])("by %s", async (url) => {
    const { sqs } = await startServer();
    await createQueue(sqs, "q");
    await send(sqs, url, "x");
  });
});

describe("PurgeQueue", () => {
  it("empties the queue, at most once a minute, and forgets deduplication", async () => {
    const { clock, sqs } = await startServer();
    const url = await createFifoQueue(sqs);
    for (const group of ["a", "b", "c"]) await send(sqs, url, `x${group}`, { MessageGroupId: group });
    await receive(sqs, url);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await counts(sqs, url)).toEqual([0, 0, 0]);
    await send(sqs, url, "xa", { MessageGroupId: "a" });
    expect(await receive(sqs, url)).toHaveLength(1);
    expect(await errorOf(sqs.send(new PurgeQueueCommand({ QueueUrl: url })))).toEqual({
      name: "PurgeQueueInProgress",
      message: "Only one PurgeQueue operation on orders.fifo is allowed every 60 seconds.",
      status: 403,
    });
    clock.advanceSeconds(60);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await counts(sqs, url)).toEqual([0, 0, 0]);
  });
});

describe("DeleteQueue", () => {
  it("takes the queue away, and its name for a minute", async () => {
    const { clock, sqs } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url, { VisibilityTimeout: 0 });
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    expect(await errorOf(send(sqs, url, "x"))).toEqual({
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
      status: 400,
    });
    expect(await errorOf(createQueue(sqs))).toEqual({
      name: "QueueDeletedRecently",
      message:
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
      status: 400,
    });
    clock.advanceSeconds(60);
    await createQueue(sqs);
    expect(await counts(sqs, url)).toEqual([0, 0, 0]);
    expect(message?.ReceiptHandle).toBeTruthy();
  });
});
