// The queue of jobs on SQS: what the engine sends, hides and counts.
import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { JobQueue } from "../jobs/engine.ts";
import { asAwsError, describeAwsError } from "./aws-error.ts";
import { aborted, type CountAttribute, countMessages } from "./sqs-counts.ts";
import { toEntry } from "./sqs-entry.ts";
import { sendMany } from "./sqs-send-many.ts";
import {
  clampVisibility,
  isBeyondLimit,
  isStaleReceipt,
  LONGEST_INVOCATION_SECONDS,
} from "./sqs-visibility.ts";

export function createJobQueue({
  client,
  queueUrl,
}: {
  client: Pick<SQSClient, "send">;
  queueUrl: string;
}): JobQueue {
  const hide = (receiptHandle: string, seconds: number) =>
    client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: clampVisibility(seconds),
      }),
    );

  const count = (name: CountAttribute, signal?: AbortSignal) =>
    countMessages({ client, queueUrl }, [name], signal);

  return {
    async send(message, { signal, ...options } = {}) {
      try {
        const { MessageId } = await client.send(
          new SendMessageCommand({ QueueUrl: queueUrl, ...toEntry(message, options) }),
          aborted(signal),
        );
        return MessageId ?? "";
      } catch (error) {
        throw describeAwsError("SendMessage", queueUrl, error);
      }
    },

    sendMany: (messages, { signal } = {}) => sendMany({ client, queueUrl }, messages, signal),

    async changeVisibility(receiptHandle, seconds) {
      try {
        await hide(receiptHandle, seconds).catch((error: unknown) => {
          if (!isBeyondLimit(asAwsError(error))) throw error;
          return hide(receiptHandle, clampVisibility(seconds) - LONGEST_INVOCATION_SECONDS);
        });
      } catch (error) {
        if (isStaleReceipt(asAwsError(error))) return;
        throw describeAwsError("ChangeMessageVisibility", queueUrl, error);
      }
    },

    backlog: ({ signal } = {}) => count("ApproximateNumberOfMessages", signal),
    inFlight: () => count("ApproximateNumberOfMessagesNotVisible"),
    counts: async () => [await (await import("./late.ts")).countQueue({ client, queueUrl })],
  };
}
