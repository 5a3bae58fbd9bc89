// The query protocol.
import type { IncomingMessage } from "node:http";
import { SqsError } from "./errors.ts";
import type { Request } from "./http.ts";
export function isQueryRequest(_request: IncomingMessage, _body: Buffer): boolean {
  return false;
}
export function queryRequest(_request: IncomingMessage, _body: Buffer): Request {
  throw new SqsError("InvalidAction", "not yet");
}
