// Looks at all queues of an SQS endpoint for an operator, and sends, peeks and purges there.
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { QueueBrowser, SqsMessage, SqsQueue } from "../jobs/operate/inspector.ts";
import { browsing } from "./sqs-browser-errors.ts";
import { createPeek } from "./sqs-peek.ts";

type Options = {
  client: Pick<SQSClient, "send">;
  /** The server that stands in for AWS, if there is one: it may have a way to peek. */
  endpoint?: string | undefined;
};

const MOST_RECEIVED = 10;
const PARALLEL = 10;

export function createQueueBrowser({ client, endpoint }: Options): QueueBrowser {
  const urls = new Map<string, string>();
  const peek = createPeek(endpoint);

  /** Each call knows the queue by its name, and asks for its URL once. */
  const onQueue = <T>(right: string, name: string, call: (QueueUrl: string) => Promise<T>): Promise<T> =>
    browsing(right, name, async () => {
      const known = urls.get(name);
      const url = known ?? (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? "";
      urls.set(name, url);
      try {
        return await call(url);
      } catch (error) {
        urls.delete(name);
        throw error;
      }
    });

  const get = (name: string) =>
    onQueue("sqs:GetQueueAttributes", name, async (QueueUrl) => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
      );
      return toQueue(name, QueueUrl, Attributes);
    });

  return {
    get,
    async list({ limit, prefix, cursor }) {
      const { QueueUrls = [], NextToken } = await browsing(
        "sqs:ListQueues",
        "the queues of this account",
        () =>
          client.send(
            new ListQueuesCommand({
              MaxResults: limit,
              ...(prefix && { QueueNamePrefix: prefix }),
              ...(cursor && { NextToken: cursor }),
            }),
          ),
      );
      const items: SqsQueue[] = [];
      for (let begun = 0; begun < QueueUrls.length; begun += PARALLEL) {
        const some = QueueUrls.slice(begun, begun + PARALLEL).map(async (url) => {
          const name = url.split("/").at(-1) ?? url;
          urls.set(name, url);
          return await get(name).catch(ifGone);
        });
        items.push(...(await Promise.all(some)).filter((queue) => queue !== undefined));
      }
      return { items: items.sort(byName), ...(NextToken && { cursor: NextToken }) };
    },

    peek: (name) => onQueue("sqs:ReceiveMessage", name, peek),

    receive: (name) =>
      onQueue("sqs:ReceiveMessage", name, async (QueueUrl) => {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: MOST_RECEIVED,
            VisibilityTimeout: 0,
            // With a wait SQS asks all of its servers.
            WaitTimeSeconds: 1,
            MessageSystemAttributeNames: ["All"],
            MessageAttributeNames: ["All"],
          }),
        );
        return Messages.map(toMessage);
      }),

    send: (name, { body, delaySeconds, groupId, deduplicationId, attributes }) =>
      onQueue("sqs:SendMessage", name, async (QueueUrl) => {
        const { MessageId = "" } = await client.send(
          new SendMessageCommand({
            QueueUrl,
            MessageBody: body,
            ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
            ...(groupId && { MessageGroupId: groupId }),
            ...(deduplicationId && { MessageDeduplicationId: deduplicationId }),
            MessageAttributes: Object.fromEntries(
              attributes.map(({ name: attribute, type, value }) => [
                attribute,
                { DataType: type, StringValue: value },
              ]),
            ),
          }),
        );
        return MessageId;
      }),

    purge: (name) =>
      onQueue("sqs:PurgeQueue", name, async (QueueUrl) => {
        await client.send(new PurgeQueueCommand({ QueueUrl }));
      }),
  };
}

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

function toQueue(name: string, url: string, attributes: Record<string, string>): SqsQueue {
  const count = (of: string) => Number(attributes[`ApproximateNumberOfMessages${of}`] ?? 0);
  const redrive = redriveOf(attributes.RedrivePolicy);
  return {
    ...{ name, url, attributes },
    arn: attributes.QueueArn ?? "",
    fifo: attributes.FifoQueue === "true",
    ...{ visible: count(""), inFlight: count("NotVisible"), delayed: count("Delayed") },
    ...(redrive && {
      redrive: {
        queue: redrive.deadLetterTargetArn.split(":").at(-1) ?? "",
        maxReceiveCount: redrive.maxReceiveCount,
      },
    }),
  };
}

function redriveOf(policy: string | undefined): z.infer<typeof RedrivePolicy> | undefined {
  if (!policy) return undefined;
  try {
    return RedrivePolicy.safeParse(JSON.parse(policy)).data;
  } catch {
    return undefined;
  }
}

function toMessage({
  MessageId = "",
  Body = "",
  Attributes = {},
  MessageAttributes = {},
}: Message): SqsMessage {
  const { SentTimestamp, ApproximateReceiveCount = "0", MessageGroupId } = Attributes;
  return {
    messageId: MessageId,
    body: Body,
    ...(SentTimestamp && { sentAt: Number(SentTimestamp) }),
    receiveCount: Number(ApproximateReceiveCount),
    ...(MessageGroupId && { groupId: MessageGroupId }),
    attributes: Object.entries(MessageAttributes).map(([name, { DataType = "", StringValue }]) => ({
      name,
      type: DataType,
      value: StringValue ?? "(binary)",
    })),
  };
}

/** A queue may be deleted between the list and the look at it. */
function ifGone(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "queue-not-found") return undefined;
  throw error;
}

const byName = (a: SqsQueue, b: SqsQueue): number => (a.name < b.name ? -1 : 1);
