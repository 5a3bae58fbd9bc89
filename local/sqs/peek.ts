// LocalStack's developer endpoint: a look at the messages of a queue that changes nothing.
import type { IncomingMessage } from "node:http";
import type { Backend } from "./http.ts";
import type { Reply } from "./reply.ts";
export function peekReply(_backend: Backend, _request: IncomingMessage, _body: Buffer): Reply {
  return { status: 501, contentType: "text/plain", headers: [], body: "" };
}
