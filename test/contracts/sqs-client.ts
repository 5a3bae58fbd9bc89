// What the event source mapping and the engine's queues need of an SQS client. Every way to the embedded SQS runs these same tests.
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDeadLetterQueue } from "../../core/aws/sqs-dead-letters.ts";
import { createJobQueue } from "../../core/aws/sqs-queue.ts";
import { captureLog } from "../../core/jobs/testing/index.ts";
import { systemClock } from "../../local/clock.ts";
import { EventSourceMapping } from "../../local/lambda/event-source-mapping.ts";
import { FunctionFailedError } from "../../local/lambda/lambda-function.ts";
import type { SqsClient } from "../../local/sqs/in-process-client.ts";
import type { TestSqs } from "../../local/sqs/testing/index.ts";
import { PATIENT } from "../support/patience.ts";

export type OpenSqsClient = { sqs: TestSqs; client: SqsClient; close(): Promise<void> };

export const CLIENT_QUEUES = [
  "orders-dead",
  {
    name: "orders",
    attributes: { RedrivePolicy: { deadLetterTargetArn: "orders-dead", maxReceiveCount: 2 } },
  },
];

export function describeSqsClient(name: string, open: () => Promise<OpenSqsClient>): void {
  describe(`SQS client contract: ${name}`, () => {
    let sqs: TestSqs;
    let client: SqsClient;
    let close: () => Promise<void>;
    let QueueUrl: string;
    let mapping: EventSourceMapping | undefined;
    beforeEach(async () => {
      ({ sqs, client, close } = await open());
      QueueUrl = sqs.queueUrl("orders");
    });
    afterEach(async () => {
      await mapping?.close();
      mapping = undefined;
      await close();
    });

    const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const receive = async (options: Partial<ReceiveMessageCommandInput> = {}, signal?: AbortSignal) => {
      const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 0, ...options });
      const { Messages = [] } = await client.send(command, signal ? { abortSignal: signal } : {});
      return Messages;
    };
    /** As far as callers tell errors apart. */
    const errorOf = async (work: Promise<unknown>) => {
      const error = await work.then(
        () => expect.unreachable("it was not refused"),
        (thrown: Error & { Code?: string; $fault?: string; $metadata?: { httpStatusCode?: number } }) =>
          thrown,
      );
      const { name: code, message, $fault, $metadata } = error;
      return { name: code, message, $fault, status: $metadata?.httpStatusCode };
    };

    it("sends and receives a message with its attributes, binary ones as bytes", async () => {
      const bytes = new Uint8Array([0, 200, 255]);
      const sent = await client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: "body 🎉",
          MessageAttributes: {
            kind: { DataType: "String", StringValue: "a" },
            bytes: { DataType: "Binary", BinaryValue: bytes },
          },
        }),
      );
      const [message] = await receive({
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      });
      expect(message).toMatchObject({
        MessageId: sent.MessageId,
        Body: "body 🎉",
        MD5OfBody: sent.MD5OfMessageBody,
        MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
        Attributes: {
          ApproximateReceiveCount: "1",
          SenderId: "000000000000",
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
        },
        MessageAttributes: { kind: { DataType: "String", StringValue: "a" } },
      });
      expect(message?.MessageAttributes?.bytes?.BinaryValue).toEqual(bytes);
    });

    it("waits for a message by a long poll", async () => {
      const poll = receive({ WaitTimeSeconds: 20 });
      await send("late");
      expect(await poll).toMatchObject([{ Body: "late" }]);
    });

    it("gives up a long poll, which then takes no message", async () => {
      const stop = new AbortController();
      const poll = receive({ WaitTimeSeconds: 20 }, stop.signal);
      stop.abort();
      await expect(poll).rejects.toMatchObject({ name: "AbortError" });
      await send("kept");
      expect(await receive({ WaitTimeSeconds: 20 })).toMatchObject([{ Body: "kept" }]);
    });

    it("gives up before it begins", async () => {
      await send("kept");
      await expect(receive({}, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
      expect(sqs.inspect("orders")).toMatchObject([{ receiveCount: 0 }]);
    });

    it("deletes and hides in batches, and says of each entry whether it failed", async () => {
      await send("a");
      await send("b");
      const [a, b] = await receive({ MaxNumberOfMessages: 10 });
      const hidden = await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl,
          Entries: [
            { Id: "0", ReceiptHandle: b?.ReceiptHandle, VisibilityTimeout: 0 },
            { Id: "1", ReceiptHandle: "no such handle", VisibilityTimeout: 0 },
          ],
        }),
      );
      expect(hidden.Successful).toEqual([{ Id: "0" }]);
      expect(hidden.Failed).toMatchObject([{ Id: "1", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
      const deleted = await client.send(
        new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: "0", ReceiptHandle: a?.ReceiptHandle }] }),
      );
      expect(deleted.Successful).toEqual([{ Id: "0" }]);
      expect(sqs.inspect("orders")).toMatchObject([{ body: "b", state: "visible" }]);
    });

    it.each<[string, () => Promise<unknown>, object]>([
      [
        "a queue that does not exist",
        () =>
          client.send(
            new GetQueueAttributesCommand({ QueueUrl: sqs.queueUrl("no"), AttributeNames: ["All"] }),
          ),
        { name: "QueueDoesNotExist", $fault: "client", status: 400 },
      ],
      [
        "a receipt handle that is none",
        () => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "none" })),
        { name: "ReceiptHandleIsInvalid", $fault: "client", status: 400 },
      ],
      [
        "a delay that is too long",
        () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", DelaySeconds: 901 })),
        { name: "InvalidParameterValue", $fault: "client", status: 400 },
      ],
      [
        "a visibility that is too long",
        () =>
          client.send(
            new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: "x", VisibilityTimeout: 50_000 }),
          ),
        { name: "InvalidParameterValue", $fault: "client", status: 400 },
      ],
      [
        "a move task of a queue that has none",
        () =>
          client.send(
            new StartMessageMoveTaskCommand({ SourceArn: "arn:aws:sqs:us-east-1:000000000000:no" }),
          ),
        { name: "ResourceNotFoundException", $fault: "client", status: 404 },
      ],
    ])("refuses %s by SQS's name", async (_, call, error) => {
      expect(await errorOf(call())).toMatchObject(error);
    });

    it("tries again what a fault has refused", async () => {
      const fault = sqs.fail("throttle", { action: "SendMessage", queue: "orders" });
      await send("again");
      expect(fault.hits).toBe(1);
      expect(sqs.inspect("orders")).toMatchObject([{ body: "again" }]);
    });

    it("has the engine's queues", async () => {
      const queue = createJobQueue({ client, queueUrl: QueueUrl });
      const dead = createDeadLetterQueue({ client, queueUrl: sqs.queueUrl("orders-dead") });
      await queue.send({ v: 1, type: "a:b", jobId: "abc_1" }, { traceparent: "00-1-2-03" });
      expect(await queue.backlog()).toBe(1);
      for (let receives = 0; receives < 2; receives++) await receive({ VisibilityTimeout: 0 });
      expect(await receive()).toEqual([]);
      const [letter] = await dead.peek(30);
      expect(letter).toMatchObject({ receiveCount: 3, body: '{"v":1,"type":"a:b","jobId":"abc_1"}' });
      const released = [letter?.receiptHandle ?? ""];
      await dead.release(released, 30);
      expect(await dead.peek(30)).toEqual([]);
      await dead.release(released);
      expect(await dead.redrive()).toBe(1);
      await sqs.waitFor("orders", (messages) => messages.length === 1, PATIENT);
      // A receipt handle that is no longer good is not an error.
      await queue.changeVisibility(letter?.receiptHandle ?? "", 10);
    });

    function startMapping(invoke: (event: SQSEvent) => Promise<unknown>): SQSEvent[] {
      const events: SQSEvent[] = [];
      mapping = new EventSourceMapping({
        client,
        queueUrl: QueueUrl,
        queueArn: "arn:aws:sqs:us-east-1:000000000000:orders",
        target: {
          invoke(event) {
            events.push(event);
            return invoke(event);
          },
        },
        maximumConcurrency: 2,
        batchSize: 1,
        visibilityTimeoutSeconds: 30,
        waitTimeSeconds: 20,
        clock: systemClock,
        log: captureLog().log,
      });
      return events;
    }

    it("feeds an event source mapping, which deletes what succeeded", async () => {
      const events = startMapping(async () => ({ batchItemFailures: [] }));
      for (const body of ["a", "b", "c"]) await send(body);
      await sqs.waitFor("orders", (messages) => messages.length === 0, PATIENT);
      expect(events.map(({ Records }) => Records[0]?.body).toSorted()).toEqual(["a", "b", "c"]);
    });

    it("keeps what the function reported or failed at, until it is a dead letter", async () => {
      const events = startMapping(async ({ Records }) => {
        const [record] = Records;
        await client.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl,
            ReceiptHandle: record?.receiptHandle,
            VisibilityTimeout: 0,
          }),
        );
        if (record?.body === "reported") return { batchItemFailures: [{ itemIdentifier: record.messageId }] };
        throw new FunctionFailedError("f", "r", { errorType: "E", errorMessage: "no", trace: [] }, true);
      });
      await send("reported");
      await send("thrown");
      await sqs.waitFor("orders-dead", (messages) => messages.length === 2, PATIENT);
      expect(events).toHaveLength(4);
    });

    it("stops a mapping without a message received", async () => {
      startMapping(async () => null);
      await mapping?.close();
      await send("left");
      expect(sqs.inspect("orders")).toMatchObject([{ receiveCount: 0 }]);
    });
  });
}
