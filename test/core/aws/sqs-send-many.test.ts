// Many messages on SQS, against a mocked client: how they are put into requests, and what becomes of entries that fail.
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createJobQueue } from "../../../core/aws/sqs-queue.ts";
import type { Outgoing } from "../../../core/jobs/ports.ts";

const queueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/briefings";
const client = new SQSClient({ region: "us-east-1" });
const sqs = mockClient(client);
const queue = createJobQueue({ client, queueUrl });
beforeEach(() => sqs.reset());

const several = (count: number, jobId = (index: number) => `brf_${index}`): Outgoing[] =>
  Array.from({ length: count }, (_, index) => ({
    message: { v: 1, type: "briefing:generate", jobId: jobId(index) },
  }));
const requests = () => sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input);
const sizes = () => requests().map(({ Entries = [] }) => Entries.length);
const takeAll = () =>
  sqs.on(SendMessageBatchCommand).callsFake(async ({ Entries }) => ({
    Successful: Entries.map(({ Id }: { Id: string }) => ({ Id, MessageId: `m-${Id}` })),
  }));
const failed = (Id: string, Code: string, SenderFault: boolean) => ({ Id, Code, SenderFault, Message: "no" });

describe("many messages", () => {
  it("go out in requests of ten entries, each with an id of its own", async () => {
    takeAll();
    const sent = await queue.sendMany(several(23));
    expect(sizes()).toEqual([10, 10, 3]);
    expect(sent).toEqual(several(23).map((_, index) => ({ messageId: `m-${index}` })));
  });

  it("carry the body, the type, the trace and the delay, as a single one does", async () => {
    takeAll();
    const [one] = several(1);
    if (!one) throw new Error("none was made");
    await queue.sendMany([{ ...one, options: { traceparent: "00-1-2-01", delaySeconds: 7.2 } }]);
    expect(requests()).toEqual([
      {
        QueueUrl: queueUrl,
        Entries: [
          {
            Id: "0",
            MessageBody: '{"v":1,"type":"briefing:generate","jobId":"brf_0"}',
            MessageAttributes: {
              jobType: { DataType: "String", StringValue: "briefing:generate" },
              traceparent: { DataType: "String", StringValue: "00-1-2-01" },
            },
            DelaySeconds: 8,
          },
        ],
      },
    ]);
  });

  it("stay below 1 MiB a request, counted in bytes and with their attributes", async () => {
    takeAll();
    await queue.sendMany(several(5, () => "é".repeat(150 * 1024)));
    expect(sizes()).toEqual([3, 2]);
  });

  it("give the signal to the SDK", async () => {
    takeAll();
    const { signal } = new AbortController();
    await queue.sendMany(several(1), { signal });
    expect(sqs.calls().map((call) => (call.args as unknown[])[1])).toEqual([{ abortSignal: signal }]);
  });
});

describe("entries that fail", () => {
  it("by SQS's own fault are sent again, and only those", async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({
        Successful: [{ Id: "0", MessageId: "m-0", MD5OfMessageBody: "" }],
        Failed: [failed("1", "InternalError", false)],
      })
      .resolves({ Successful: [{ Id: "1", MessageId: "m-1", MD5OfMessageBody: "" }] });
    expect(await queue.sendMany(several(2))).toEqual([{ messageId: "m-0" }, { messageId: "m-1" }]);
    expect(requests().map(({ Entries = [] }) => Entries.map(({ Id }) => Id))).toEqual([["0", "1"], ["1"]]);
  });

  it("three times are given up, and keep no other back", async () => {
    sqs.on(SendMessageBatchCommand).callsFake(async ({ Entries }) => ({
      Successful: Entries.filter(({ Id }: { Id: string }) => Id !== "1").map(({ Id }: { Id: string }) => ({
        Id,
        MessageId: `m-${Id}`,
      })),
      Failed: [failed("1", "ServiceUnavailable", false)].filter(({ Id }) =>
        Entries.some((entry: { Id: string }) => entry.Id === Id),
      ),
    }));
    const sent = await queue.sendMany(several(12));
    expect(sent.map((one) => "messageId" in one)).toEqual(several(12).map((_, index) => index !== 1));
    expect(sent[1]).toMatchObject({ error: { message: expect.stringMatching(/ServiceUnavailable: no/) } });
    expect(sizes()).toEqual([10, 1, 1, 2]);
  });

  it("by the sender's fault are not sent again", async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Failed: [failed("0", "InvalidMessageContents", true)] });
    const [sent] = await queue.sendMany(several(1));
    expect(sent).toMatchObject({ error: { message: expect.stringMatching(/InvalidMessageContents/) } });
    expect(sizes()).toEqual([1]);
  });

  it("because the whole request failed are all not sent, and no further request is made", async () => {
    takeAll();
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({
        Successful: several(10).map((_, index) => ({
          Id: String(index),
          MessageId: `m-${index}`,
          MD5OfMessageBody: "",
        })),
      })
      .rejects(Object.assign(new Error("gone"), { name: "QueueDoesNotExist" }));
    const sent = await queue.sendMany(several(35));
    expect(sizes()).toEqual([10, 10]);
    expect(sent.filter((one) => "messageId" in one)).toHaveLength(10);
    expect(sent[34]).toMatchObject({
      error: { message: expect.stringMatching(/SendMessageBatch on https:.* failed: QueueDoesNotExist/) },
    });
  });

  it("without an answer are not taken for sent", async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    expect(await queue.sendMany(several(1))).toMatchObject([
      { error: { message: expect.stringMatching(/did not answer/) } },
    ]);
  });
});
