// Reads an HTTP API v2 event: method, path, headers and body, checked as far as every route needs it.
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { VisibleError } from "../../core/jobs/engine.ts";

export type HttpRequest = {
  method: string;
  path: string;
  query: Readonly<Record<string, string | undefined>>;
  /** By lower-case name. */
  header(name: string): string | undefined;
  /** The parsed JSON body. */
  json(maxBytes: number): unknown;
};

export function readRequest(event: APIGatewayProxyEventV2): HttpRequest {
  const header = (name: string) => event.headers[name];
  return {
    method: event.requestContext.http.method.toUpperCase(),
    path: event.rawPath.length > 1 ? event.rawPath.replace(/\/$/, "") : event.rawPath,
    query: event.queryStringParameters ?? {},
    header,
    json(maxBytes) {
      const mediaType = header("content-type")?.split(";")[0]?.trim().toLowerCase();
      if (mediaType !== "application/json") {
        throw new VisibleError(
          "unsupported-media-type",
          `send content-type: application/json, not ${mediaType ?? "none"}`,
        );
      }
      return parseBody(Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"), maxBytes);
    },
  };
}

function parseBody(body: Buffer, maxBytes: number): unknown {
  if (body.length > maxBytes) {
    throw new VisibleError("request-too-large", `the body has ${body.length} bytes and may have ${maxBytes}`);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    throw new VisibleError("invalid-json", `the body is not JSON: ${reasonOf(error)}`, {}, { cause: error });
  }
}

/** V8 quotes the text around the mistake; the position is enough, and no content comes back. */
function reasonOf(error: unknown): string {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? "it ends early, is empty, or is not UTF-8" : `see position ${position}`;
}
