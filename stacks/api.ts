// The HTTP API: its routes, its limits, its access log and the token that callers need.
import { createFunction } from "./function.ts";
import { indexPermission, tablePermission } from "./jobs-table.ts";
import type { Shared } from "./parts.ts";
import { megabytes, secondsOf } from "./units.ts";

/** The function answers all others itself, by `$default`: 404 and 405 as problem+json. */
export const ROUTES = [
  "POST /briefings",
  "GET /briefings",
  "GET /briefings/{id}",
  "DELETE /briefings/{id}",
  "GET /health",
  "GET /openapi.json",
  "$default",
];

export function createApi(shared: Shared) {
  const { settings, queue, table } = shared;
  const token = new sst.Secret("ApiToken");

  const apiFunction = createFunction("ApiHandler", shared, {
    handler: "functions/api.handler",
    description: "Takes requests for briefings and tells how they are doing",
    timeout: secondsOf(settings.api.timeoutSeconds),
    memory: megabytes(settings.api.memoryMb),
    environment: { API_TOKEN: token.value.apply(warnWhenRefused) },
    permissions: [
      { actions: ["sqs:SendMessage", "sqs:GetQueueAttributes"], resources: [queue.arn] },
      tablePermission(table, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      indexPermission(table),
    ],
  });

  const api = new sst.aws.ApiGatewayV2("Api", {
    // Callers hold a secret token: no web page of another origin should.
    cors: false,
    accessLog: { retention: "1 month" },
    transform: {
      stage: (stage) => {
        stage.defaultRouteSettings = {
          throttlingRateLimit: settings.api.throttle.ratePerSecond,
          throttlingBurstLimit: settings.api.throttle.burst,
        };
      },
    },
  });
  for (const route of ROUTES) api.route(route, apiFunction.arn);
  return { api, apiFunction };
}

/** What core/aws/env.ts accepts. */
const ACCEPTED_TOKEN = /^[\x21-\x7e]{16,}$/;

/** A warning and no error: the stage may be waiting for its real token, and without one the API answers nobody. */
function warnWhenRefused(token: string): string {
  if (!ACCEPTED_TOKEN.test(token)) {
    void $util.log.warn(
      'the secret ApiToken must be at least 16 printable ASCII characters without spaces, so the API will refuse to start: npx sst secret set ApiToken "$(openssl rand -hex 24)"',
    );
  }
  return token;
}
