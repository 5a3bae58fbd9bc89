// Turns an HTTP request into an HTTP API event of payload format 2.0.
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { routeKeyOf, routesAt } from "../functions/http/routes.ts";

/** [API Gateway: Lambda proxy integrations for HTTP APIs] */
export function toEvent(request: IncomingMessage, body: Buffer): APIGatewayProxyEventV2 {
  const [rawPath = "/", ...query] = (request.url ?? "/").split("?");
  const rawQueryString = query.join("?");
  const path = decodePath(rawPath);
  const method = request.method ?? "GET";
  const { routeKey, pathParameters } = matchRoute(method, path);
  const now = new Date();
  const headers = readHeaders(request);
  const cookie = headers.get("cookie");
  headers.delete("cookie");
  addGatewayHeaders(headers, request, now);
  const isText =
    /^(text\/|application\/(.*\+)?(json|xml|javascript)|application\/x-www-form-urlencoded)/i.test(
      headers.get("content-type") ?? "text/plain",
    );
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: Object.fromEntries(headers),
    ...(rawQueryString === "" ? {} : { queryStringParameters: queryParameters(rawQueryString) }),
    ...(pathParameters && { pathParameters }),
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName: headers.get("host") ?? "localhost",
      domainPrefix: "local",
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: sourceIp(request),
        userAgent: headers.get("user-agent") ?? "",
      },
      requestId: randomUUID(),
      routeKey,
      stage: "$default",
      time: requestTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** `$default` for what no route matches, HEAD and a slash at the end among it. */
function matchRoute(
  method: string,
  path: string,
): { routeKey: string; pathParameters?: Record<string, string> } {
  const match = routesAt(path).find(({ route }) => route.method === method);
  if (!match) return { routeKey: "$default" };
  return {
    routeKey: routeKeyOf(match.route),
    ...(match.id !== "" && { pathParameters: { id: match.id } }),
  };
}

/** By lower-case name; repeated headers are joined by commas. Node's own `headers` loses one called `__proto__`. */
function readHeaders(request: IncomingMessage): Map<string, string> {
  const { rawHeaders } = request;
  const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, index): [string, string] => [
    (rawHeaders[2 * index] ?? "").toLowerCase(),
    rawHeaders[2 * index + 1] ?? "",
  ]);
  return joinRepeated(pairs);
}

/** Repeated parameters are joined by commas. */
function queryParameters(rawQueryString: string): Record<string, string> {
  return Object.fromEntries(joinRepeated(new URLSearchParams(rawQueryString)));
}

function joinRepeated(pairs: Iterable<[string, string]>): Map<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return joined;
}

/** The headers that API Gateway adds to every request. */
function addGatewayHeaders(headers: Map<string, string>, request: IncomingMessage, now: Date): void {
  const forwardedFor = headers.get("x-forwarded-for");
  headers.set(
    "x-forwarded-for",
    forwardedFor === undefined ? sourceIp(request) : `${forwardedFor}, ${sourceIp(request)}`,
  );
  headers.set("x-forwarded-port", String(request.socket.localPort ?? ""));
  headers.set("x-forwarded-proto", "http");
  if (!headers.has("x-amzn-trace-id")) headers.set("x-amzn-trace-id", traceId(now));
}

function sourceIp(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? "127.0.0.1";
}

/** `Root=1-`, the time in seconds as 8 hexadecimal digits, then 96 random bits. [X-Ray: tracing header] */
function traceId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(16);
  return `Root=1-${seconds.padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}

/** As in `12/Mar/2020:19:03:58 +0000`. */
function requestTime(now: Date): string {
  const [, day, month, year, time] = now.toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}

/** HTTP API gives the path decoded; one that cannot be decoded stays as it came. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
