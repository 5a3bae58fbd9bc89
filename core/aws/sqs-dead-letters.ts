// The dead-letter queue on SQS. It is read without removing a message.
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import type { DeadLetterQueue, ReceivedMessage } from "../jobs/engine.ts";
import { describeAwsError } from "./aws-error.ts";
import { countMessages } from "./sqs-counts.ts";
import { clampVisibility, isStaleReceipt } from "./sqs-visibility.ts";

/** SQS's largest batch. */
const BATCH = 10;
/** Batches that are released at the same time: thousands of messages must be visible again within seconds. */
const RELEASES = 10;
/** Of a batch's entries that SQS failed itself; the SDK retries whole requests only. */
const TRIES = 3;

type Failure = { receiptHandle: string; code: string; message: string; retry: boolean };

export function createDeadLetterQueue(options: {
  client: Pick<SQSClient, "send">;
  queueUrl: string;
}): DeadLetterQueue {
  const { client, queueUrl } = options;

  /** Shows up to ten messages again. @returns the entries that SQS refused, stale receipts left out. */
  async function releaseBatch(receiptHandles: readonly string[]): Promise<Failure[]> {
    const { Failed = [] } = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: receiptHandles.map((handle, index) => ({
          Id: String(index),
          ReceiptHandle: handle,
          VisibilityTimeout: 0,
        })),
      }),
    );
    return Failed.filter(
      ({ Code = "", Message = "" }) => !isStaleReceipt({ name: Code, message: Message }),
    ).map(({ Id, Code = "unknown", Message = "", SenderFault = false }) => ({
      receiptHandle: receiptHandles[Number(Id)] ?? "",
      code: Code,
      message: Message,
      retry: !SenderFault,
    }));
  }

  async function releaseWithRetries(receiptHandles: readonly string[]): Promise<Failure[]> {
    const refused: Failure[] = [];
    let open = receiptHandles;
    for (let tries = 1; open.length > 0; tries++) {
      const failures = await releaseBatch(open);
      const again = tries < TRIES ? failures.filter((failure) => failure.retry) : [];
      refused.push(...failures.filter((failure) => !again.includes(failure)));
      open = again.map((failure) => failure.receiptHandle);
    }
    return refused;
  }

  return {
    async peek(hideSeconds) {
      try {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: BATCH,
            // With a wait SQS asks all of its servers. A short poll asks a few of them and may miss messages.
            WaitTimeSeconds: 1,
            VisibilityTimeout: clampVisibility(hideSeconds),
            MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
          }),
        );
        return Messages.map(toReceivedMessage);
      } catch (error) {
        throw describeAwsError("ReceiveMessage", queueUrl, error);
      }
    },

    async release(receiptHandles) {
      const problems: string[] = [];
      let cause: unknown;
      // One iterator for all: each batch is taken once.
      const batches = batchesOf(receiptHandles).values();
      // Every batch is tried, so that one that fails does not keep the others hidden.
      const releaseInTurn = async () => {
        for (const batch of batches) {
          try {
            const refused = await releaseWithRetries(batch);
            problems.push(...refused.map(({ code, message }) => (message ? `${code}: ${message}` : code)));
          } catch (error) {
            cause ??= describeAwsError("ChangeMessageVisibilityBatch", queueUrl, error);
            problems.push(...batch.map(() => String(cause)));
          }
        }
      };
      await Promise.all(Array.from({ length: RELEASES }, releaseInTurn));
      if (problems.length === 0) return;
      const kinds = [...new Set(problems)].join("; ");
      throw new Error(
        `${problems.length} of ${receiptHandles.length} peeked messages of ${queueUrl} stay hidden until their visibility timeout ends: ${kinds}`,
        { cause },
      );
    },

    depth: () =>
      countMessages({ client, queueUrl }, [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
      ]),

    async redrive() {
      try {
        const { Attributes } = await client.send(
          new GetQueueAttributesCommand({
            QueueUrl: queueUrl,
            AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
          }),
        );
        await client.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.QueueArn }));
        return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
      } catch (error) {
        throw describeAwsError("StartMessageMoveTask", queueUrl, error);
      }
    },
  };
}

function batchesOf(receiptHandles: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let start = 0; start < receiptHandles.length; start += BATCH) {
    batches.push(receiptHandles.slice(start, start + BATCH));
  }
  return batches;
}

/** @returns the message in the engine's words; a missing receive count reads as the first receive. */
export function toReceivedMessage(message: Message): ReceivedMessage {
  const { ApproximateReceiveCount, SentTimestamp } = message.Attributes ?? {};
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    receiveCount: Number(ApproximateReceiveCount ?? 1),
    ...(SentTimestamp !== undefined && { sentAt: Number(SentTimestamp) }),
  };
}
