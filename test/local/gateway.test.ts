// The API Gateway front: HTTP in, an HTTP API v2 event to the function, and its result out as HTTP.
import { request as httpRequest } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../../local/gateway.ts";
import { FunctionFailedError, ThrottledError } from "../../local/lambda/lambda-function.ts";
import { captureLog, type LogLines } from "../support/log-lines.ts";

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
const raw = (path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${gateway.url}${path}`, { headers }, (response) => {
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
});

describe("a function's result", () => {
  it("becomes the response: status, headers, cookies and body", async () => {
    result = () => ({
      statusCode: 202,
      headers: { "content-type": "application/json", location: "/briefings/1", "x-number": 7 },
      cookies: ["a=1; HttpOnly", "b=2"],
      body: '{"id":"é"}',
    });
    const response = await fetch(gateway.url);
    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe("/briefings/1");
    expect(response.headers.get("x-number")).toBe("7");
    expect(response.headers.getSetCookie()).toEqual(["a=1; HttpOnly", "b=2"]);
    expect(await response.json()).toEqual({ id: "é" });
  });

  it("in base64 is decoded", async () => {
    result = () => ({ statusCode: 200, body: "AAEC/w==", isBase64Encoded: true });
    expect([...new Uint8Array(await (await fetch(gateway.url)).arrayBuffer())]).toEqual([0, 1, 2, 255]);
  });

  it("may be empty: 204", async () => {
    result = () => ({ statusCode: 204 });
    const response = await fetch(gateway.url, { method: "DELETE" });
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 204, text: "" });
  });

  it.each([
    ["an object", { hello: "world" }, '{"hello":"world"}'],
    ["a text", "hello", "hello"],
    ["null", null, "null"],
  ])("without a status code is the body of a 200: %s", async (_, value, text) => {
    result = () => value;
    const response = await fetch(gateway.url);
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text });
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  it("to HEAD has its headers and no body", async () => {
    result = () => ({ statusCode: 200, headers: { "x-a": "b" }, body: "ignored" });
    const response = await fetch(gateway.url, { method: "HEAD" });
    expect({
      status: response.status,
      header: response.headers.get("x-a"),
      text: await response.text(),
    }).toEqual({
      status: 200,
      header: "b",
      text: "",
    });
  });

  it("with a header that HTTP does not allow is 500, and the gateway lives on", async () => {
    result = () => ({ statusCode: 200, headers: { "x-a": "line\nbreak" }, body: "" });
    expect((await fetch(gateway.url)).status).toBe(500);
    expect(logs.one("gateway failed")).toMatchObject({ level: "error" });
    result = () => ({ statusCode: 200 });
    expect((await fetch(gateway.url)).status).toBe(200);
  });
});

describe("a function that fails", () => {
  it.each([
    [
      "fails or times out",
      new FunctionFailedError("api", "Sandbox.Timedout", "a secret"),
      500,
      "Internal Server Error",
    ],
    ["is throttled", new ThrottledError("a secret"), 429, "Too Many Requests"],
  ])(
    "when it %s is told in API Gateway's own words, without the cause",
    async (_, error, status, message) => {
      result = () => {
        throw error;
      };
      const response = await fetch(gateway.url);
      expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { message } });
    },
  );
});

describe("the gateway", () => {
  it("tells that its port is taken with the system's own error", async () => {
    const again = startGateway({
      port: gateway.port,
      host: "127.0.0.1",
      log: logs.log,
      api: { invoke: async () => 1 },
    });
    await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("closes once the requests under way are answered", async () => {
    const answer = Promise.withResolvers<unknown>();
    const begun = Promise.withResolvers<void>();
    result = () => {
      begun.resolve();
      return answer.promise;
    };
    const response = fetch(gateway.url);
    await begun.promise;
    const closed = gateway.close();
    answer.resolve({ statusCode: 200, body: "in time" });
    expect(await (await response).text()).toBe("in time");
    await closed;
  });
});
