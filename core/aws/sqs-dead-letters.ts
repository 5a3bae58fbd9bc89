// The dead-letter queue on SQS: it is peeked at, and what an operator is done with is deleted.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { DeadLetterQueue, ReceivedMessage } from "../jobs/engine.ts";
import { describeAwsError } from "./aws-error.ts";
import { countMessages } from "./sqs-counts.ts";
import { BATCH, eachReceipt } from "./sqs-each-receipt.ts";
import { createMoves } from "./sqs-move-tasks.ts";
import { clampVisibility } from "./sqs-visibility.ts";

export function createDeadLetterQueue(options: {
  client: Pick<SQSClient, "send">;
  queueUrl: string;
}): DeadLetterQueue {
  const { client, queueUrl } = options;
  const failed = (action: string) => (error: unknown) => {
    throw describeAwsError(action, queueUrl, error);
  };

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

    async release(receiptHandles, hideSeconds = 0) {
      const { problems, cause } = await eachReceipt(receiptHandles, (batch) =>
        client
          .send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl: queueUrl,
              Entries: batch.map((ReceiptHandle, index) => ({
                Id: String(index),
                ReceiptHandle,
                VisibilityTimeout: clampVisibility(hideSeconds),
              })),
            }),
          )
          .then(({ Failed }) => Failed, failed("ChangeMessageVisibilityBatch")),
      );
      if (problems.length === 0) return;
      throw new Error(
        `${problems.length} of ${receiptHandles.length} peeked messages of ${queueUrl} stay hidden until their visibility timeout ends: ${kindsOf(problems)}`,
        { cause },
      );
    },

    async delete(receiptHandles) {
      const { problems, cause, done } = await eachReceipt(receiptHandles, (batch) =>
        client
          .send(
            new DeleteMessageBatchCommand({
              QueueUrl: queueUrl,
              Entries: batch.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
            }),
          )
          .then(({ Failed }) => Failed, failed("DeleteMessageBatch")),
      );
      if (problems.length === 0) return done;
      throw new Error(
        `${problems.length} of ${receiptHandles.length} messages of ${queueUrl} were not deleted: ${kindsOf(problems)}`,
        { cause },
      );
    },

    depth: () =>
      countMessages({ client, queueUrl }, [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
      ]),

    ...createMoves(options),
  };
}

const kindsOf = (problems: readonly string[]): string => [...new Set(problems)].join("; ");

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
