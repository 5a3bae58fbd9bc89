// The HTTP API as it would be deployed.
import { describe, expect, inject, it } from "vitest";
import { defineSettings } from "../../core/settings.ts";
import { functionOf, inputsOf, ofType } from "./evaluated.ts";

const settings = defineSettings();

describe.each(["production", "test"] as const)("the API of the stage %s", (stage) => {
  const stack = inject("stages")[stage];
  const routes = ofType(stack, "aws:apigatewayv2/route:Route").map(({ inputs }) => inputs);

  /** Callers need a token for these. */
  const withToken = [
    "DELETE /briefings/{id}",
    "DELETE /jobs/{id}",
    "GET /briefings",
    "GET /briefings/{id}",
    "GET /consumer",
    "GET /doctor",
    "GET /groups/{id}",
    "GET /queues",
    "GET /stats",
    "GET /workers",
    "GET /jobs",
    "GET /jobs/{id}",
    "POST /briefings",
    "POST /briefings/{id}/cancel",
    "POST /consumer/pause",
    "POST /consumer/resume",
    "POST /groups",
    "POST /jobs/{id}",
    "POST /jobs/{id}/cancel",
    "POST /jobs/{id}/run",
    "DELETE /schedules/{id}",
    "GET /schedules",
    "GET /schedules/{id}",
    "POST /schedules/{id}/pause",
    "POST /schedules/{id}/resume",
    "POST /schedules/{id}/run",
    "PUT /schedules/{id}",
    "POST /jobs/{id}/retry",
    "POST /jobs/{id}/archive",
    "POST /jobs/{id}/unarchive",
    "PUT /jobs/{id}/payload",
    "GET /jobs/{id}/export",
    "POST /import",
    "POST /bulk",
    "GET /bulk",
    "GET /bulk/{id}",
    "GET /dead",
    "GET /dead/letters",
    "GET /dead/letters/{id}",
    "DELETE /dead/letters/{id}",
    "POST /dead/tidy",
    "POST /redrives",
    "GET /redrives",
    "DELETE /redrives",
  ];

  it("has a route for each operation, and one for everything else", () => {
    expect(routes.map(({ routeKey }) => routeKey).toSorted()).toEqual(
      ["$default", "GET /health", "GET /openapi.json", ...withToken].toSorted(),
    );
  });

  it("has one name for a variable at one place of its paths: API Gateway refuses two", () => {
    const paths = routes.map(({ routeKey }) => String(routeKey).replace(/^\S+ /, ""));
    const shapeOf = (path: string) => path.replace(/\{\w+\}/g, "{}");
    const beginnings = paths.flatMap((path) =>
      path.split("/").map((_, at, parts) => parts.slice(0, at + 1).join("/")),
    );
    expect(new Set(beginnings.map(shapeOf)).size).toBe(new Set(beginnings).size);
  });

  it("leads every route to the API function, as HTTP API v2 events", () => {
    const integrations = ofType(stack, "aws:apigatewayv2/integration:Integration");
    const fn = functionOf(stack, "functions/api.handler");
    expect(integrations).toHaveLength(routes.length);
    for (const { inputs } of integrations) {
      expect(inputs).toMatchObject({ integrationType: "AWS_PROXY", payloadFormatVersion: "2.0" });
      expect(inputs.integrationUri).toContain(String(fn.name));
    }
    const permissions = ofType(stack, "aws:lambda/permission:Permission").filter(
      ({ inputs }) => inputs.principal === "apigateway.amazonaws.com",
    );
    expect(permissions).toHaveLength(routes.length + 1);
    for (const { inputs } of permissions) {
      expect(inputs.action).toBe("lambda:InvokeFunction");
      const callsApi = /ApiApi\/\*$/.test(String(inputs.sourceArn));
      if (!callsApi) expect(inputs.sourceArn).toMatch(/ApiApi\/authorizers\/\S+$/);
      const called = callsApi ? fn : functionOf(stack, "functions/authorizer.handler");
      expect(inputs.function).toContain(String(called.name));
    }
  });

  it("asks its authorizer for a token on every route but health, description and what does not exist", () => {
    const authorizer = inputsOf(stack, "aws:apigatewayv2/authorizer:Authorizer", "Api");
    expect(authorizer).toMatchObject({
      authorizerType: "REQUEST",
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      // Without the header API Gateway answers by itself, and calls nobody.
      identitySources: ["$request.header.Authorization"],
      authorizerResultTtlInSeconds: 300,
    });
    expect(authorizer.authorizerUri).toContain(
      String(functionOf(stack, "functions/authorizer.handler").name),
    );
    for (const { routeKey, authorizationType, authorizerId } of routes) {
      const asked = withToken.includes(String(routeKey));
      expect(authorizationType).toBe(asked ? "CUSTOM" : "NONE");
      expect(authorizerId !== undefined).toBe(asked);
    }
  });

  it("has a limit for each route of its own, so that no route uses up another's", () => {
    const { routeSettings, defaultRouteSettings } = inputsOf(stack, "aws:apigatewayv2/stage:Stage", "Api");
    const limit = ({ ratePerSecond, burst }: { ratePerSecond: number; burst: number }) => ({
      throttlingRateLimit: ratePerSecond,
      throttlingBurstLimit: burst,
    });
    const { throttle } = settings.api;
    const settingsOf = new Map(
      (routeSettings as { routeKey: string }[]).map(({ routeKey, ...rest }) => [routeKey, rest]),
    );
    expect([...settingsOf.keys()].toSorted()).toEqual(routes.map(({ routeKey }) => routeKey).toSorted());
    for (const [routeKey, given] of settingsOf) {
      expect(given).toEqual(limit(withToken.includes(routeKey) ? throttle.withToken : throttle.open));
    }
    expect(defaultRouteSettings).toEqual(limit(throttle.open));
  });

  it("gives its routes their limits once they are there: API Gateway refuses those of a route to come", () => {
    const at = (type: string) =>
      stack.resources.flatMap((found, index) => (found.type === type ? [index] : []));
    const [stageAt = -1] = at("aws:apigatewayv2/stage:Stage");
    expect(stageAt).toBeGreaterThan(Math.max(...at("aws:apigatewayv2/route:Route")));
  });

  it("keeps an access log for a month", () => {
    const { accessLogSettings } = inputsOf(stack, "aws:apigatewayv2/stage:Stage", "Api");
    const { format, destinationArn } = accessLogSettings as { format: string; destinationArn: string };
    expect(JSON.parse(format)).toMatchObject({ status: "$context.status", routeKey: '"$context.routeKey"' });
    const group = inputsOf(stack, "aws:cloudwatch/logGroup:LogGroup", "ApiAccessLog");
    expect(destinationArn).toContain(String(group.name));
    expect(group.retentionInDays).toBe(30);
  });

  it("is called by no web page of another origin", () => {
    expect(inputsOf(stack, "aws:apigatewayv2/api:Api", "Api").corsConfiguration).toEqual({});
  });

  it("is told at the end of a deploy, with its queues and its table", () => {
    expect(stack.outputs).toMatchObject({
      api: expect.stringMatching(/^https:\/\//),
      queue: expect.stringMatching(/^https:\/\/sqs/),
      deadLetterQueue: expect.stringMatching(/^https:\/\/sqs/),
      table: expect.stringMatching(/^briefings-/),
      dashboard: `briefings-${stage}`,
    });
  });
});
