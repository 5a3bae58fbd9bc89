// The SQS adapters against a mocked client.
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createDeadLetterQueue } from "../../../core/aws/sqs-dead-letters.ts";
import { createJobQueue } from "../../../core/aws/sqs-queue.ts";

const queueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/briefings";
const message = { v: 1, type: "briefing:generate", jobId: "brf_1" } as const;

const awsError = (name: string, text = name) => Object.assign(new Error(text), { name });
const stale = {
  name: "InvalidParameterValue",
  text: "Value AQEB for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.",
};

describe("the job queue on SQS", () => {
  const client = new SQSClient({ region: "us-east-1" });
  const sqs = mockClient(client);
  const queue = createJobQueue({ client, queueUrl });
  beforeEach(() => sqs.reset());

  it("sends the small message, with its type and trace as attributes", async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: "m-1" });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    expect(await queue.send(message, { traceparent })).toBe("m-1");
    expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: queueUrl,
      MessageBody: '{"v":1,"type":"briefing:generate","jobId":"brf_1"}',
      MessageAttributes: {
        jobType: { DataType: "String", StringValue: "briefing:generate" },
        traceparent: { DataType: "String", StringValue: traceparent },
      },
    });
  });

  it("sends no trace attribute when there is no trace, since SQS refuses empty ones", async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: "m-1" });
    await queue.send(message);
    const input = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input;
    expect(Object.keys(input?.MessageAttributes ?? {})).toEqual(["jobType"]);
  });

  it("gives the tenant as the message's group, which makes a standard queue fair", async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: "m-1" });
    await queue.send({ ...message, tenant: "acme" });
    expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toMatchObject({ MessageGroupId: "acme" });
    await queue.send(message);
    expect(sqs.commandCalls(SendMessageCommand)[1]?.args[0].input).not.toHaveProperty("MessageGroupId");
  });

  it("names the call, the queue and the remedy when a send fails", async () => {
    const cause = awsError("QueueDoesNotExist", "The specified queue does not exist.");
    sqs.on(SendMessageCommand).rejects(cause);
    await expect(queue.send(message)).rejects.toMatchObject({
      message: expect.stringMatching(/SendMessage on https:.*briefings failed: QueueDoesNotExist.*\(deploy/),
      cause,
    });
  });

  it.each([
    [0, 0],
    [-3, 0],
    [0.2, 1],
    [12.5, 13],
    [43_200, 43_200],
    [99_999, 43_200],
    [Number.POSITIVE_INFINITY, 43_200],
    [Number.NaN, 0],
  ])("hides a message for %d seconds as %d", async (asked, sent) => {
    sqs.on(ChangeMessageVisibilityCommand).resolves({});
    await queue.changeVisibility("receipt", asked);
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input).toEqual({
      QueueUrl: queueUrl,
      ReceiptHandle: "receipt",
      VisibilityTimeout: sent,
    });
  });

  it.each([
    ["ReceiptHandleIsInvalid", "The input receipt handle is invalid."],
    ["MessageNotInflight", "The specified message isn't in flight."],
    ["AWS.SimpleQueueService.MessageNotInflight", ""],
    [stale.name, stale.text],
    ["InvalidParameterValueException", stale.text],
  ])("takes a receipt handle that is no longer good as done: %s", async (name, text) => {
    sqs.on(ChangeMessageVisibilityCommand).rejects(awsError(name, text));
    await expect(queue.changeVisibility("receipt", 5)).resolves.toBeUndefined();
  });

  it.each([
    ["InvalidParameterValue", "Value for parameter VisibilityTimeout is invalid"],
    ["QueueDoesNotExist", "gone"],
    ["AccessDenied", "no"],
  ])("tells any other refusal to hide: %s", async (name, text) => {
    sqs.on(ChangeMessageVisibilityCommand).rejects(awsError(name, text));
    await expect(queue.changeVisibility("receipt", 5)).rejects.toThrow(/ChangeMessageVisibility on https/);
  });

  it("asks for less when what was asked and what has passed exceed 12 hours together", async () => {
    const text = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]";
    sqs.on(ChangeMessageVisibilityCommand).rejectsOnce(awsError("InvalidParameterValue", text)).resolves({});
    await queue.changeVisibility("receipt", 43_200);
    const asked = sqs.commandCalls(ChangeMessageVisibilityCommand).map((call) => call.args[0].input);
    expect(asked.map((input) => input.VisibilityTimeout)).toEqual([43_200, 42_300]);
  });

  it("counts the messages that are hidden", async () => {
    sqs
      .on(GetQueueAttributesCommand)
      .resolves({ Attributes: { ApproximateNumberOfMessagesNotVisible: "5" } });
    expect(await queue.inFlight()).toBe(5);
  });

  it("counts the messages that wait", async () => {
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: "12" } });
    expect(await queue.backlog()).toBe(12);
    expect(sqs.commandCalls(GetQueueAttributesCommand)[0]?.args[0].input).toEqual({
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages"],
    });
  });
});

describe("a call that is given up", () => {
  const client = new SQSClient({ region: "us-east-1" });
  const sqs = mockClient(client);
  const queue = createJobQueue({ client, queueUrl });
  const { signal } = new AbortController();
  beforeEach(() => sqs.reset());

  const given = () => sqs.calls().map((call) => (call.args as unknown[])[1]);

  it("is one whose signal the SDK was given", async () => {
    sqs.on(SendMessageCommand).resolves({}).on(GetQueueAttributesCommand).resolves({});
    await queue.send(message, { signal });
    await queue.backlog({ signal });
    expect(given()).toEqual([{ abortSignal: signal }, { abortSignal: signal }]);
  });
});

describe("the dead-letter queue on SQS", () => {
  const client = new SQSClient({ region: "us-east-1" });
  const sqs = mockClient(client);
  const deadLetters = createDeadLetterQueue({ client, queueUrl });
  beforeEach(() => sqs.reset());
  const batches = () =>
    sqs.commandCalls(ChangeMessageVisibilityBatchCommand).map((call) => call.args[0].input.Entries ?? []);
  const handles = (count: number) => Array.from({ length: count }, (_, index) => `receipt-${index}`);

  it("counts what is visible and what is hidden", async () => {
    sqs.on(GetQueueAttributesCommand).resolves({
      Attributes: { ApproximateNumberOfMessages: "3", ApproximateNumberOfMessagesNotVisible: "2" },
    });
    expect(await deadLetters.depth()).toBe(5);
  });

  it("peeks at ten messages on every server of the queue, hidden for as long as asked", async () => {
    sqs.on(ReceiveMessageCommand).resolves({
      Messages: [
        {
          MessageId: "m",
          ReceiptHandle: "r",
          Body: "{}",
          Attributes: { ApproximateReceiveCount: "6", SentTimestamp: "1700000000000" },
        },
        { MessageId: "n", ReceiptHandle: "s", Body: "" },
      ],
    });
    expect(await deadLetters.peek(30)).toEqual([
      { messageId: "m", receiptHandle: "r", body: "{}", receiveCount: 6, sentAt: 1_700_000_000_000 },
      { messageId: "n", receiptHandle: "s", body: "", receiveCount: 1 },
    ]);
    expect(sqs.commandCalls(ReceiveMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      VisibilityTimeout: 30,
      MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
    });
  });

  it("counts all its messages, visible and hidden", async () => {
    sqs.on(GetQueueAttributesCommand).resolves({
      Attributes: { ApproximateNumberOfMessages: "12", ApproximateNumberOfMessagesNotVisible: "3" },
    });
    expect(await deadLetters.depth()).toBe(15);
  });

  it("releases thousands in parallel: ten batches at a time", async () => {
    let open = 0;
    let most = 0;
    sqs.on(ChangeMessageVisibilityBatchCommand).callsFake(async () => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      open--;
      return {};
    });
    await deadLetters.release(handles(1_000));
    expect(batches()).toHaveLength(100);
    expect(most).toBe(10);
  });

  it("gives an empty list when no message is visible", async () => {
    sqs.on(ReceiveMessageCommand).resolves({});
    expect(await deadLetters.peek(30)).toEqual([]);
  });

  it("releases in batches of ten", async () => {
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
    await deadLetters.release(handles(23));
    expect(batches().map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(batches().flatMap((batch) => batch.map((entry) => entry.ReceiptHandle))).toEqual(handles(23));
    expect(batches().every((batch) => batch.every((entry) => entry.VisibilityTimeout === 0))).toBe(true);
    for (const batch of batches()) expect(new Set(batch.map((entry) => entry.Id)).size).toBe(batch.length);
  });

  it("sends nothing when there is nothing to release", async () => {
    await deadLetters.release([]);
    expect(batches()).toEqual([]);
  });

  it("repeats the entries that SQS failed itself, and only those", async () => {
    sqs
      .on(ChangeMessageVisibilityBatchCommand)
      .resolvesOnce({
        Failed: [
          { Id: "1", Code: "InternalError", SenderFault: false },
          { Id: "3", Code: "ServiceUnavailable", SenderFault: false },
        ],
        Successful: [],
      })
      .resolves({});
    await deadLetters.release(handles(4));
    expect(batches().map((batch) => batch.map((entry) => entry.ReceiptHandle))).toEqual([
      handles(4),
      ["receipt-1", "receipt-3"],
    ]);
  });

  it("takes a receipt handle that is no longer good as released", async () => {
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({
      Failed: [
        { Id: "0", Code: "ReceiptHandleIsInvalid", SenderFault: true },
        { Id: "1", Code: stale.name, Message: stale.text, SenderFault: true },
        { Id: "2", Code: "MessageNotInflight", SenderFault: true },
      ],
      Successful: [],
    });
    await deadLetters.release(handles(3));
    expect(batches()).toHaveLength(1);
  });

  it("counts as deleted what SQS deleted: a receipt handle that is no longer good deletes nothing", async () => {
    sqs.on(DeleteMessageBatchCommand).resolves({
      Failed: [{ Id: "1", Code: "ReceiptHandleIsInvalid", SenderFault: true }],
      Successful: [],
    });
    expect(await deadLetters.delete(handles(3))).toBe(2);
  });

  it("says how many messages stay hidden and why, after trying every batch", async () => {
    sqs
      .on(ChangeMessageVisibilityBatchCommand)
      .resolvesOnce({
        Failed: [{ Id: "0", Code: "AccessDenied", Message: "no", SenderFault: true }],
        Successful: [],
      })
      .resolves({});
    await expect(deadLetters.release(handles(12))).rejects.toThrow(
      /1 of 12 peeked messages .* stay hidden .*AccessDenied: no/,
    );
    expect(batches().map((batch) => batch.length)).toEqual([10, 2]);
  });

  it("gives up on an entry that fails three times, and tells it", async () => {
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({
      Failed: [{ Id: "0", Code: "InternalError", SenderFault: false }],
      Successful: [],
    });
    await expect(deadLetters.release(["receipt"])).rejects.toThrow(/1 of 1 .*InternalError/);
    expect(batches()).toHaveLength(3);
  });

  it("goes on to the next batch when a whole request fails", async () => {
    sqs
      .on(ChangeMessageVisibilityBatchCommand)
      .rejectsOnce(awsError("QueueDoesNotExist", "gone"))
      .resolves({});
    await expect(deadLetters.release(handles(15))).rejects.toThrow(/10 of 15 .*QueueDoesNotExist/);
    expect(batches()).toHaveLength(2);
  });
});
