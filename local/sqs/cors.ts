// CORS: the headers without which a browser does not let a page read an answer. SQS sends them too.
import type { IncomingHttpHeaders } from "node:http";
import type { Reply } from "./reply.ts";

/**
 * Headers for a page whose Origin the guard has admitted; none for a request without an Origin. Only that origin is
 * named, never `*`: a page that was not admitted learns nothing.
 * @returns names and values in turn
 */
export function corsHeaders({ origin }: IncomingHttpHeaders): string[] {
  if (origin === undefined) return [];
  return [
    "Access-Control-Allow-Origin",
    origin,
    "Access-Control-Expose-Headers",
    "x-amzn-RequestId, x-amzn-query-error, Date",
    "Vary",
    "Origin",
  ];
}

/** The answer to a preflight: an `OPTIONS` request that asks for a method. Undefined where the request is none. */
export function preflightReply(method: string | undefined, headers: IncomingHttpHeaders): Reply | undefined {
  const wanted = headers["access-control-request-method"];
  if (method !== "OPTIONS" || headers.origin === undefined || wanted === undefined) return undefined;
  const wantedHeaders = headers["access-control-request-headers"];
  return {
    status: 200,
    contentType: "text/plain",
    headers: [
      "Access-Control-Allow-Methods",
      "GET, POST, OPTIONS",
      ...(wantedHeaders === undefined ? [] : ["Access-Control-Allow-Headers", String(wantedHeaders)]),
      "Access-Control-Max-Age",
      "3600",
      // Chrome asks before a page of a public address reaches a private one. The guard has admitted the page.
      ...(headers["access-control-request-private-network"] === undefined
        ? []
        : ["Access-Control-Allow-Private-Network", "true"]),
    ],
    body: "",
  };
}
