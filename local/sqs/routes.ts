// The server's addresses that are not SQS's: health, and LocalStack's look into a queue.
import type { IncomingMessage } from "node:http";
import type { Engine } from "./engine/model.ts";
import { PEEK_PATH, peekReply } from "./peek.ts";
import type { Reply } from "./reply.ts";
import { callOf } from "./request-call.ts";

/** Undefined where the request is for SQS. */
export function routeReply(
  backend: { engine: Engine; now: () => number },
  request: IncomingMessage,
  body: Buffer,
): Reply | undefined {
  const url = request.url ?? "/";
  if (url === "/") return undefined;
  if (url === "/health" || url === "/_localstack/health") return health();
  return url.startsWith(PEEK_PATH)
    ? peekReply(callOf(backend, request, undefined), request, body)
    : undefined;
}

function health(): Reply {
  const body = JSON.stringify({ services: { sqs: "running", sts: "running" } });
  return { status: 200, contentType: "application/json", headers: [], body };
}

/** SQS's answer to a request without an action, such as a GET of a queue's URL. */
export function unknownOperation(): Reply {
  return { status: 404, contentType: "text/xml", headers: [], body: "<UnknownOperationException/>" };
}
