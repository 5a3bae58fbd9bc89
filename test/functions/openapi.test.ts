// The OpenAPI document: valid, complete, and true of what the API takes and answers.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { appTypes, defineJob, type JobType, PermanentError } from "../../core/jobs/index.ts";
import { filterWords } from "../../core/jobs/operate/inspector.ts";
import { openApiDocument } from "../../functions/http/openapi.ts";
import { routes, routesAt } from "../../functions/http/routes.ts";
import { type Answer, briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { WORK } from "../support/test-backend.ts";
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
  paths: z.record(
    z.string().startsWith("/"),
    z.partialRecord(z.enum(["get", "post", "put", "delete"]), Operation),
  ),
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

/** The component's schema, with those that it refers to, made into a check. */
function check(name: string, { components } = document) {
  const $defs = JSON.parse(
    JSON.stringify(components.schemas).replaceAll("#/components/schemas/", "#/$defs/"),
  );
  return z.fromJSONSchema({ ...($defs[name] ?? { not: {} }), $defs });
}

/** Every `$ref` of the document. */
function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : references(inner),
  );
}

/** What a reference of the document leads to, as JSON Pointer says. */
const lookUp = (within: unknown, reference: string): unknown =>
  reference
    .split("/")
    .slice(1)
    .reduce(
      (inner, key) => (inner as Record<string, unknown> | undefined)?.[key.replaceAll("~1", "/")],
      within,
    );

describe("the OpenAPI document", () => {
  it("describes exactly the routes that there are, and POST /jobs/{id} once for each job type", () => {
    const described = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const types = appTypes(api.backend.registry).map(({ name }) => name);
    const expected = routes.flatMap(({ operation, method, path }) =>
      operation === "enqueueJob"
        ? types.map((type) => `${method} ${path.replace("{id}", type)}`)
        : [`${method} ${path}`],
    );
    expect(described.sort()).toEqual(expected.sort());
    expect(types).toEqual([WORK, "briefing:generate", "deliver:email", "deliver:webhook"]);
  });

  it("has no two paths that only the names of their variables tell apart, which OpenAPI forbids", () => {
    const shapes = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, "{}"));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it("says for each route whether it needs the token", () => {
    for (const { method, path, operation } of operations()) {
      const route = routesAt(path).find((one) => one.route.method === method.toUpperCase())?.route;
      expect({ path, open: operation.security?.length === 0 }).toEqual({ path, open: route?.open ?? false });
    }
  });

  it("has no dangling reference, no operation id twice, and every path parameter declared", () => {
    for (const reference of references(document)) expect(lookUp(document, reference)).toBeDefined();
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

describe("the job types in the document", () => {
  const described = (...types: JobType[]) =>
    Document.parse(openApiDocument(new Map(types.map((type) => [type.name, type]))));
  const run = async () => {};

  it("have their payload's schema as what a caller sends, and their result's as JSON keeps it", () => {
    const { post } = document.paths["/jobs/briefing:generate"] ?? {};
    expect(references(post?.requestBody)).toEqual(["#/components/schemas/briefing.generate.payload"]);
    expect(check("briefing.generate.payload").safeParse(briefingRequest()).success).toBe(true);
    expect(check("briefing.generate.payload").safeParse({ topic: "t" }).success).toBe(false);
    expect(document.components.schemas["briefing.generate.result"]).toMatchObject({
      required: expect.arrayContaining(["topic"]),
    });
    expect(document.components.schemas[`${WORK.replace(":", ".")}.result`]).toBeUndefined();
  });

  it("may have dates, transforms and defaults: what JSON Schema cannot say is left open", () => {
    const payload = z.object({
      at: z.date(),
      text: z.string().transform((text) => text.length),
      size: z.int().default(3),
    });
    const report = defineJob({ name: "report:monthly", idPrefix: "rep", payload, run });
    expect(described(report).components.schemas["report.monthly.payload"]).toMatchObject({
      properties: { at: { type: "string", format: "date-time" }, text: { type: "string" } },
      required: ["at", "text"],
    });
  });

  it("may refer to themselves: no reference dangles", () => {
    const Tree = z.object({
      name: z.string(),
      get children() {
        return z.array(Tree);
      },
    });
    const walk = defineJob({ name: "tree:walk", idPrefix: "tre", payload: z.object({ tree: Tree }), run });
    const whole = defineJob({ name: "tree", idPrefix: "whl", payload: Tree, run });
    const made = described(walk, whole);
    const found = references(made);
    expect(found).toContain("#/components/schemas/tree.payload");
    for (const reference of found) expect(lookUp(made, reference)).toBeDefined();
    const tree = { name: "a", children: [{ name: "b", children: [] }] };
    expect(check("tree.payload", made).safeParse(tree).success).toBe(true);
    expect(check("tree.payload", made).safeParse({ name: "a", children: [{}] }).success).toBe(false);
  });

  it("keep apart types whose names differ in their punctuation only", () => {
    const names = ["a:b", "a.b", "a-b", "a--b", "a:-b", "a-.b", "a..b"];
    const types = names.map((name, at) =>
      defineJob({ name, idPrefix: `p${at}`, payload: z.object({}), run }),
    );
    const made = described(...types);
    const payloads = Object.keys(made.components.schemas).filter((name) => name.endsWith(".payload"));
    expect(new Set(payloads).size).toBe(names.length);
    // As OpenAPI wants the names of components.
    expect(Object.keys(made.components.schemas).filter((name) => !/^[\w.-]+$/.test(name))).toEqual([]);
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
    const names = references(response?.content?.[type]).map((reference) => reference.split("/").at(-1) ?? "");
    if (names.length === 0) return;
    const results = names.map((name) => check(name).safeParse(answer.json()));
    if (results.some(({ success }) => success)) return;
    expect(results.map(({ error }) => error?.issues)).toEqual([]);
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
    expect(answer.json()).toMatchObject({
      status: "dead",
      redrives: [{ cause: "permanent", diedAt: expect.any(String) }],
    });
    expectDescribed("GET", "/briefings/{id}", answer);
  });

  it("fits the document through the life of a job under /jobs, which its type's own schema describes", async () => {
    const path = `/jobs/${WORK}`;
    const post = async (body: unknown) => {
      const answer = await api.ask("POST", path, { body });
      expectDescribed("POST", path, answer);
      return String(answer.json().id);
    };
    api.work.run = async (_, { step }) => step("made", () => ({ pages: 3 }));
    const id = await post({ name: "a job" });
    await post({});
    expectDescribed("POST", "/jobs/{id}/run", await api.ask("POST", `/jobs/${id}/run`));
    await api.consumeAll();
    const shown = await api.ask("GET", `/jobs/${id}`);
    expectDescribed("GET", "/jobs/{id}", shown);
    expect(shown.json()).toMatchObject({ status: "succeeded", steps: [{ name: "made" }] });
    expect(check("test.work.job").safeParse(shown.json()).success).toBe(true);
    expect(check("briefing.generate.job").safeParse(shown.json()).success).toBe(false);
    const briefing = String((await api.submit()).json().id);
    const queued = (await api.ask("GET", `/jobs/${briefing}`)).json();
    expect(check("briefing.generate.job").safeParse(queued).success).toBe(true);

    expectDescribed("POST", "/jobs/{id}/run", await api.ask("POST", `/jobs/${id}/run`));
    expectDescribed("POST", "/jobs/{id}/run", await api.ask("POST", "/jobs/none/run"));
    expectDescribed("GET", "/jobs/{id}", await api.ask("GET", "/jobs/none"));
    for (const query of [{}, { type: WORK }, { limit: "x" }] as Record<string, string>[]) {
      expectDescribed("GET", "/jobs", await api.ask("GET", "/jobs", { query }));
    }
    const waiting = await post({ name: "waits" });
    expectDescribed("DELETE", "/jobs/{id}", await api.ask("DELETE", `/jobs/${waiting}`));
    expectDescribed("DELETE", "/jobs/{id}", await api.ask("DELETE", `/jobs/${waiting}`));
    expectDescribed("DELETE", "/jobs/{id}", await api.ask("DELETE", `/jobs/${waiting}`));
  });

  it("fits the document through the life of a schedule", async () => {
    const described = async (method: string, path: string, action = "", body?: unknown) => {
      const at = path.replace("{id}", "morning") + action;
      const answer = await api.ask(method, at, body === undefined ? {} : { body });
      expectDescribed(method, path + action, answer);
      return answer.status;
    };
    const morning = { type: WORK, payload: { name: "a run" }, cron: "0 7 * * 1-5", zone: "Europe/Berlin" };
    const one = "/schedules/{id}";
    expect(check("Schedule").safeParse(morning).success).toBe(true);
    expect(check("Schedule").safeParse({ ...morning, every: "day" }).success).toBe(false);
    expect(await described("PUT", one, "", { ...morning, cron: "" })).toBe(400);
    expect(await described("GET", one)).toBe(404);
    expect(await described("PUT", one, "", morning)).toBe(201);
    expect(await described("PUT", one, "", morning)).toBe(200);
    expect(await described("POST", one, "/run")).toBe(202);
    expect(await described("POST", one, "/run")).toBe(409);
    expect(await described("POST", one, "/pause")).toBe(200);
    expect(await described("GET", one)).toBe(200);
    expect(await described("GET", "/schedules")).toBe(200);
    expect(await described("POST", one, "/resume")).toBe(200);
    expect(await described("DELETE", one)).toBe(204);
    expect(await described("POST", one, "/pause")).toBe(404);
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

describe("the filters of the lists", () => {
  const named = (path: string) =>
    (document.paths[path]?.get?.parameters ?? []).map(({ name }) => name).toSorted();

  it("are those that jobs are found by, and of the inbox those that a dead job can have", () => {
    const withPage = (...others: string[]) => [...filterWords, ...others].toSorted();
    expect(named("/jobs")).toEqual(withPage("order", "limit", "cursor"));
    expect(named("/dead")).toEqual(
      withPage("cursor").filter((word) => word !== "status" && word !== "archived"),
    );
  });
});
