// A job's message as SQS takes it: the body, its attributes, its delay.
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { JobMessage, SendOptions } from "../jobs/engine.ts";
import { clampDelay } from "./sqs-visibility.ts";

/** What SendMessage and an entry of SendMessageBatch have in common. */
export type Entry = {
  MessageBody: string;
  MessageAttributes: Record<string, MessageAttributeValue>;
  DelaySeconds?: number;
  MessageGroupId?: string;
};

const text = (value: string): MessageAttributeValue => ({ DataType: "String", StringValue: value });

export const toEntry = (
  message: JobMessage,
  { traceparent, delaySeconds }: Omit<SendOptions, "signal"> = {},
): Entry => ({
  MessageBody: JSON.stringify(message),
  MessageAttributes: {
    jobType: text(message.type),
    ...(traceparent && { traceparent: text(traceparent) }),
  },
  ...(delaySeconds ? { DelaySeconds: clampDelay(delaySeconds) } : {}),
  // On a standard queue it names a tenant, and orders nothing. [SQS: fair queues]
  ...(message.tenant === undefined ? {} : { MessageGroupId: message.tenant }),
});

/** As SQS counts them: the body, and of each attribute its name, type and value. [SQS: message quotas] */
export function bytesOf({ MessageBody, MessageAttributes }: Entry): number {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType = "", StringValue = "" }]) => name + DataType + StringValue,
  );
  return Buffer.byteLength(MessageBody + attributes.join(""));
}
