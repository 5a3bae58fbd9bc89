// SendMessage and SendMessageBatch.
import { createHash } from "node:crypto";
import * as z from "zod";
import { byName } from "../../by-name.ts";
import { messageId, sequenceNumber } from "../engine/ids.ts";
import type { MessageExtra, Queue } from "../engine/model.ts";
import { send } from "../engine/send.ts";
import { SqsError } from "../errors.ts";
import { checkBatch, runBatch } from "../rules/batch.ts";
import { checkFifoIds, checkForQueueType } from "../rules/fifo-parameters.ts";
import {
  attributesSize,
  checkMessageAttributes,
  md5OfAttributes,
  md5OfBody,
} from "../rules/message-attributes.ts";
import { checkBody, checkId } from "../rules/message-body.ts";
import { action, type Call, checkRange, requireQueue } from "./call.ts";

/** A message and, since 2025, a whole batch. [SQS: message quotas] */
const MAX_BYTES = 1_048_576;

const MessageAttributeValue = z.object({
  DataType: z.string().default(""),
  StringValue: z.string().optional(),
  BinaryValue: z.base64().optional(),
  StringListValues: z.unknown().optional(),
  BinaryListValues: z.unknown().optional(),
});

const Message = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.int32().optional(),
  MessageAttributes: byName(MessageAttributeValue).optional(),
  MessageSystemAttributes: byName(MessageAttributeValue).optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
});
type Message = z.infer<typeof Message>;

const SendMessage = z.object({ QueueUrl: z.string(), ...Message.shape });
const SendMessageBatch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), ...Message.shape })).default([]),
});

export const sendActions = {
  SendMessage: action(SendMessage, (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    refuseLists("SendMessage", input);
    return sendOne(call, queue, input, "are invalid");
  }),

  SendMessageBatch: action(SendMessageBatch, (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    checkBatch(input.Entries, "SendMessageBatchRequestEntry");
    for (const entry of input.Entries) refuseLists("SendMessageBatch", entry);
    const bytes = input.Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > MAX_BYTES) {
      throw new SqsError(
        "BatchRequestTooLong",
        `Batch requests cannot be longer than ${MAX_BYTES} bytes. You have sent ${bytes} bytes.`,
      );
    }
    if (queue.fifo) {
      for (const entry of input.Entries) checkFifoIds(queue.settings, entry, "InvalidParameterValue");
    }
    return runBatch(input.Entries, (entry) => sendOne(call, queue, entry, "cannot be validated"));
  }),
};

/** @param tooLong how SQS's error for a long message goes on; it differs between a message and a batch. [seen on AWS] */
function sendOne(call: Call, queue: Queue, input: Message, tooLong: string) {
  checkBody(input.MessageBody);
  checkSize(queue, input, tooLong);
  if (input.MessageAttributes) checkMessageAttributes(input.MessageAttributes);
  const traceHeader = traceHeaderOf(call, input);
  checkRange("DelaySeconds", input.DelaySeconds, 0, 900, "DelaySeconds must be >= 0 and <= 900.");
  checkId("MessageGroupId", input.MessageGroupId);
  checkId("MessageDeduplicationId", input.MessageDeduplicationId);
  checkForQueueType(queue, input);

  const attributes = input.MessageAttributes?.size ? input.MessageAttributes : undefined;
  const deduplicationId = queue.fifo
    ? (input.MessageDeduplicationId ?? sha256(input.MessageBody))
    : undefined;
  let extra: MessageExtra | undefined;
  if (attributes !== undefined || traceHeader !== undefined || deduplicationId !== undefined) {
    extra = {};
    if (attributes !== undefined) extra.attributes = attributes;
    if (traceHeader !== undefined) extra.traceHeader = traceHeader;
    if (deduplicationId !== undefined) extra.deduplicationId = deduplicationId;
  }
  const seq = send(
    call.engine,
    queue,
    {
      body: input.MessageBody,
      senderId: call.identity.accountId,
      groupId: input.MessageGroupId,
      deduplicationId,
      delaySeconds: queue.fifo ? undefined : input.DelaySeconds,
      extra,
    },
    call.now,
  );
  return {
    MD5OfMessageBody: md5OfBody(input.MessageBody),
    ...(extra?.attributes && { MD5OfMessageAttributes: md5OfAttributes(extra.attributes) }),
    ...(input.MessageSystemAttributes?.size && {
      MD5OfMessageSystemAttributes: md5OfAttributes(input.MessageSystemAttributes),
    }),
    MessageId: messageId(call.engine, seq),
    ...(queue.fifo && { SequenceNumber: sequenceNumber(seq) }),
  };
}

/** The API's model has lists of values and SQS does not support them. An empty list is refused too, and with it the whole batch. [seen on AWS] */
function refuseLists(action: string, { MessageAttributes }: Message): void {
  for (const { StringListValues, BinaryListValues } of MessageAttributes?.values() ?? []) {
    if (StringListValues !== undefined || BinaryListValues !== undefined) {
      throw new SqsError(
        "UnsupportedOperation",
        `Message attribute list values in ${action} operation are not supported.`,
      );
    }
  }
}

function checkSize(queue: Queue, input: Message, tooLong: string): void {
  const limit = queue.settings.maximumMessageSize;
  // A code unit has at most three bytes in UTF-8, so the bytes of most messages need not be counted.
  if (input.MessageBody.length * 3 <= limit && !input.MessageAttributes) return;
  if (sizeOf(input) <= limit) return;
  throw new SqsError(
    "InvalidParameterValue",
    `One or more parameters ${tooLong}. Reason: Message must be shorter than ${limit} bytes.`,
  );
}

function sizeOf(message: Message): number {
  return Buffer.byteLength(message.MessageBody) + attributesSize(message.MessageAttributes ?? new Map());
}

/** AWSTraceHeader is the only system attribute that a sender may set. The X-Amzn-Trace-Id header sets it too. */
function traceHeaderOf(call: Call, input: Message): string | undefined {
  for (const [name, { DataType, StringValue }] of input.MessageSystemAttributes ?? []) {
    if (name !== "AWSTraceHeader") {
      throw new SqsError("InvalidParameterValue", `Message system attribute name '${name}' is invalid.`);
    }
    if (DataType !== "String" || !StringValue) {
      throw new SqsError(
        "InvalidParameterValue",
        "Message system attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.",
      );
    }
    return StringValue;
  }
  return call.traceHeader;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
