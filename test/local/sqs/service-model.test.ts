// Every action against SQS's published model: each member missing, of the wrong type, too long and out of range, in both protocols.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock, startSqs, type TestSqs } from "../../../local/sqs/testing/index.ts";
import { casesOf, type Json, queryParameters, readModel } from "./service-model.ts";

const model = readModel();
const dead = "arn:aws:sqs:us-east-1:000000000000:dead";
const attribute = { DataType: "String", StringValue: "x" };
const message = {
  MessageBody: "x",
  DelaySeconds: 0,
  MessageAttributes: { a: attribute },
  MessageSystemAttributes: { AWSTraceHeader: attribute },
  MessageGroupId: "g",
};

/** One valid input for each action, with as many members as go together. `handle` is of a message in flight. */
const inputs = (handle: string): Record<string, { [member: string]: Json }> => ({
  AddPermission: { QueueUrl: "q", Label: "l", AWSAccountIds: ["111111111111"], Actions: ["SendMessage"] },
  CancelMessageMoveTask: { TaskHandle: handle },
  ChangeMessageVisibility: { QueueUrl: "q", ReceiptHandle: handle, VisibilityTimeout: 1 },
  ChangeMessageVisibilityBatch: {
    QueueUrl: "q",
    Entries: [{ Id: "1", ReceiptHandle: handle, VisibilityTimeout: 1 }],
  },
  CreateQueue: { QueueName: "new", Attributes: { DelaySeconds: "1" }, tags: { a: "b" } },
  DeleteMessage: { QueueUrl: "q", ReceiptHandle: handle },
  DeleteMessageBatch: { QueueUrl: "q", Entries: [{ Id: "1", ReceiptHandle: handle }] },
  DeleteQueue: { QueueUrl: "q" },
  GetQueueAttributes: { QueueUrl: "q", AttributeNames: ["All"] },
  GetQueueUrl: { QueueName: "q", QueueOwnerAWSAccountId: "000000000000" },
  ListDeadLetterSourceQueues: { QueueUrl: "dead", MaxResults: 1, NextToken: "YQ" },
  ListMessageMoveTasks: { SourceArn: dead, MaxResults: 1 },
  ListQueueTags: { QueueUrl: "q" },
  ListQueues: { QueueNamePrefix: "q", MaxResults: 1, NextToken: "YQ" },
  PurgeQueue: { QueueUrl: "q" },
  ReceiveMessage: {
    QueueUrl: "q",
    AttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
    MessageAttributeNames: ["All"],
    MaxNumberOfMessages: 1,
    VisibilityTimeout: 1,
    WaitTimeSeconds: 0,
    ReceiveRequestAttemptId: "a",
  },
  RemovePermission: { QueueUrl: "q", Label: "kept" },
  SendMessage: { QueueUrl: "q", ...message },
  SendMessageBatch: { QueueUrl: "q", Entries: [{ Id: "1", ...message }] },
  SetQueueAttributes: { QueueUrl: "q", Attributes: { DelaySeconds: "1" } },
  StartMessageMoveTask: { SourceArn: dead, DestinationArn: dead.replace("dead", "q") },
  TagQueue: { QueueUrl: "q", Tags: { a: "b" } },
  UntagQueue: { QueueUrl: "q", TagKeys: ["a"] },
});

/** Of every action. [SQS API: common errors; the JSON protocol's names] */
const common = [
  "InvalidParameterValueException",
  "MissingRequiredParameterException",
  "SerializationException",
];
/** Its list of errors has none for an attribute's name that is wrong; the queue actions' does. */
const undocumented: Record<string, string[]> = { ReceiveMessage: ["InvalidAttributeName"] };

/** The code and message of an error, or of the first entry of a batch that failed. */
type Answer = {
  status: number;
  code: string | undefined;
  message: string | undefined;
  type: string | undefined;
};

let sqs: TestSqs;

beforeAll(async () => {
  const clock = new ManualClock();
  const RedrivePolicy = { deadLetterTargetArn: "dead", maxReceiveCount: 5 };
  sqs = await startSqs({ clock, queues: [{ name: "q", attributes: { RedrivePolicy } }, "dead"] });
});
afterAll(() => sqs.close());

async function byJson(action: string, input: Json): Promise<Answer & { output: { [name: string]: Json } }> {
  const headers = { "X-Amz-Target": `AmazonSQS.${action}` };
  const response = await fetch(sqs.url, { method: "POST", headers, body: JSON.stringify(input) });
  const output = Object(await response.json());
  const failed = output.Failed?.[0];
  return {
    status: response.status,
    code: failed?.Code ?? response.headers.get("x-amzn-query-error")?.split(";")[0],
    message: failed?.Message ?? output.message,
    type: output.__type?.split("#")[1],
    output,
  };
}

async function byQuery(action: string, input: Json): Promise<Answer> {
  const response = await fetch(sqs.url, { method: "POST", body: queryParameters(action, input) });
  const xml = await response.text();
  const text = (name: string) =>
    new RegExp(`<${name}>([^<]*)</${name}>`)
      .exec(xml)?.[1]
      // SQS words this one differently in the two protocols.
      ?.replace(" for this wsdl version", "")
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
  return {
    status: response.status,
    code: text("Code"),
    message: text("Message"),
    type: undefined,
  };
}

/** Empties the server and makes what the action needs: a message in flight, or a task that runs. */
async function prepare(action: string): Promise<string> {
  await sqs.reset();
  if (action === "RemovePermission") {
    const permission = { AWSAccountIds: ["111111111111"], Actions: ["SendMessage"] };
    await byJson("AddPermission", { QueueUrl: "q", Label: "kept", ...permission });
  }
  if (action === "CancelMessageMoveTask") {
    for (const MessageBody of ["a", "b"]) await byJson("SendMessage", { QueueUrl: "dead", MessageBody });
    const { output } = await byJson("StartMessageMoveTask", {
      SourceArn: dead,
      DestinationArn: dead.replace("dead", "q"),
      MaxNumberOfMessagesPerSecond: 1,
    });
    return String(output.TaskHandle);
  }
  if (!/Visibility|DeleteMessage|ReceiveMessage/.test(action)) return "";
  await byJson("SendMessage", { QueueUrl: "q", MessageBody: "x" });
  if (action === "ReceiveMessage") return "";
  const { output } = await byJson("ReceiveMessage", { QueueUrl: "q" });
  const [received] = output.Messages as { ReceiptHandle: string }[];
  return String(received?.ReceiptHandle);
}

/**
 * Without what differs for good reasons: the handles of two runs; control characters, which XML cannot hold; and whether
 * a number that is none was text, as it always is in the query protocol.
 */
function comparable(text: string | undefined, handle: string): string | undefined {
  return (handle === "" ? text : text?.replaceAll(handle, "HANDLE"))
    ?.replaceAll("\u0007", "\ufffd")
    .replace("NUMBER_VALUE", "STRING_VALUE");
}

describe.skipIf(!model)("the published model", () => {
  it("has the actions that are tried here, and no other", () => {
    expect(Object.keys(inputs("")).sort()).toEqual(Object.keys(model?.operations ?? {}).sort());
  });

  it.each(Object.keys(inputs("")))("%s", { timeout: 60_000 }, async (action) => {
    if (!model) return;
    const handle = await prepare(action);
    expect(await byJson(action, inputs(handle)[action] ?? {})).toMatchObject({ status: 200 });
    const documented = (model.operations[action]?.errors ?? []).map(({ shape }) => shape);
    const cases = casesOf(model, action, inputs("{handle}")[action] ?? {});
    const wrong: string[] = [];
    for (const { what, input, expected, inQuery } of cases) {
      const answers: Answer[] = [];
      for (const call of inQuery ? [byJson, byQuery] : [byJson]) {
        const own = await prepare(action);
        const filled = JSON.parse(JSON.stringify(input).replaceAll("{handle}", own));
        const answer = await call(action, filled);
        answers.push({ ...answer, message: comparable(answer.message, own) });
      }
      const [json, query] = answers;
      if (!json) continue;
      const { status, code, message: text, type = "" } = json;
      if (query && (query.status !== status || query.code !== code || query.message !== text)) {
        wrong.push(
          `${what}: JSON says ${status} ${code} ${text}, query ${query.status} ${query.code} ${query.message}`,
        );
      }
      if (status >= 500) wrong.push(`${what}: ${status}`);
      if (status >= 400 && ![...common, ...documented, ...(undocumented[action] ?? [])].includes(type)) {
        wrong.push(`${what}: ${type} is not documented for ${action}`);
      }
      if (expected === "an error" && code === undefined) wrong.push(`${what}: is accepted`);
      if (expected === "MalformedInput" && code !== expected) wrong.push(`${what}: ${status} ${code}`);
    }
    expect(cases.length).toBeGreaterThan(5);
    expect(wrong.map((line) => line.slice(0, 400))).toEqual([]);
  });
});
