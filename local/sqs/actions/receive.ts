// ReceiveMessage: its limits, the attributes it asks for, and how a delivered message looks.
import * as z from "zod";
import { messageId, receiptHandle, sequenceNumber } from "../engine/ids.ts";
import type { Message, Queue } from "../engine/model.ts";
import { receive } from "../engine/receive.ts";
import { isFull } from "../engine/visibility.ts";
import { SqsError } from "../errors.ts";
import { md5OfAttributes, md5OfBody, selectAttributes } from "../rules/message-attributes.ts";
import { checkId } from "../rules/message-body.ts";
import { checkAttributeNames } from "../rules/queue-attributes.ts";
import { action, checkRange, LongPoll, requireQueue } from "./call.ts";

const ReceiveMessage = z.object({
  QueueUrl: z.string(),
  /** Deprecated by SQS in favour of MessageSystemAttributeNames. Both work. */
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
  MessageAttributeNames: z.array(z.string()).optional(),
  MaxNumberOfMessages: z.int32().default(1),
  VisibilityTimeout: z.int32().optional(),
  WaitTimeSeconds: z.int32().optional(),
  ReceiveRequestAttemptId: z.string().optional(),
});
type ReceiveMessage = z.infer<typeof ReceiveMessage>;

const systemAttributeNames = new Set([
  "All",
  "AWSTraceHeader",
  "ApproximateFirstReceiveTimestamp",
  "ApproximateReceiveCount",
  "DeadLetterQueueSourceArn",
  "MessageDeduplicationId",
  "MessageGroupId",
  "SenderId",
  "SentTimestamp",
  "SequenceNumber",
]);

export const receiveActions = {
  ReceiveMessage: action(ReceiveMessage, (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    checkReceive(queue, input);
    const wanted = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    checkAttributeNames(wanted.filter((name) => !systemAttributeNames.has(name)));
    const options = {
      max: input.MaxNumberOfMessages,
      visibilityTimeoutSeconds: input.VisibilityTimeout,
      // A standard queue ignores the attempt id. [spring-cloud-aws#529]
      attemptId: queue.fifo ? input.ReceiveRequestAttemptId : undefined,
      inside: call.inside,
    };
    const attempt = (now: number) => {
      const deliveries = receive(call.engine, queue, options, now);
      if (deliveries.length === 0) return undefined;
      const Messages = deliveries.map(({ message, receivedAt }) => ({
        MessageId: messageId(call.engine, message.seq),
        ReceiptHandle: receiptHandle(call.engine, queue, message, receivedAt),
        ...describe(queue, message, wanted, input.MessageAttributeNames ?? []),
      }));
      return { Messages };
    };
    const found = attempt(call.now);
    const waitSeconds = input.WaitTimeSeconds ?? queue.settings.waitSeconds;
    if (found) return found;
    if (waitSeconds > 0) return new LongPoll(queue, waitSeconds * 1000, attempt);
    // A long poll waits instead, and a FIFO queue returns no messages. [SQS: message quotas]
    if (!queue.fifo && isFull(queue)) {
      throw new SqsError(
        "OverLimit",
        "Too many messages have been received without being deleted. Please delete your received messages or let them timeout before receiving more.",
      );
    }
    return {};
  }),
};

function checkReceive(queue: Queue, input: ReceiveMessage): void {
  checkRange(
    "MaxNumberOfMessages",
    input.MaxNumberOfMessages,
    1,
    10,
    "Must be between 1 and 10, if provided.",
  );
  checkRange("WaitTimeSeconds", input.WaitTimeSeconds, 0, 20, "Must be >= 0 and <= 20, if provided.");
  checkRange(
    "VisibilityTimeout",
    input.VisibilityTimeout,
    0,
    43_200,
    "Must be >= 0 and <= 43200, if provided.",
  );
  if (queue.fifo) checkId("ReceiveRequestAttemptId", input.ReceiveRequestAttemptId);
}

/** A message's body and the attributes asked for, with the MD5s that SDKs verify. */
export function describe(queue: Queue, message: Message, system: string[], user: string[]) {
  const Attributes = selectSystemAttributes(queue, message, system);
  const MessageAttributes = selectAttributes(message.extra?.attributes, user);
  return {
    MD5OfBody: md5OfBody(message.body),
    Body: message.body,
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
    ...(MessageAttributes && {
      MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
      MessageAttributes: Object.fromEntries(MessageAttributes),
    }),
  };
}

/** The system attributes that `wanted` names: `All`, or each by its name. */
export function selectSystemAttributes(
  queue: Queue,
  message: Message,
  wanted: string[],
): Record<string, string> {
  if (wanted.length === 0) return {};
  const { extra } = message;
  const all: [string, string | undefined][] = [
    ["SenderId", message.senderId],
    ["SentTimestamp", String(message.sentAt)],
    ["ApproximateReceiveCount", String(message.receiveCount)],
    [
      "ApproximateFirstReceiveTimestamp",
      message.firstReceivedAt === 0 ? undefined : String(message.firstReceivedAt),
    ],
    ["MessageGroupId", message.group.id === "" ? undefined : message.group.id],
    ["MessageDeduplicationId", extra?.deduplicationId],
    ["SequenceNumber", queue.fifo ? sequenceNumber(message.seq) : undefined],
    ["AWSTraceHeader", extra?.traceHeader],
    ["DeadLetterQueueSourceArn", extra?.deadLetterQueueSourceArn],
  ];
  const shown: Record<string, string> = {};
  for (const [name, value] of all) {
    if (value !== undefined && (wanted.includes("All") || wanted.includes(name))) shown[name] = value;
  }
  return shown;
}
