// Every wrong request gets its status and a problem+json that names what is wrong, and enqueues nothing.
import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../functions/api.ts";
import { API_TOKEN, functionSetup, type HttpRequestGiven } from "../support/lambda-events.ts";
import { briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

type Refusal = { status: number; code: string; field?: string; headers?: Record<string, string> };

async function expectRefusal(
  [method, path, given = {}]: [string, string, HttpRequestGiven?],
  { status, code, field, headers = {} }: Refusal,
) {
  const before = await api.traces();
  const answer = await api.ask(method, path, given);
  expect({ status: answer.status, ...answer.headers }).toMatchObject({
    status,
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...headers,
  });
  const problem = answer.json();
  expect(problem).toMatchObject({
    type: `urn:briefings:problem:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
  });
  if (field !== undefined) {
    expect(problem.errors).toContainEqual({ path: field, message: expect.any(String) });
    expect(problem.detail).toContain(field);
  }
  expect(await api.traces()).toEqual(before);
  return problem;
}

const post = (body: unknown, headers: Record<string, string> = {}): [string, string, HttpRequestGiven] => [
  "POST",
  "/briefings",
  { body, headers },
];

describe("a body that is wrong", () => {
  it.each([
    ["empty", ""],
    ["not JSON", "topic=wind"],
    ["JSON that ends early", '{"topic": "wind"'],
    ["JSON with a comment", '{"topic": "wind" /* yes */}'],
  ])("is 400: %s", async (_, body) => {
    await expectRefusal(post(body), { status: 400, code: "invalid-json" });
  });

  it("is 400 without quoting what was sent", async () => {
    const problem = await expectRefusal(post('{"topic": "a secret" oops}'), {
      status: 400,
      code: "invalid-json",
    });
    expect(problem.detail).toMatch(/position 21/);
    expect(JSON.stringify(problem)).not.toContain("secret");
  });

  it("is 400 when it is not UTF-8", async () => {
    const body = Buffer.from([0x22, 0xff, 0x22]).toString("latin1");
    const event: [string, string, HttpRequestGiven] = ["POST", "/briefings", { body, base64: false }];
    await expectRefusal(event, { status: 400, code: "invalid-request" });
    const { httpEvent, lambdaContext } = await import("../support/lambda-events.ts");
    const handler = createHandler(functionSetup(api, { API_TOKEN }));
    const raw = { ...httpEvent("POST", "/briefings", { body: "x" }), body: "Iv8i", isBase64Encoded: true };
    expect(await handler(raw, lambdaContext(15))).toMatchObject({ statusCode: 400 });
    expect(await api.traces()).toEqual({ recorded: 0, sent: 0 });
  });

  it("is 400 when it is base64 of something that is no JSON", async () => {
    const request: [string, string, HttpRequestGiven] = [
      "POST",
      "/briefings",
      { body: "hello", base64: true },
    ];
    await expectRefusal(request, { status: 400, code: "invalid-json" });
  });

  it.each([
    ["none", {}],
    ["text/plain", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["another JSON", { "content-type": "application/vnd.api+json" }],
  ])("is 415 when its content type is not JSON: %s", async (_, headers) => {
    const type = headers["content-type" as keyof typeof headers] ?? "";
    const given = { body: briefingRequest(), headers: { "content-type": type } };
    await expectRefusal(["POST", "/briefings", given], { status: 415, code: "unsupported-media-type" });
  });

  it("is 413 above 128 KB", async () => {
    const long = briefingRequest({ sources: [{ kind: "text", title: "t", text: "x".repeat(131_072) }] });
    const problem = await expectRefusal(post(long), { status: 413, code: "request-too-large" });
    expect(problem.detail).toContain("131072");
  });
});

describe("a request whose fields are wrong", () => {
  it.each([
    [{}, "topic"],
    [{}, "sources"],
    [briefingRequest({ topic: " " }), "topic"],
    [briefingRequest({ topic: "x".repeat(201) }), "topic"],
    [briefingRequest({ sources: [] }), "sources"],
    [{ ...briefingRequest(), colour: "red" }, "colour"],
    [{ ...briefingRequest(), length: "endless" }, "length"],
    [{ ...briefingRequest(), language: "not a language" }, "language"],
    [{ topic: "t", sources: [{ kind: "feed", url: "ftp://example.org" }] }, "sources[0].url"],
    [{ topic: "t", sources: [{ kind: "feed", url: "https://u:p@example.org" }] }, "sources[0].url"],
    [{ topic: "t", sources: [{ kind: "text", title: "t", text: "t", author: "me" }] }, "sources[0].author"],
    [{ topic: "t", sources: [{ kind: "podcast", url: "https://example.org" }] }, "sources[0].kind"],
    [[], "(the whole)"],
    ["just a text", "(the whole)"],
  ])("is 400 and names the field: %j → %s", async (body, field) => {
    await expectRefusal(post(typeof body === "string" ? JSON.stringify(body) : body), {
      status: 400,
      code: "invalid-request",
      field,
    });
  });

  it.each([["__proto__"], ["constructor"]])("is 400 when an unknown field is called %s", async (name) => {
    const body = JSON.stringify(briefingRequest()).replace("{", `{"${name}":{"x":1},`);
    await expectRefusal(post(body), { status: 400, code: "invalid-request", field: name });
  });

  it.each(["", "x".repeat(256)])(
    "is 400 when the Idempotency-Key is not 1 to 255 characters",
    async (key) => {
      await expectRefusal(post(briefingRequest(), { "idempotency-key": key }), {
        status: 400,
        code: "invalid-request",
        field: "Idempotency-Key",
      });
    },
  );
});

describe("a query that is wrong", () => {
  it.each([
    [{ limit: "0" }, "limit"],
    [{ limit: "101" }, "limit"],
    [{ limit: "many" }, "limit"],
    [{ limit: "" }, "limit"],
    [{ limit: "2.5" }, "limit"],
    [{ status: "finished" }, "status"],
    [{ status: "" }, "status"],
    [{ page: "2" }, "page"],
  ] satisfies [Record<string, string>, string][])(
    "is 400 and names the parameter: %j",
    async (query, field) => {
      await expectRefusal(["GET", "/briefings", { query }], { status: 400, code: "invalid-request", field });
    },
  );

  it("is 400 when the cursor is not one of ours", async () => {
    const problem = await expectRefusal(["GET", "/briefings", { query: { cursor: "abc" } }], {
      status: 400,
      code: "invalid-cursor",
    });
    expect(problem.field).toBe("cursor");
  });

  it.each([
    ["POST", "/briefings"],
    ["GET", "/briefings/brf_1"],
    ["DELETE", "/briefings/brf_1"],
  ])("is 400 when %s %s takes no parameters at all", async (method, path) => {
    const given = { query: { dryRun: "true" }, ...(method === "POST" ? { body: briefingRequest() } : {}) };
    await expectRefusal([method, path, given], { status: 400, code: "invalid-request", field: "dryRun" });
  });
});

describe("a path or a method that is wrong", () => {
  it.each([
    ["GET", "/"],
    ["GET", "/briefing"],
    ["GET", "/briefings/brf_1/result"],
    ["POST", "/Briefings"],
  ])("is 404: %s %s", async (method, path) => {
    await expectRefusal([method, path], { status: 404, code: "not-found" });
  });

  it.each([
    ["GET", "/briefings/brf_unknown"],
    ["DELETE", "/briefings/brf_unknown"],
    ["GET", "/briefings/%E0%A4%A"],
    ["GET", `/briefings/${"x".repeat(3_000)}`],
  ])("is 404 when there is no such briefing: %s %.30s", async (method, path) => {
    await expectRefusal([method, path], { status: 404, code: "job-not-found" });
  });

  it.each([
    ["PUT", "/briefings", "POST, GET, HEAD"],
    ["DELETE", "/briefings", "POST, GET, HEAD"],
    ["OPTIONS", "/briefings", "POST, GET, HEAD"],
    ["POST", "/briefings/brf_1", "GET, HEAD, DELETE"],
    ["PATCH", "/briefings/brf_1", "GET, HEAD, DELETE"],
    ["POST", "/health", "GET, HEAD"],
    ["DELETE", "/openapi.json", "GET, HEAD"],
  ])("is 405 with what is allowed: %s %s", async (method, path, allow) => {
    await expectRefusal([method, path], { status: 405, code: "method-not-allowed", headers: { allow } });
  });

  it("is 406 when no representation fits", async () => {
    const { json } = await api.submit();
    await expectRefusal(["GET", `/briefings/${json().id}`, { headers: { accept: "image/png" } }], {
      status: 406,
      code: "not-acceptable",
    });
  });
});

describe("a caller without the token", () => {
  const routes: [string, string][] = [
    ["POST", "/briefings"],
    ["GET", "/briefings"],
    ["GET", "/briefings/brf_1"],
    ["DELETE", "/briefings/brf_1"],
  ];
  it.each(routes)("is 401 at %s %s, with how to send it", async (method, path) => {
    for (const authorization of [
      "",
      "Bearer",
      "Bearer ",
      `Basic ${API_TOKEN}`,
      API_TOKEN,
      `xBearer ${API_TOKEN}`,
      `Bearer ${API_TOKEN} and more`,
      "Bearer wrong",
      `Bearer ${API_TOKEN}x`,
    ]) {
      const given = { headers: { authorization }, ...(method === "POST" ? { body: briefingRequest() } : {}) };
      await expectRefusal([method, path, given], {
        status: 401,
        code: "unauthorized",
        headers: { "www-authenticate": expect.stringMatching(/^Bearer/) },
      });
    }
  });

  it("learns neither the token nor whether a briefing is there", async () => {
    const { id } = (await api.submit()).json();
    const answer = await api.ask("GET", `/briefings/${id}`, { headers: { authorization: "Bearer wrong" } });
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(API_TOKEN);
    expect(api.logs.text()).not.toContain("Bearer");
  });

  it("may see the health and the description", async () => {
    for (const path of ["/health", "/openapi.json"]) {
      expect(await api.ask("GET", path, { headers: { authorization: "" } })).toMatchObject({ status: 200 });
    }
  });

  it("is let in where no token is configured, but never on AWS", async () => {
    const open = createTestApi({ env: { API_TOKEN: "" } });
    expect(await open.ask("GET", "/briefings", { headers: { authorization: "" } })).toMatchObject({
      status: 200,
    });
    const env = { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x", TABLE_NAME: "jobs" };
    expect(() => createHandler(functionSetup(api, env))).toThrow(/API_TOKEN is not set/);
    expect(() => createHandler(functionSetup(api, { ...env, API_TOKEN }))).not.toThrow();
  });
});
