import {
  AddPermissionCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  RemovePermissionCommand,
  SetQueueAttributesCommand,
  type SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import {
  arnOf,
  counts,
  createClient,
  createFifoQueue,
  createPair,
  createQueue,
  errorOf,
  receive,
  send,
  startServer,
} from "./support.ts";

const attributesOf = async (sqs: SQSClient, QueueUrl: string) =>
  (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes ?? {};
const setAttributes = (sqs: SQSClient, QueueUrl: string, Attributes: Record<string, string>) =>
  sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

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

describe("RedriveAllowPolicy", () => {
  const create = async (RedriveAllowPolicy: string) => {
    const { sqs } = await startServer();
    return errorOf(createQueue(sqs, "q", { RedriveAllowPolicy }));
  };

  it.each([
    "x",
    "[]",
    "{}",
    '{"redrivePermission":"some"}',
    '{"redrivePermission":"allowAll","more":1}',
    '{"redrivePermission":"byQueue","sourceQueueArns":"arn"}',
  ])("%j is refused for its format", async (policy) => {
    expect(await create(policy)).toEqual({
      name: "InvalidAttributeValue",
      message:
        "Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.",
      status: 400,
    });
  });

  const needed =
    "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.";
  it.each([
    [{ redrivePermission: "byQueue" }, needed],
    [{ redrivePermission: "byQueue", sourceQueueArns: [] }, needed],
    [
      { redrivePermission: "byQueue", sourceQueueArns: Array(11).fill(arnOf("a")) },
      "The maximum number of source queue ARNs you can specify is 10.",
    ],
    [
      { redrivePermission: "denyAll", sourceQueueArns: [arnOf("a")] },
      "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.",
    ],
  ])("%j is refused for its sources", async (policy, reason) => {
    const text = JSON.stringify(policy);
    expect(await create(text)).toEqual({
      name: "InvalidParameterValue",
      message: `Value ${text} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy. ${reason}`,
      status: 400,
    });
  });
});

describe("queue attributes", () => {
  it("are to be given where they are set", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    expect(await errorOf(setAttributes(sqs, url, {}))).toEqual({
      name: "MissingParameter",
      message: "The request must contain the parameter Attribute.Name.",
      status: 400,
    });
  });

  it("change, and empty ones go", async () => {
    const { clock, sqs } = await startServer();
    const { source } = await createPair(sqs, "7");
    const policy = JSON.stringify({ deadLetterTargetArn: arnOf("orders-dead"), maxReceiveCount: 7 });
    expect((await attributesOf(sqs, source)).RedrivePolicy).toBe(policy);
    clock.advanceSeconds(10);
    const allowed = { Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" };
    const Policy = JSON.stringify({ Statement: allowed });
    await setAttributes(sqs, source, { VisibilityTimeout: "69", Policy, RedrivePolicy: "" });
    const attributes = await attributesOf(sqs, source);
    expect(attributes).toMatchObject({ VisibilityTimeout: "69", Policy });
    expect(attributes).not.toHaveProperty("RedrivePolicy");
    expect(Number(attributes.LastModifiedTimestamp)).toBe(Number(attributes.CreatedTimestamp) + 10);
    await setAttributes(sqs, source, { Policy: "" });
    expect(await attributesOf(sqs, source)).not.toHaveProperty("Policy");
  });

  it("show the reuse period of a KMS key only beside the key", async () => {
    const { sqs } = await startServer();
    const attributes = { KmsMasterKeyId: "", KmsDataKeyReusePeriodSeconds: "600" };
    const url = await createQueue(sqs, "q", attributes);
    expect(await attributesOf(sqs, url)).not.toHaveProperty("KmsDataKeyReusePeriodSeconds");
    expect(await createQueue(sqs, "q", attributes)).toBe(url);
    await setAttributes(sqs, url, { KmsMasterKeyId: "alias/a" });
    expect(await attributesOf(sqs, url)).toMatchObject({ KmsDataKeyReusePeriodSeconds: "600" });
  });

  it("are given by name, and unknown names are refused", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const get = (names: string[]) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: names as "All"[] }));
    expect((await get(["DelaySeconds", "RedrivePolicy"])).Attributes).toEqual({ DelaySeconds: "0" });
    expect((await get([])).Attributes).toBeUndefined();
    expect((await get(["Policy"])).Attributes).toBeUndefined();
    expect(await errorOf(get(["Foobar"]))).toEqual({
      name: "InvalidAttributeName",
      message: "Unknown Attribute Foobar.",
      status: 400,
    });
  });

  it("of FIFO queues stay FIFO's", async () => {
    const { sqs } = await startServer();
    const fifo = await createFifoQueue(sqs);
    await setAttributes(sqs, fifo, { FifoQueue: "true" });
    expect(await errorOf(setAttributes(sqs, fifo, { FifoQueue: "false" }))).toMatchObject({
      name: "InvalidAttributeValue",
      message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    });
    expect(
      await errorOf(setAttributes(sqs, fifo, { FifoThroughputLimit: "perMessageGroupId" })),
    ).toMatchObject({
      name: "InvalidAttributeValue",
    });
    await setAttributes(sqs, fifo, {
      FifoThroughputLimit: "perMessageGroupId",
      DeduplicationScope: "messageGroup",
    });
  });

  it("know one kind of encryption at a time", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    await setAttributes(sqs, url, { KmsMasterKeyId: "key", KmsDataKeyReusePeriodSeconds: "6000" });
    expect(await attributesOf(sqs, url)).toMatchObject({
      KmsMasterKeyId: "key",
      KmsDataKeyReusePeriodSeconds: "6000",
      SqsManagedSseEnabled: "false",
    });
    await setAttributes(sqs, url, { SqsManagedSseEnabled: "true" });
    expect(await attributesOf(sqs, url)).not.toHaveProperty("KmsMasterKeyId");
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

describe("tags", () => {
  it("are set at creation, added, replaced, removed and listed", async () => {
    const { sqs } = await startServer();
    const created = await sqs.send(new CreateQueueCommand({ QueueName: "q", tags: { a: "1", b: "2" } }));
    const QueueUrl = created.QueueUrl ?? "";
    const tags = async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
    expect(await tags()).toEqual({ a: "1", b: "2" });
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: "new", A: "", c: "3" } }));
    expect(await tags()).toEqual({ a: "new", b: "2", A: "", c: "3" });
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["a", "A", "b", "nope"] }));
    expect(await tags()).toEqual({ c: "3" });
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["c"] }));
    expect(await tags()).toBeUndefined();
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, "v"]));
    expect(await errorOf(sqs.send(new TagQueueCommand({ QueueUrl, Tags: many })))).toMatchObject({
      name: "InvalidParameterValue",
      message: "Too many tags added for queue q.",
    });
  });

  it("are refused where there are none, and where a key has the wrong length", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const tag = (Tags: Record<string, string>) => errorOf(sqs.send(new TagQueueCommand({ QueueUrl, Tags })));
    const untag = (...TagKeys: string[]) => errorOf(sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys })));
    expect(await tag({})).toEqual({
      name: "MissingParameter",
      message: "The request must contain the parameter Tags.",
      status: 400,
    });
    const wrongLength = {
      name: "InvalidParameterValue",
      message: "Tag keys must be between 1 and 128 characters in length.",
      status: 400,
    };
    expect(await tag({ ["k".repeat(129)]: "v" })).toEqual(wrongLength);
    expect(await untag()).toEqual(wrongLength);
    expect(await untag("")).toEqual(wrongLength);
    expect(await untag("a", "k".repeat(129))).toEqual(wrongLength);
  });
});

describe("Policy", () => {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111111111111:root" },
    Action: "sqs:SendMessage",
    Resource: "*",
  };
  const set = async (Policy: unknown) => {
    const { sqs } = await startServer();
    return createQueue(sqs, "q", { Policy: JSON.stringify(Policy) });
  };
  const without = (member: string) =>
    Object.fromEntries(Object.entries(statement).filter(([name]) => name !== member));

  it.each([
    { Version: "2012-10-17", Id: "a", Statement: [statement] },
    { Version: "2008-10-17", Statement: [{ ...statement, Sid: "a", Effect: "Deny", Principal: "*" }] },
    { Statement: { ...statement, Action: ["*", "SQS:*", "sqs:Get*", "sqs:SetQueueAttributes"] } },
    { Statement: { ...without("Action"), NotAction: "sqs:DeleteQueue" } },
    { Statement: { ...statement, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } } } },
  ])("may be %j", async (policy) => {
    await set(policy);
  });

  it.each([
    [{ a: 1 }],
    [[]],
    [{ Statement: "all" }],
    [{ Statement: [statement], More: 1 }],
    [{ Version: "2012-10-18", Statement: [statement] }],
    [{ Statement: [{ ...statement, Effect: "Maybe" }] }],
    [{ Statement: [{ ...statement, Principal: { Robot: "a" } }] }],
    [{ Statement: [{ ...statement, NotAction: "sqs:*" }] }],
    [{ Statement: [without("Effect")] }],
    [{ Statement: [without("Principal")] }],
    [{ Statement: [without("Action")] }],
    // [aws-cdk#1675]
    [{ Statement: [without("Resource")] }],
  ])("may not be %j", async (policy) => {
    expect(await errorOf(set(policy))).toEqual({
      name: "InvalidAttributeValue",
      message: "Invalid value for the parameter Policy.",
      status: 400,
    });
  });

  // The text of AWS is in aws-cdk#2381 and awacs#34.
  it.each(["sqs:Fly", "sqs:ChangeMessageVisibilityBatch", "s3:GetObject", "sqs:"])(
    "knows no action %s",
    async (Action) => {
      expect(await errorOf(set({ Statement: [{ ...statement, Action }] }))).toEqual({
        name: "InvalidParameterValue",
        message: `Value ${Action} for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions. `,
        status: 400,
      });
    },
  );
});

describe("permissions", () => {
  it("are statements of the policy", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const add = (Label: string, AWSAccountIds: string[], Actions: string[]) =>
      sqs.send(new AddPermissionCommand({ QueueUrl, Label, AWSAccountIds, Actions }));
    const remove = (Label: string) => sqs.send(new RemovePermissionCommand({ QueueUrl, Label }));
    const policy = async () => (await attributesOf(sqs, QueueUrl)).Policy;
    await add("one", ["111111111111"], ["ReceiveMessage"]);
    await add("two", ["111111111111", "222222222222"], ["ReceiveMessage", "DeleteMessage"]);
    expect(JSON.parse((await policy()) ?? "")).toEqual({
      Version: "2008-10-17",
      Id: `${arnOf("orders")}/SQSDefaultPolicy`,
      Statement: [
        {
          Sid: "one",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111111111111:root" },
          Action: "SQS:ReceiveMessage",
          Resource: arnOf("orders"),
        },
        {
          Sid: "two",
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"] },
          Action: ["SQS:ReceiveMessage", "SQS:DeleteMessage"],
          Resource: arnOf("orders"),
        },
      ],
    });
    expect(await errorOf(add("one", ["111111111111"], ["ReceiveMessage"]))).toMatchObject({
      name: "InvalidParameterValue",
      message: "Value one for parameter Label is invalid. Reason: Already exists.",
    });
    expect(await errorOf(add("x", ["1"], ["ReceiveMessage"]))).toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(await errorOf(add("x", ["111111111111"], ["CreateQueue"]))).toMatchObject({
      name: "InvalidParameterValue",
      message:
        "Value SQS:CreateQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.",
    });
    expect(await errorOf(add("x", ["111111111111"], ["FooBar"]))).toMatchObject({
      name: "InvalidParameterValue",
      message:
        "Value SQS:FooBar for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions. ",
    });
    expect(await errorOf(add("x", ["111111111111"], Array(8).fill("SendMessage")))).toMatchObject({
      name: "OverLimit",
      message: "8 Actions were found, maximum allowed is 7.",
      status: 403,
    });
    await remove("one");
    await remove("two");
    expect(await policy()).toBeUndefined();
    expect(await errorOf(remove("two"))).toMatchObject({
      message: "Value two for parameter Label is invalid. Reason: can't find label.",
    });
  });

  it("join a policy whose only statement stands without a list", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const own = { Sid: "own", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
    await setAttributes(sqs, QueueUrl, { Policy: JSON.stringify({ Version: "2012-10-17", Statement: own }) });
    await sqs.send(
      new AddPermissionCommand({
        QueueUrl,
        Label: "added",
        AWSAccountIds: ["111111111111"],
        Actions: ["*"],
      }),
    );
    const policy = async () => JSON.parse((await attributesOf(sqs, QueueUrl)).Policy ?? "");
    expect(await policy()).toMatchObject({ Version: "2012-10-17", Statement: [own, { Sid: "added" }] });
    await sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "own" }));
    expect(await policy()).toMatchObject({ Statement: [{ Sid: "added" }] });
  });

  it("need a label", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const missing = {
      name: "MissingParameter",
      message: "The request must contain the parameter Label.",
      status: 400,
    };
    const AWSAccountIds = ["111111111111"];
    const add = new AddPermissionCommand({ QueueUrl, Label: "", AWSAccountIds, Actions: ["SendMessage"] });
    expect(await errorOf(sqs.send(add))).toEqual(missing);
    expect(await errorOf(sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "" })))).toEqual(missing);
  });

  it("and policies have at most 20 statements of at most 7 actions", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const set = (Statement: object[]) =>
      setAttributes(sqs, QueueUrl, { Policy: JSON.stringify({ Statement }) });
    const statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
    const statements = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ Sid: `s${i}`, ...statement }));
    expect(await errorOf(set(statements(21)))).toEqual({
      name: "OverLimit",
      message: "21 statements were found in the submitted policy, max allowed is 20",
      status: 403,
    });
    expect(await errorOf(set([{ ...statement, Action: Array(8).fill("sqs:SendMessage") }]))).toMatchObject({
      name: "OverLimit",
      message: "8 actions were found in a statement from the submitted policy, max allowed is 7",
    });
    await set(statements(20));
    const add = new AddPermissionCommand({
      QueueUrl,
      Label: "one-more",
      AWSAccountIds: ["111111111111"],
      Actions: ["SendMessage"],
    });
    expect(await errorOf(sqs.send(add))).toMatchObject({
      name: "OverLimit",
      message: "21 Statements were found, maximum allowed is 20.",
    });
  });
});
