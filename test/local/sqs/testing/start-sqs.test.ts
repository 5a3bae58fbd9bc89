// The SQS server as other people's tests use it.
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type FaultKind,
  type StartSqsOptions,
  startSqs,
  type TestSqs,
} from "../../../../local/sqs/testing/index.ts";
import { errorOf, TestClock } from "../support.ts";

let clock: TestClock;
let sqs: TestSqs;
let client: SQSClient;

const pair: StartSqsOptions["queues"] = [
  { name: "q", attributes: { RedrivePolicy: { deadLetterTargetArn: "dead", maxReceiveCount: 1 } } },
  "dead",
  { name: "f.fifo", attributes: { ContentBasedDeduplication: true } },
];

async function start(options: StartSqsOptions = {}): Promise<void> {
  sqs = await startSqs({ queues: pair, clock, ...options });
  client = new SQSClient({ ...sqs.clientConfig, maxAttempts: 1 });
}

const send = (name: string, MessageBody: string, more: object = {}) =>
  client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl(name), MessageBody, ...more }));
const receive = async (name: string, more: object = {}) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl(name), ...more }))).Messages ?? [];

beforeEach(async () => {
  clock = new TestClock();
  await start();
});
afterEach(async () => {
  client.destroy();
  await sqs.close();
});

describe("inspect", () => {
  it("shows state, receive count and attributes, and changes nothing", async () => {
    await send("q", "visible", { MessageAttributes: { a: { DataType: "String", StringValue: "x" } } });
    await send("q", "delayed", { DelaySeconds: 60 });
    const [received] = await receive("q", { VisibilityTimeout: 30 });
    await send("q", "new");
    const now = clock.now();
    const expected = [
      {
        messageId: received?.MessageId,
        body: "visible",
        state: "in-flight",
        receiveCount: 1,
        visibleAt: now + 30_000,
        attributes: {
          SenderId: "000000000000",
          SentTimestamp: String(now),
          ApproximateReceiveCount: "1",
          ApproximateFirstReceiveTimestamp: String(now),
        },
        messageAttributes: { a: { DataType: "String", StringValue: "x" } },
      },
      { body: "delayed", state: "delayed", receiveCount: 0, visibleAt: now + 60_000 },
      { body: "new", state: "visible", receiveCount: 0, visibleAt: undefined },
    ];
    expect(sqs.inspect("q")).toMatchObject(expected);
    expect(sqs.inspect("q")).toMatchObject(expected);
    clock.advance(60_000);
    expect(sqs.inspect("q").map(({ state }) => state)).toEqual(["visible", "visible", "visible"]);
  });

  it("takes a name, a URL or an ARN, and names the queues where there is none of that name", () => {
    for (const address of ["q", sqs.queueUrl("q"), "arn:aws:sqs:us-east-1:000000000000:q"]) {
      expect(sqs.inspect(address)).toEqual([]);
    }
    expect(() => sqs.inspect("nope")).toThrow("there is no queue nope; the queues are: q, dead, f.fifo");
  });

  it.each(["__proto__", "constructor"])("shows a message attribute called %s", async (name) => {
    const attributes = `{"${name}":{"DataType":"String","StringValue":"x"}}`;
    await fetch(sqs.url, {
      method: "POST",
      headers: { "X-Amz-Target": "AmazonSQS.SendMessage" },
      body: `{"QueueUrl":"q","MessageBody":"x","MessageAttributes":${attributes}}`,
    });
    const [message] = sqs.inspect("q");
    expect(message?.messageAttributes[name]).toEqual({ DataType: "String", StringValue: "x" });
    expect(message?.messageAttributes.toString).toBeUndefined();
  });
});

describe("waitFor", () => {
  it("resolves at once where the predicate already holds", async () => {
    expect(await sqs.waitFor("q", (messages) => messages.length === 0)).toEqual([]);
  });

  it("resolves after a send, a receive, a delete, a redrive and the end of a delay", async () => {
    const states = (...expected: string[]) =>
      sqs.waitFor("q", (messages) => messages.map(({ state }) => state).join() === expected.join());
    let wait = states("delayed");
    await send("q", "x", { DelaySeconds: 10 });
    await wait;
    wait = states("visible");
    clock.advance(10_000);
    await wait;
    wait = states("in-flight");
    const [message] = await receive("q");
    await wait;
    wait = states();
    const QueueUrl = sqs.queueUrl("q");
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    await wait;

    const dead = sqs.waitFor("dead", ([first]) => first?.body === "poison");
    await send("q", "poison");
    await receive("q", { VisibilityTimeout: 0 });
    await receive("q");
    await dead;
  });

  it("waits for a queue that is created later", async () => {
    const wait = sqs.waitFor("later", (messages) => messages.length === 1);
    await client.send(new CreateQueueCommand({ QueueName: "later" }));
    await send("later", "x");
    expect(await wait).toMatchObject([{ body: "x" }]);
  });

  it("tells what was there when the time is up", async () => {
    await send("q", "other");
    await expect(sqs.waitFor("q", () => false, { timeoutMs: 1 })).rejects.toThrow(
      "waitFor: not within 1 ms; queue q has 1 messages\n  visible, received 0 times: other",
    );
    await expect(sqs.nextMessage("nope", { timeoutMs: 1 })).rejects.toThrow(
      "nextMessage: none within 1 ms; there is no queue nope",
    );
  });

  it("fails with what its predicate throws", async () => {
    const broken = () => {
      throw new Error("broken predicate");
    };
    await expect(sqs.waitFor("q", broken)).rejects.toThrow("broken predicate");
  });
});

describe("nextMessage", () => {
  it("takes messages off the queue, one by one, and waits for one", async () => {
    await send("q", "1");
    await send("q", "2", { DelaySeconds: 5 });
    expect(await sqs.nextMessage("q")).toMatchObject({ body: "1", receiveCount: 1 });
    const second = sqs.nextMessage("q");
    clock.advance(5_000);
    expect(await second).toMatchObject({ body: "2" });
    expect(sqs.inspect("q")).toEqual([]);
  });

  it("keeps the order of a FIFO group", async () => {
    for (const body of ["1", "2"]) await send("f.fifo", body, { MessageGroupId: "g" });
    expect((await sqs.nextMessage("f.fifo")).body).toBe("1");
    expect(await sqs.nextMessage("f.fifo")).toMatchObject({
      body: "2",
      attributes: { MessageGroupId: "g" },
    });
  });
});

describe("reset", () => {
  it("leaves the queues of the start, empty, and nothing else", async () => {
    await send("q", "x");
    const [message] = await receive("q");
    await client.send(new CreateQueueCommand({ QueueName: "other" }));
    await send("f.fifo", "x", { MessageGroupId: "g" });
    await client.send(
      new StartMessageMoveTaskCommand({ SourceArn: "arn:aws:sqs:us-east-1:000000000000:dead" }),
    );
    const fault = sqs.fail("throttle", { times: Number.POSITIVE_INFINITY });
    await sqs.reset();
    const { QueueUrls } = await client.send(new ListQueuesCommand());
    expect(QueueUrls).toEqual(["dead", "f.fifo", "q"].map((name) => sqs.queueUrl(name)));
    expect(sqs.inspect("q")).toEqual([]);
    expect(fault.hits).toBe(0);
    // Deduplication has forgotten the first one.
    await send("f.fifo", "x", { MessageGroupId: "g" });
    expect(sqs.inspect("f.fifo")).toHaveLength(1);
    const handle = { QueueUrl: sqs.queueUrl("q"), ReceiptHandle: message?.ReceiptHandle };
    expect(await errorOf(client.send(new DeleteMessageCommand(handle)))).toMatchObject({
      name: "ReceiptHandleIsInvalid",
    });
  });

  it("answers receives that wait, and requests that hang find their connection cut", async () => {
    const waits = clock.nextTimer();
    const poll = receive("q", { WaitTimeSeconds: 20 });
    await waits;
    const hangs = sqs.fail("hang", { action: "SendMessage" });
    const sent = errorOf(send("q", "x"));
    await expect.poll(() => hangs.hits).toBe(1);
    await sqs.reset();
    expect(await poll).toEqual([]);
    expect(await sent).toMatchObject({ name: expect.stringMatching(/Error/) });
  });

  it("ends what still waits for a queue", async () => {
    const wait = expect(sqs.waitFor("q", () => false)).rejects.toThrow("reset while a test still waited");
    await sqs.reset();
    await wait;
  });
});

describe("cooldowns", () => {
  const twice = async () => {
    const QueueUrl = sqs.queueUrl("dead");
    const errors: (string | undefined)[] = [];
    for (const command of [
      new PurgeQueueCommand({ QueueUrl }),
      new PurgeQueueCommand({ QueueUrl }),
      new DeleteQueueCommand({ QueueUrl }),
      new CreateQueueCommand({ QueueName: "dead" }),
    ])
      errors.push(
        await client.send(command as PurgeQueueCommand).then(
          () => undefined,
          (error: Error) => error.name,
        ),
      );
    return errors;
  };

  it("are AWS's where nothing else is asked for", async () => {
    expect(await twice()).toEqual([undefined, "PurgeQueueInProgress", undefined, "QueueDeletedRecently"]);
  });

  it("are off by choice", async () => {
    client.destroy();
    await sqs.close();
    await start({ cooldowns: false });
    expect(await twice()).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("faults", () => {
  it.each([
    ["throttle", "RequestThrottled", 403],
    ["server-error", "InternalFailure", 500],
  ] as const)("%s: refuses, and carries nothing out", async (kind, name, status) => {
    const fault = sqs.fail(kind, { action: "SendMessage", queue: "q" });
    await receive("q");
    await send("dead", "other queue");
    expect(fault.hits).toBe(0);
    expect(await errorOf(send("q", "x"))).toMatchObject({ name, status });
    await send("q", "y");
    expect(fault.hits).toBe(1);
    expect(sqs.inspect("q")).toMatchObject([{ body: "y" }]);
  });

  it("lost-answer: carries out, and cuts the connection", async () => {
    sqs.fail("lost-answer", { action: "ReceiveMessage" });
    await send("q", "x");
    expect(await errorOf(receive("q"))).toMatchObject({ status: undefined });
    expect(sqs.inspect("q")).toMatchObject([{ state: "in-flight", receiveCount: 1 }]);
  });

  it("lost-answer: also the answer of a receive that has waited", async () => {
    const lost = sqs.fail("lost-answer", { action: "ReceiveMessage" });
    const waits = clock.nextTimer();
    const poll = errorOf(receive("q", { WaitTimeSeconds: 20 }));
    await waits;
    await send("q", "x");
    expect(await poll).toMatchObject({ status: undefined });
    expect(lost.hits).toBe(1);
    expect(sqs.inspect("q")).toMatchObject([{ state: "in-flight" }]);
  });

  it("hit as many requests as asked for, until they are removed", async () => {
    const twice = sqs.fail("throttle", { times: 2 });
    const names = async () => (await errorOf(send("q", "x"))).name;
    expect([await names(), await names()]).toEqual(["RequestThrottled", "RequestThrottled"]);
    await send("q", "x");
    expect(twice.hits).toBe(2);
    const always = sqs.fail("server-error", { times: Number.POSITIVE_INFINITY });
    await names();
    await names();
    always.remove();
    await send("q", "x");
    expect(always.hits).toBe(2);
  });

  it("come in both protocols", async () => {
    sqs.fail("throttle");
    const body = new URLSearchParams({ Action: "ListQueues" });
    const response = await fetch(sqs.url, { method: "POST", body });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("<Code>RequestThrottled</Code>");
  });
});

describe("its settings", () => {
  it("reach a client that reads the environment", () => {
    expect(sqs.env).toMatchObject({ AWS_ENDPOINT_URL_SQS: sqs.url, AWS_REGION: "us-east-1" });
  });

  it("that are wrong fail at the start, by the queue's name", async () => {
    await expect(startSqs({ queues: ["no spaces"] })).rejects.toThrow("queue no spaces");
  });

  // A test in JavaScript has no compiler to tell of them.
  it.each<[object, string]>([
    [{ queue: ["orders"] }, "startSqs has no option queue; its options are queues, clock, cooldowns, port"],
    [{ queues: "orders" }, 'startSqs: queues is a list, such as ["orders"]'],
  ])("that do not exist are refused: %j", async (options, message) => {
    await expect(startSqs(options)).rejects.toThrow(message);
  });

  it.each<[string, object, string]>([
    ["thorttle", {}, "there is no fault thorttle; the faults are throttle, server-error, hang, lost-answer"],
    ["throttle", { acton: "SendMessage" }, "fail has no option acton; its options are action, queue, times"],
    ["throttle", { action: "SendMesage" }, "SQS has no action SendMesage"],
  ])("of a fault that no request could have are refused: %s %j", (kind, options, message) => {
    expect(() => sqs.fail(kind as FaultKind, options)).toThrow(message);
  });
});
