// Every wrong path, method and token gets its status and a problem+json, and enqueues nothing.
import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../functions/api.ts";
import { routeKeyOf, routes } from "../../functions/http/routes.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { API_TOKEN, functionSetup } from "../support/lambda-events.ts";
import { briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

describe("a path or a method that is wrong", () => {
  it.each([
    ["GET", "/"],
    ["GET", "/briefing"],
    ["GET", "/briefings/brf_1/result"],
    ["POST", "/Briefings"],
    ["GET", "/job"],
    ["GET", "/jobs/tst_1/attempts"],
    ["POST", "/jobs/tst_1/run/now"],
    ["POST", "/jobs//run"],
  ])("is 404: %s %s", async (method, path) => {
    await expectRefusal(api, [method, path], { status: 404, code: "not-found" });
  });

  it.each([
    ["GET", "/briefings/brf_unknown"],
    ["DELETE", "/briefings/brf_unknown"],
    ["GET", "/briefings/%E0%A4%A"],
    ["GET", `/briefings/${"x".repeat(3_000)}`],
  ])("is 404 when there is no such briefing: %s %.30s", async (method, path) => {
    await expectRefusal(api, [method, path], { status: 404, code: "job-not-found" });
  });

  it.each([
    ["PUT", "/briefings", "POST, GET, HEAD"],
    ["DELETE", "/briefings", "POST, GET, HEAD"],
    ["OPTIONS", "/briefings", "POST, GET, HEAD"],
    ["POST", "/briefings/brf_1", "GET, HEAD, DELETE"],
    ["PATCH", "/briefings/brf_1", "GET, HEAD, DELETE"],
    ["POST", "/health", "GET, HEAD"],
    ["DELETE", "/openapi.json", "GET, HEAD"],
    ["POST", "/jobs", "GET, HEAD"],
    ["PUT", "/jobs/tst_1", "POST, GET, HEAD, DELETE"],
    ["GET", "/jobs/tst_1/run", "POST"],
    ["POST", "/schedules/morning", "PUT, GET, HEAD, DELETE"],
    ["POST", "/schedules", "GET, HEAD"],
  ])("is 405 with what is allowed: %s %s", async (method, path, allow) => {
    await expectRefusal(api, [method, path], { status: 405, code: "method-not-allowed", headers: { allow } });
  });

  it("is told in a plain sentence", async () => {
    expect((await api.ask("PUT", "/jobs")).json()).toMatchObject({
      title: "The method is not supported on this path",
      detail: "PUT is not supported on /jobs; use GET or HEAD",
    });
  });

  it("is 406 when no representation fits", async () => {
    const { json } = await api.submit();
    await expectRefusal(api, ["GET", `/briefings/${json().id}`, { headers: { accept: "image/png" } }], {
      status: 406,
      code: "not-acceptable",
    });
  });
});

describe("two tokens", () => {
  it("are both valid while callers change over, and neither is told from the other", async () => {
    const previous = "the-token-of-yesterday";
    const both = createTestApi({ env: { API_TOKEN_PREVIOUS: previous } });
    const statusOf = async (test: TestApi, token: string) =>
      (await test.ask("GET", "/briefings", { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await statusOf(both, API_TOKEN)).toBe(200);
    expect(await statusOf(both, previous)).toBe(200);
    expect(await statusOf(both, `${API_TOKEN}${previous}`)).toBe(401);
    expect(await statusOf(api, previous)).toBe(401);
  });
});

describe("a caller without the token", () => {
  const withToken = routes.filter(({ open }) => !open);
  const paths = withToken.map(({ method, path }) => [method, path.replace("{id}", "brf_1")] as const);
  it("is asked for it at all routes but two", () => {
    expect(routes.filter(({ open }) => open).map(routeKeyOf)).toEqual(["GET /health", "GET /openapi.json"]);
    expect(paths).toContainEqual(["POST", "/jobs/brf_1"]);
  });

  it.each(paths)("is 401 at %s %s, with how to send it", async (method, path) => {
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
      await expectRefusal(api, [method, path, given], {
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
