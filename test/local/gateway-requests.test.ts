// The API Gateway front: HTTP in, an HTTP API v2 event to the function.
import { request as httpRequest } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureLog, type LogLines } from "../../core/jobs/testing/index.ts";
import { type Gateway, startGateway } from "../../local/gateway.ts";

let gateway: Gateway;
let logs: LogLines;
let events: APIGatewayProxyEventV2[];
let result: (event: APIGatewayProxyEventV2) => unknown;

beforeEach(async () => {
  logs = captureLog();
  events = [];
  result = () => ({ statusCode: 200, body: "ok" });
  gateway = await startGateway({
    port: 0,
    host: "127.0.0.1",
    log: logs.log,
    api: {
      async invoke(event) {
        events.push(event as APIGatewayProxyEventV2);
        return result(event as APIGatewayProxyEventV2);
      },
    },
  });
});
afterEach(() => gateway.close());

const event = (): APIGatewayProxyEventV2 => {
  const [first, ...more] = events;
  if (!first || more.length > 0) throw new Error(`${events.length} events`);
  return first;
};

/** With headers that fetch does not let through. */
const raw = (
  path: string,
  headers: Record<string, string>,
  method = "GET",
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${gateway.url}${path}`, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on("error", reject).end();
  });

describe("a request", () => {
  it("becomes an HTTP API v2 event", async () => {
    await fetch(`${gateway.url}/briefings/a%20b?status=dead&tag=a&tag=b&empty=`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Custom": "One", "Idempotency-Key": "k" },
      body: '{"topic":"é"}',
    });
    expect(event()).toMatchObject({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/briefings/a b",
      rawQueryString: "status=dead&tag=a&tag=b&empty=",
      headers: { "content-type": "application/json", "x-custom": "One", "idempotency-key": "k" },
      queryStringParameters: { status: "dead", tag: "a,b", empty: "" },
      requestContext: {
        http: { method: "POST", path: "/briefings/a b", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
        requestId: expect.any(String),
        timeEpoch: expect.any(Number),
        stage: "$default",
      },
      body: '{"topic":"é"}',
      isBase64Encoded: false,
    });
  });

  it.each([
    ["GET", "/briefings", "GET /briefings", undefined],
    ["GET", "/briefings/brf_1", "GET /briefings/{id}", "brf_1"],
    ["POST", "/jobs/report:monthly", "POST /jobs/{id}", "report:monthly"],
    ["POST", "/jobs/rep%5F1/run", "POST /jobs/{id}/run", "rep_1"],
    // What no route of API Gateway matches: HEAD, a slash at the end, a method or a path that there is not.
    ["HEAD", "/jobs", "$default", undefined],
    ["GET", "/jobs/", "$default", undefined],
    ["PUT", "/jobs/rep_1", "$default", undefined],
    ["GET", "/nowhere", "$default", undefined],
  ])("names its route, as API Gateway does: %s %s", async (method, path, routeKey, id) => {
    await fetch(`${gateway.url}${path}`, { method });
    expect(event()).toMatchObject({ routeKey, requestContext: { routeKey } });
    expect(event().pathParameters).toEqual(id === undefined ? undefined : { id });
  });

  it("has the headers and the time that API Gateway adds", async () => {
    await raw("/", { "x-forwarded-for": "203.0.113.9" });
    const { headers, requestContext } = event();
    expect(headers).toMatchObject({
      "x-forwarded-for": "203.0.113.9, 127.0.0.1",
      "x-forwarded-port": String(gateway.port),
      "x-forwarded-proto": "http",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
    // AWS's own example: 12/Mar/2020:19:03:58 +0000 [API Gateway: payload format 2.0]
    expect(requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(Date.parse(requestContext.time.replace(":", " "))).toBe(
      Math.floor(requestContext.timeEpoch / 1000) * 1000,
    );
  });

  it("keeps the trace that its caller has begun", async () => {
    await raw("/", { "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793" });
    expect(event().headers["x-amzn-trace-id"]).toBe("Root=1-5759e988-bd862e3fe1be46a994272793");
  });

  it.each(["__proto__", "constructor", "tostring"])(
    "has a header and a parameter called %s",
    async (name) => {
      await raw(`/?${name}=1&${name}=2`, { [name]: "x" });
      expect(Object.entries(event().headers)).toContainEqual([name, "x"]);
      expect(Object.entries(event().queryStringParameters ?? {})).toEqual([[name, "1,2"]]);
    },
  );

  it("without query and body has neither in its event", async () => {
    await fetch(`${gateway.url}/health`);
    expect(event()).not.toHaveProperty("body");
    expect(event()).not.toHaveProperty("queryStringParameters");
    expect(event()).toMatchObject({ isBase64Encoded: false, rawQueryString: "" });
  });

  it("with cookies has them apart from its headers", async () => {
    await raw("/", { cookie: "a=1; b=2" });
    expect(event().cookies).toEqual(["a=1", "b=2"]);
    expect(event().headers).not.toHaveProperty("cookie");
  });

  it.each([
    ["application/json", false],
    ["application/problem+json", false],
    ["text/plain; charset=utf-8", false],
    ["application/x-www-form-urlencoded", false],
    ["application/octet-stream", true],
    ["image/png", true],
  ])("with a body of %s has it in base64: %s", async (type, isBase64Encoded) => {
    await fetch(gateway.url, { method: "POST", headers: { "content-type": type }, body: "hello" });
    expect(event()).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? "aGVsbG8=" : "hello" });
  });

  it("whose path cannot be decoded keeps it as it came", async () => {
    await raw("/briefings/%E0%A4%A", {});
    expect(event().rawPath).toBe("/briefings/%E0%A4%A");
  });

  it("above 10 MB is 413, in API Gateway's own words, and reaches no function", async () => {
    const body = Buffer.alloc(25 * 1024 * 1024, "x");
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body,
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ message: "Request Entity Too Large" });
    expect(events).toEqual([]);
    expect((await fetch(gateway.url)).status).toBe(200);
  });

  it("of exactly 10 MB passes", async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, "x");
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body,
    });
    expect(response.status).toBe(200);
  });

  it("from elsewhere is 403, and reaches no function", async () => {
    const foreign: Record<string, string>[] = [
      { host: "example.org" },
      { origin: "https://example.org" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) {
      const { status, text } = await raw("/briefings", headers);
      expect({ status, body: JSON.parse(text) }).toEqual({
        status: 403,
        body: { message: expect.stringMatching(/^Forbidden: /) },
      });
    }
    expect(events).toEqual([]);
  });

  it("that changes something, asked for by another server's page on this machine, is 403", async () => {
    const page = { origin: "http://127.0.0.1:8080", "sec-fetch-site": "same-site" };
    for (const method of ["POST", "PUT", "DELETE"]) {
      const { status, text } = await raw("/consumer/pause", page, method);
      expect({ status, body: JSON.parse(text) }).toEqual({
        status: 403,
        body: { message: expect.stringMatching(/^Forbidden: .*same origin/) },
      });
    }
    expect(events).toEqual([]);
    expect((await raw("/consumer", page)).status).toBe(200);
    expect((await raw("/consumer/pause", {}, "POST")).status).toBe(200);
    expect((await raw("/consumer/pause", { origin: gateway.url }, "POST")).status).toBe(200);
  });
});
