// The HTTP API as it would be deployed.
import { describe, expect, inject, it } from "vitest";
import { defineSettings } from "../../core/settings.ts";
import { functionOf, inputsOf, ofType } from "./evaluated.ts";

const settings = defineSettings();

describe.each(["production", "test"] as const)("the API of the stage %s", (stage) => {
  const stack = inject("stages")[stage];
  const routes = ofType(stack, "aws:apigatewayv2/route:Route").map(({ inputs }) => inputs);

  it("has a route for each operation, and one for everything else", () => {
    expect(routes.map(({ routeKey }) => routeKey).toSorted()).toEqual(
      [
        "$default",
        "DELETE /briefings/{id}",
        "GET /briefings",
        "GET /briefings/{id}",
        "GET /health",
        "GET /openapi.json",
        "POST /briefings",
      ].toSorted(),
    );
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
    for (const { inputs } of permissions) {
      expect(inputs).toMatchObject({
        action: "lambda:InvokeFunction",
        sourceArn: expect.stringMatching(/ApiApi\/\*$/),
      });
      expect(inputs.function).toContain(String(fn.name));
    }
  });

  it("lets through so many requests a second and at once, as the settings say", () => {
    expect(inputsOf(stack, "aws:apigatewayv2/stage:Stage", "Api").defaultRouteSettings).toEqual({
      throttlingRateLimit: settings.api.throttle.ratePerSecond,
      throttlingBurstLimit: settings.api.throttle.burst,
    });
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
