// The queues of an endpoint as SQS shows them, also those that are not the app's: the port, and what an operator does with it.
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { invalidRequest } from "../field-errors.ts";
import type { Page } from "../ports.ts";

export type SqsQueue = {
  name: string;
  url: string;
  arn: string;
  fifo: boolean;
  /** Messages, about. `inFlight`: received and hidden; `delayed`: not to be received yet. */
  visible: number;
  inFlight: number;
  delayed: number;
  /** Where its messages go after so many receives. */
  redrive?: { queue: string; maxReceiveCount: number };
  /** As SQS names and gives them. */
  attributes: Record<string, string>;
};

export type MessageState = "visible" | "in flight" | "delayed";

export type SqsMessage = {
  messageId: string;
  body: string;
  /** ms */
  sentAt?: number;
  /** 0 before the first. */
  receiveCount: number;
  groupId?: string;
  /** Absent of one that was received just now. */
  state?: MessageState;
  attributes: { name: string; type: string; value: string }[];
};

/** A message that a person sends by hand. SQS checks the rest, and says what it refuses. */
export const TestMessage = z.strictObject({
  body: z.string().min(1, "a message has a body").max(1_048_576, "a message has at most 1 MB"),
  delaySeconds: z.number("must be a number").int().min(0).max(900, "SQS delays by 900 s at most").optional(),
  groupId: z.string().max(128).optional(),
  deduplicationId: z.string().max(128).optional(),
  attributes: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w.-]{1,256}$/, "an attribute's name has letters, digits and _ - ."),
        type: z.string().regex(/^(String|Number)(\.[\w.-]+)?$/, "an attribute is a String or a Number"),
        value: z.string().min(1, "an attribute has a value"),
      }),
    )
    .max(10, "a message has at most 10 attributes")
    .default([]),
});
export type TestMessage = z.infer<typeof TestMessage>;

/**
 * Each throws VisibleError: `queue-not-found`, `invalid-request` in SQS's words, `queue-unavailable` with the right that is
 * missing or what does not answer.
 */
export interface QueueBrowser {
  /** In the order of their names. One request, and one more for each queue. */
  list(query: { limit: number; prefix?: string; cursor?: string }): Promise<Page<SqsQueue>>;
  get(name: string): Promise<SqsQueue>;
  /** Without a receive, all of them or the oldest; undefined where the server has no way to. */
  peek(name: string): Promise<SqsMessage[] | undefined>;
  /** One ReceiveMessage for at most ten messages, which stay visible. */
  receive(name: string): Promise<SqsMessage[]>;
  /** @returns the message's id. */
  send(name: string, message: TestMessage): Promise<string>;
  purge(name: string): Promise<void>;
}

/** The queues of the endpoint in the order of their names, 25 a page. @throws VisibleError, as the port does. */
export const listSqsQueues = (
  backend: Backend,
  query: { limit?: number; prefix?: string; cursor?: string } = {},
): Promise<Page<SqsQueue>> => browserOf(backend).list({ limit: 25, ...query });

/** @throws VisibleError, as the port does. */
export const getSqsQueue = (backend: Backend, name: string): Promise<SqsQueue> =>
  browserOf(backend).get(name);

/**
 * What is in the queue, without a receive. On AWS there is no such look: undefined, and nothing was asked of the queue.
 * @throws VisibleError, as the port does.
 */
export const peekAtMessages = (backend: Backend, name: string): Promise<SqsMessage[] | undefined> =>
  browserOf(backend).peek(name);

/**
 * Receives up to ten messages, which stay visible. It **costs each of them a receive**: one that has had its last by the
 * redrive policy moves to the dead-letter queue at the next. Never call it without having asked.
 * @throws VisibleError, as the port does.
 */
export async function receiveMessages(backend: Backend, name: string): Promise<SqsMessage[]> {
  const received = await browserOf(backend).receive(name);
  backend.log.info({ queue: name, messages: received.length }, "messages received by hand");
  return received;
}

/** @returns the message's id. @throws VisibleError `invalid-request` with `errors`; as the port does. */
export async function sendTestMessage(backend: Backend, name: string, given: unknown): Promise<string> {
  const read = TestMessage.safeParse(given);
  if (!read.success) throw invalidRequest(read.error);
  const messageId = await browserOf(backend).send(name, read.data);
  backend.log.info({ queue: name, messageId }, "message sent by hand");
  return messageId;
}

/** Deletes every message of the queue, which takes AWS up to a minute. @throws VisibleError `try-again` within 60 s of the last. */
export async function purgeQueue(backend: Backend, name: string): Promise<void> {
  await browserOf(backend).purge(name);
  backend.log.warn({ queue: name }, "queue purged by hand");
}

function browserOf({ queueBrowser }: Backend): QueueBrowser {
  if (queueBrowser) return queueBrowser;
  throw new VisibleError(
    "queue-unavailable",
    "this process has no way to look at the queues of its endpoint",
  );
}
