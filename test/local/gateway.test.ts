// The API Gateway front: the function's result, or its failure, out as HTTP.
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureLog, type LogLines } from "../../core/jobs/testing/index.ts";
import { type Gateway, startGateway } from "../../local/gateway.ts";
import { FunctionFailedError, ThrottledError } from "../../local/lambda/lambda-function.ts";

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

  it.each(["__proto__", "constructor", "toString"])("with a header called %s sends it", async (name) => {
    result = () => ({ statusCode: 200, headers: JSON.parse(`{"${name}":"x"}`) });
    expect((await fetch(gateway.url)).headers.get(name)).toBe("x");
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
      new FunctionFailedError(
        "api",
        "request-1",
        { errorType: "Sandbox.Timedout", errorMessage: "a secret", trace: [] },
        true,
      ),
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
