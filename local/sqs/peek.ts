// LocalStack's developer endpoint: shows the messages of a queue without receiving them.
import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { type Call, requireQueue } from "./actions/call.ts";
import { describe } from "./actions/receive.ts";
import { messageId } from "./engine/ids.ts";
import { messagesOf, stateOf } from "./engine/look.ts";
import type { Message, Queue } from "./engine/model.ts";
import { queueArn } from "./engine/queues.ts";
import { settle } from "./engine/visibility.ts";
import { SqsError } from "./errors.ts";
import { isJsonRequest, jsonAction, jsonError, jsonInput, jsonReply } from "./protocol-json.ts";
import { queryError, queryParameters, queryReply } from "./protocol-query.ts";
import { elementJson } from "./query-json.ts";
import type { Reply } from "./reply.ts";

export const PEEK_PATH = "/_aws/sqs/messages";

const Flag = z.union([z.boolean(), z.string().transform((text) => /^(true|1)$/i.test(text))]).default(false);
const Peek = z.object({ QueueUrl: z.string().optional(), ShowInvisible: Flag, ShowDelayed: Flag });
type Peek = z.infer<typeof Peek>;

/**
 * `?QueueUrl=…`, or `/REGION/ACCOUNT/NAME` after the path. Shows visible messages; with `ShowInvisible=true` also those in
 * flight, with `ShowDelayed=true` also delayed ones. An SDK may use this as its endpoint for ReceiveMessage.
 */
export function peekReply(call: Call, request: IncomingMessage, body: Buffer): Reply {
  const fromSdk = isJsonRequest(request);
  try {
    const query = Object.fromEntries(fromSdk ? [] : queryParameters(request, body));
    const action = fromSdk ? jsonAction(request) : (query.Action ?? "ReceiveMessage");
    if (action !== "ReceiveMessage") {
      throw new SqsError("InvalidRequest", "This endpoint only accepts ReceiveMessage calls");
    }
    const parameters = fromSdk ? jsonInput(request, body) : query;
    const peek = Peek.parse(parameters);
    const queue =
      peek.QueueUrl === undefined ? queueOfPath(call, request) : requireQueue(call, peek.QueueUrl);
    settle(call.engine, queue, call.now);
    const Messages = messagesOf(queue)
      .filter((message) => isShown(message, peek))
      .map((message) => look(call, queue, message, peek));
    return fromSdk
      ? jsonReply({ Messages })
      : queryReply(request, "ReceiveMessage", { Messages }, elementJson);
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    return fromSdk ? jsonError(error) : queryError(request, error, elementJson);
  }
}

function queueOfPath(call: Call, request: IncomingMessage): Queue {
  const [path = ""] = (request.url ?? "").split("?");
  const [region = "", accountId = "", name = ""] = path.slice(PEEK_PATH.length + 1).split("/");
  const queue = call.engine.queues.get(queueArn({ region, accountId, name }));
  if (!queue) throw new SqsError("QueueDoesNotExist", "The specified queue does not exist.");
  return queue;
}

function isShown(message: Message, peek: Peek): boolean {
  const state = stateOf(message);
  if (state === "delayed") return peek.ShowDelayed;
  // A message that waits for an older one of its FIFO group in flight cannot be received either.
  const invisible = state === "in-flight" || message.group.inFlight.size > 0;
  return !invisible || peek.ShowInvisible;
}

function look(call: Call, queue: Queue, message: Message, peek: Peek) {
  const { Attributes, ...rest } = describe(queue, message, ["All"], ["All"]);
  const state = stateOf(message);
  return {
    MessageId: messageId(call.engine, message.seq),
    ReceiptHandle: "SQS/BACKDOOR/ACCESS",
    ...rest,
    Attributes: {
      ApproximateFirstReceiveTimestamp: "0",
      ...Attributes,
      ...(peek.ShowInvisible && { IsVisible: String(state !== "in-flight") }),
      ...(peek.ShowDelayed && { IsDelayed: String(state === "delayed") }),
    },
  };
}
