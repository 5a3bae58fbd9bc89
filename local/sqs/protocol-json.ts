// The JSON protocol (awsJson1.0, query-compatible): reads requests, writes answers and errors.
import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { errors, isSenderFault, SqsError } from "./errors.ts";
import { queueUrlOfPath } from "./queue-url.ts";
import type { Reply, Request } from "./reply.ts";

const CONTENT_TYPE = "application/x-amz-json-1.0";
const TARGET = "AmazonSQS.";

/** Such a request has an X-Amz-Target header, as in `AmazonSQS.SendMessage`. */
export function isJsonRequest(request: IncomingMessage): boolean {
  return request.headers["x-amz-target"] !== undefined;
}

/** @throws SqsError InvalidAction */
export function jsonRequest(request: IncomingMessage, body: Buffer): Request {
  const action = jsonAction(request);
  return {
    action,
    credential: undefined,
    input: () => jsonInput(request, body),
    reply: jsonReply,
    fail: jsonError,
  };
}

/** @throws SqsError InvalidAction */
export function jsonAction(request: IncomingMessage): string {
  const target = String(request.headers["x-amz-target"]);
  if (target.startsWith(TARGET)) return target.slice(TARGET.length);
  throw new SqsError("InvalidAction", `The action ${target} is not valid for this endpoint.`);
}

/** @throws SqsError SerializationException */
export function jsonInput(request: IncomingMessage, body: Buffer): unknown {
  const input = body.length === 0 ? {} : parseJson(body);
  // Some SDKs post to the queue's own URL. A QueueUrl in the body has precedence.
  if (request.url === "/" || typeof input !== "object" || input === null || "QueueUrl" in input) return input;
  const QueueUrl = queueUrlOfPath(request.url);
  return QueueUrl === undefined ? input : { QueueUrl, ...input };
}

function parseJson(body: Buffer): unknown {
  try {
    if (isUtf8(body)) return JSON.parse(body.toString());
  } catch {}
  throw new SqsError("SerializationException", "The request body is not valid JSON in UTF-8.");
}

export function jsonReply(output: object): Reply {
  return { status: 200, contentType: CONTENT_TYPE, headers: [], body: JSON.stringify(output) };
}

export function jsonError(error: SqsError): Reply {
  const { status, type, queryCode } = errors[error.name];
  const fault = isSenderFault(error.name) ? "Sender" : "Receiver";
  return {
    status,
    contentType: CONTENT_TYPE,
    headers: ["x-amzn-query-error", `${queryCode};${fault}`],
    body: JSON.stringify({ __type: type, message: error.message }),
  };
}
