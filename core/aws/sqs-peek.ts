// Peeks at messages without a receive: by the developer endpoint of LocalStack, which the embedded SQS has too. AWS has none.
import * as z from "zod";
import type { MessageState, SqsMessage } from "../jobs/operate/inspector.ts";

const PATH = "/_aws/sqs/messages";
const WAIT_MS = 4_000;
/** Of more than so many the oldest are shown. */
const MOST_SHOWN = 100;
const MOST_BYTES = 50_000_000;

/** As its JSON is made of XML, an element that is there once is no list. */
const list = <Entry extends z.ZodType>(entry: Entry) =>
  z
    .union([z.array(entry), entry.transform((one) => [one])])
    .nullish()
    .transform((entries) => entries ?? []);

const Attribute = z.object({ Name: z.string(), Value: z.string() });
const MessageAttribute = z.object({
  Name: z.string(),
  Value: z.object({ DataType: z.string(), StringValue: z.string().optional() }),
});
const Message = z.object({
  MessageId: z.string(),
  Body: z.string().nullish(),
  Attribute: list(Attribute),
  MessageAttribute: list(MessageAttribute),
});
const Answer = z.object({
  ReceiveMessageResponse: z.object({
    ReceiveMessageResult: z.object({ Message: list(Message) }).nullish(),
  }),
});

/** @returns a function that gives undefined where the server has no such endpoint. */
export function createPeek(
  endpoint: string | undefined,
): (queueUrl: string) => Promise<SqsMessage[] | undefined> {
  if (endpoint === undefined) return async () => undefined;
  return async (queueUrl) => {
    const url = new URL(PATH, endpoint);
    url.search = String(
      new URLSearchParams({ QueueUrl: queueUrl, ShowInvisible: "true", ShowDelayed: "true" }),
    );
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(WAIT_MS),
    });
    // Another server than these two: nothing was received by asking.
    if (!response.ok || Number(response.headers.get("content-length") ?? 0) > MOST_BYTES) {
      await response.body?.cancel();
      return undefined;
    }
    const answer = Answer.safeParse(await response.json().catch(() => undefined));
    return answer.data?.ReceiveMessageResponse.ReceiveMessageResult?.Message.map(toMessage)
      .sort((a, b) => (a.sentAt ?? 0) - (b.sentAt ?? 0))
      .slice(0, MOST_SHOWN);
  };
}

function toMessage({
  MessageId,
  Body,
  Attribute: given,
  MessageAttribute: own,
}: z.infer<typeof Message>): SqsMessage {
  const attributes = new Map(given.map(({ Name, Value }) => [Name, Value]));
  const sentAt = Number(attributes.get("SentTimestamp"));
  const groupId = attributes.get("MessageGroupId");
  return {
    messageId: MessageId,
    body: Body ?? "",
    ...(sentAt > 0 && { sentAt }),
    receiveCount: Number(attributes.get("ApproximateReceiveCount") ?? 0),
    ...(groupId && { groupId }),
    state: stateOf(attributes),
    attributes: own.map(({ Name, Value }) => ({
      name: Name,
      type: Value.DataType,
      value: Value.StringValue ?? "(binary)",
    })),
  };
}

function stateOf(attributes: ReadonlyMap<string, string>): MessageState {
  if (attributes.get("IsDelayed") === "true") return "delayed";
  return attributes.get("IsVisible") === "false" ? "in flight" : "visible";
}
