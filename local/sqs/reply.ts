// A request as its protocol reads it, an answer, and how it is written.
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { SqsError } from "./errors.ts";

/** A request after its protocol has been recognised. */
export type Request = {
  action: string;
  /** X-Amz-Credential, where the request carries its signature in the parameters. */
  credential: string | undefined;
  /** @throws SqsError where the parameters cannot be read */
  input(): unknown;
  reply(output: object): Reply;
  fail(error: SqsError): Reply;
};

export type Reply = {
  status: number;
  contentType: string;
  /** Names and values in turn, as `writeHead` takes them. */
  headers: string[];
  body: string;
  /** Absent where the body does not contain it: then one is made. */
  requestId?: string;
};

/** With one flat header list and the whole body in `end`, Node writes head and body in a single packet. */
export function writeReply(
  response: ServerResponse,
  { status, contentType, headers, body, requestId = randomUUID() }: Reply,
): void {
  if (response.destroyed || response.headersSent) return;
  const length = Buffer.byteLength(body);
  response.writeHead(status, [
    "Content-Type",
    contentType,
    "Content-Length",
    String(length),
    "x-amzn-RequestId",
    requestId,
    ...headers,
  ]);
  // As many bytes as characters means ASCII, which Node copies faster as latin1.
  response.end(body, length === body.length ? "latin1" : "utf8");
}
