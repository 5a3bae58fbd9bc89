// Turns a record of an SQS event into the engine's ReceivedMessage.
import type { SQSRecord } from "aws-lambda";
import type { ReceivedMessage } from "../core/jobs/engine.ts";

export function toReceived(record: SQSRecord): ReceivedMessage {
  const sentAt = Number(record.attributes.SentTimestamp);
  const traceparent = record.messageAttributes?.traceparent?.stringValue;
  return {
    messageId: record.messageId,
    receiptHandle: record.receiptHandle,
    queue: record.eventSourceARN.split(":").at(-1) ?? "",
    body: record.body,
    receiveCount: Number(record.attributes.ApproximateReceiveCount) || 1,
    ...(Number.isFinite(sentAt) ? { sentAt } : {}),
    ...(traceparent ? { traceparent } : {}),
  };
}
