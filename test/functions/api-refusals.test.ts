// Every wrong body, field and parameter gets its status and a problem+json that names it, and enqueues nothing.
import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../functions/api.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { API_TOKEN, functionSetup, type HttpRequestGiven } from "../support/lambda-events.ts";
import { briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

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
    await expectRefusal(api, post(body), { status: 400, code: "invalid-json" });
  });

  it("is 400 without quoting what was sent", async () => {
    const problem = await expectRefusal(api, post('{"topic": "a secret" oops}'), {
      status: 400,
      code: "invalid-json",
    });
    expect(problem.detail).toMatch(/position 21/);
    expect(JSON.stringify(problem)).not.toContain("secret");
  });

  it("is 400 when it is not UTF-8", async () => {
    const body = Buffer.from([0x22, 0xff, 0x22]).toString("latin1");
    const event: [string, string, HttpRequestGiven] = ["POST", "/briefings", { body, base64: false }];
    await expectRefusal(api, event, { status: 400, code: "invalid-request" });
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
    await expectRefusal(api, request, { status: 400, code: "invalid-json" });
  });

  it.each([
    ["none", {}],
    ["text/plain", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["another JSON", { "content-type": "application/vnd.api+json" }],
  ])("is 415 when its content type is not JSON: %s", async (_, headers) => {
    const type = headers["content-type" as keyof typeof headers] ?? "";
    const given = { body: briefingRequest(), headers: { "content-type": type } };
    await expectRefusal(api, ["POST", "/briefings", given], { status: 415, code: "unsupported-media-type" });
  });

  it("is 413 above 128 KB", async () => {
    const long = briefingRequest({ sources: [{ kind: "text", title: "t", text: "x".repeat(131_072) }] });
    const problem = await expectRefusal(api, post(long), { status: 413, code: "request-too-large" });
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
    await expectRefusal(api, post(typeof body === "string" ? JSON.stringify(body) : body), {
      status: 400,
      code: "invalid-request",
      field,
    });
  });

  it.each([["__proto__"], ["constructor"]])("is 400 when an unknown field is called %s", async (name) => {
    const body = JSON.stringify(briefingRequest()).replace("{", `{"${name}":{"x":1},`);
    await expectRefusal(api, post(body), { status: 400, code: "invalid-request", field: name });
  });

  it.each(["", "x".repeat(256)])(
    "is 400 when the Idempotency-Key is not 1 to 255 characters",
    async (key) => {
      await expectRefusal(api, post(briefingRequest(), { "idempotency-key": key }), {
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
      await expectRefusal(api, ["GET", "/briefings", { query }], {
        status: 400,
        code: "invalid-request",
        field,
      });
    },
  );

  it("says in words what a limit may be", async () => {
    const problem = await expectRefusal(api, ["GET", "/briefings", { query: { limit: "many" } }], {
      status: 400,
      code: "invalid-request",
    });
    expect(problem.errors).toEqual([{ path: "limit", message: "must be a whole number from 1 to 100" }]);
  });

  it("is 400 when the cursor is not one of ours", async () => {
    const problem = await expectRefusal(api, ["GET", "/briefings", { query: { cursor: "abc" } }], {
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
    await expectRefusal(api, [method, path, given], {
      status: 400,
      code: "invalid-request",
      field: "dryRun",
    });
  });
});
