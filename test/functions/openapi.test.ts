// The OpenAPI document: valid, complete, and true of what the API takes and answers.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { PermanentError } from "../../core/jobs/errors.ts";
import { routes } from "../../functions/http/routes.ts";
import { type Answer, briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { START, turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
let document: Document;
beforeEach(async () => {
  api = createTestApi();
  document = Document.parse((await api.ask("GET", "/openapi.json")).json());
});

/** OpenAPI 3.1, as far as this document goes. */
const Content = z.record(
  z.string().regex(/^[\w.+-]+\/[\w.+-]+$/),
  z.strictObject({ schema: z.looseObject({}).optional() }),
);
const Operation = z.strictObject({
  operationId: z.string().min(1),
  summary: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        in: z.enum(["query", "path", "header"]),
        required: z.boolean(),
        schema: z.looseObject({}),
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({
      description: z.string().min(1),
      content: Content.optional(),
      headers: z.record(z.string(), z.strictObject({ schema: z.looseObject({}) })).optional(),
    }),
  ),
});
type Operation = z.infer<typeof Operation>;
const Document = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  security: z.array(z.strictObject({ bearer: z.array(z.string()) })),
  paths: z.record(z.string().startsWith("/"), z.partialRecord(z.enum(["get", "post", "delete"]), Operation)),
  components: z.strictObject({
    securitySchemes: z.strictObject({
      bearer: z.strictObject({ type: z.literal("http"), scheme: z.literal("bearer") }),
    }),
    schemas: z.record(z.string(), z.looseObject({})),
  }),
});
type Document = z.infer<typeof Document>;

const operations = (): { method: string; path: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => (operation ? [{ method, path, operation }] : [])),
  );

/** The component's schema, made into a check. */
const check = (name: string) => z.fromJSONSchema(document.components.schemas[name] ?? { not: {} });

/** Every `$ref` of the document. */
function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : references(inner),
  );
}

describe("the OpenAPI document", () => {
  it("describes exactly the routes that there are", () => {
    const described = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it("says for each route whether it needs the token", () => {
    for (const { method, path, operation } of operations()) {
      const route = routes.find((one) => one.path === path && one.method === method.toUpperCase());
      expect({ path, open: operation.security?.length === 0 }).toEqual({ path, open: route?.open ?? false });
    }
  });

  it("has no dangling reference, no operation id twice, and every path parameter declared", () => {
    for (const reference of references(document)) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1] ?? reference;
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(declared.map((parameter) => parameter.name)).toEqual(inPath);
      expect(declared.every((parameter) => parameter.required)).toBe(true);
    }
  });

  it("takes the requests that the API takes", () => {
    expect(check("BriefingRequest").safeParse(briefingRequest()).success).toBe(true);
    expect(check("BriefingRequest").safeParse({ ...briefingRequest(), colour: "red" }).success).toBe(false);
    expect(check("BriefingRequest").safeParse({ topic: "t" }).success).toBe(false);
  });
});

describe("what the API answers", () => {
  /** The answer is one that its operation describes: status, media type and schema. */
  function expectDescribed(method: string, path: string, answer: Answer) {
    const found = operations().find((one) => one.method === method.toLowerCase() && one.path === path);
    const response = found?.operation.responses[String(answer.status)];
    expect(response, `${method} ${path} ${answer.status}`).toBeDefined();
    if (answer.text === "") return;
    const type = answer.headers["content-type"]?.split(";")[0] ?? "";
    expect(Object.keys(response?.content ?? {})).toContain(type);
    const name = references(response?.content?.[type])[0]?.split("/").at(-1);
    if (name === undefined) return;
    expect(check(name).safeParse(answer.json()).error?.issues ?? []).toEqual([]);
  }

  it("fits the document through a job's whole life", async () => {
    const post = async (body: unknown, headers = {}) => {
      const answer = await api.submit(body, headers);
      expectDescribed("POST", "/briefings", answer);
      return answer;
    };
    const show = async (id: unknown, accept = "application/json") => {
      const answer = await api.ask("GET", `/briefings/${id}`, { headers: { accept } });
      expectDescribed("GET", "/briefings/{id}", answer);
      return answer;
    };
    const { id } = (await post(briefingRequest())).json();
    await show(id);
    expect((await show(id, "text/markdown")).status).toBe(409);
    const progress = { stage: "reading", done: 3, total: 8, at: START };
    await api.store.update(String(id), { set: { progress } }, {});
    await show(id);
    await api.consumeAll();
    expect((await show(id)).json()).toMatchObject({ status: "succeeded" });
    await show(id, "text/markdown");
    await show(id, "text/html");
    expect((await show(id, "image/png")).status).toBe(406);
    const queries: Record<string, string>[] = [
      {},
      { limit: "1" },
      { limit: "x" },
      { cursor: "x" },
      { status: "dead" },
    ];
    for (const query of queries) {
      expectDescribed("GET", "/briefings", await api.ask("GET", "/briefings", { query }));
    }
    expectDescribed("DELETE", "/briefings/{id}", await api.ask("DELETE", `/briefings/${id}`));
    expectDescribed("DELETE", "/briefings/{id}", await api.ask("DELETE", `/briefings/${id}`));
    const waiting = (await post(briefingRequest())).json();
    expectDescribed("DELETE", "/briefings/{id}", await api.ask("DELETE", `/briefings/${waiting.id}`));
    expectDescribed("GET", "/health", await api.ask("GET", "/health"));
    expectDescribed("GET", "/openapi.json", await api.ask("GET", "/openapi.json"));
  });

  it("fits the document for a job that failed, was redriven and died", async () => {
    const { id } = (await api.submit()).json();
    const type = api.backend.registry.get("briefing:generate");
    if (!type) throw new Error("no type");
    type.run = async () => {
      throw new PermanentError("gone");
    };
    await api.consumeAll();
    await turn(60);
    await api.backend.deadLetters.redrive();
    await api.consumeAll();
    const answer = await api.ask("GET", `/briefings/${id}`);
    expect(answer.json()).toMatchObject({ status: "dead", redrives: [{}] });
    expectDescribed("GET", "/briefings/{id}", answer);
  });

  it("fits the document when it refuses", async () => {
    const headers = { "idempotency-key": "k" };
    await api.submit(briefingRequest(), headers);
    expectDescribed("POST", "/briefings", await api.submit(briefingRequest({ topic: "x" }), headers));
    expectDescribed("POST", "/briefings", await api.submit({}));
    expectDescribed("POST", "/briefings", await api.submit("not JSON"));
    expectDescribed("POST", "/briefings", await api.submit("x".repeat(200_000)));
    expectDescribed("POST", "/briefings", await api.submit({}, { "content-type": "text/plain" }));
    expectDescribed("POST", "/briefings", await api.submit({}, { authorization: "" }));
    api.queues.fail("send");
    expectDescribed("POST", "/briefings", await api.submit());
    api.queues.reportBacklog(10_000);
    expectDescribed("POST", "/briefings", await api.submit());
    api.store.fail("ping");
    expectDescribed("GET", "/health", await api.ask("GET", "/health"));
    api.store.fail("list");
    expectDescribed("GET", "/briefings", await api.ask("GET", "/briefings"));
  });
});
