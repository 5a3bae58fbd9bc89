// The HTTP API: its routes from the API's own table, their limits, its access log and the token that callers need.
import { routeKeyOf, routes } from "../functions/http/routes.ts";
import { switchEnvironment, switchPermission } from "./consumer.ts";
import { createFunction } from "./function.ts";
import { indexPermission, tablePermission } from "./jobs-table.ts";
import { keepWhenDeleted } from "./kept.ts";
import type { Shared } from "./parts.ts";
import { arnsOf, CLEAR_DEAD_LETTERS, MOVE_DEAD_LETTERS } from "./queues.ts";
import { megabytes, secondsOf } from "./units.ts";

/** What callers with a token may do. */
const ROUTES_WITH_TOKEN = routes.filter(({ open }) => !open).map(routeKeyOf);

/** For everybody. The function answers what no route matches by `$default`: 404 and 405 as problem+json. */
const OPEN_ROUTES = [...routes.filter(({ open }) => open).map(routeKeyOf), "$default"];

export function createApi(shared: Shared) {
  const { settings, queues, deadLetterQueue, table, delivery, mappings } = shared;
  const tokens = {
    API_TOKEN: new sst.Secret("ApiToken").value.apply((token) => warnWhenRefused("ApiToken", token)),
    // Valid beside the other, while callers change over: docs/runbook.md, Rotate the API's token.
    API_TOKEN_PREVIOUS: new sst.Secret("ApiTokenPrevious", "").value.apply((token) =>
      token === "" ? "" : warnWhenRefused("ApiTokenPrevious", token),
    ),
  };

  const apiFunction = createFunction("ApiHandler", shared, {
    handler: "functions/api.handler",
    description: "Takes requests for briefings and other jobs, and tells how they are doing",
    timeout: secondsOf(settings.api.timeoutSeconds),
    memory: megabytes(settings.api.memoryMb),
    environment: $resolve([tokens, delivery.channels, switchEnvironment(mappings)]).apply(
      ([own, channels, consumer]) => ({ ...own, ...channels, ...consumer }),
    ),
    permissions: [
      { actions: ["sqs:SendMessage", "sqs:GetQueueAttributes"], resources: arnsOf(queues) },
      // At an operator's word: peek, delete the dead letter of a job that he is done with, move all of them back.
      {
        actions: [...CLEAR_DEAD_LETTERS, ...MOVE_DEAD_LETTERS],
        resources: [deadLetterQueue.arn],
      },
      tablePermission(table, ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      indexPermission(table),
      switchPermission(mappings, "UpdateEventSourceMapping"),
    ],
  });
  const authorizerFunction = createFunction("Authorizer", undefined, {
    handler: "functions/authorizer.handler",
    description: "Says whether a token is known, before the API function is called",
    timeout: secondsOf(settings.authorizer.timeoutSeconds),
    memory: megabytes(settings.authorizer.memoryMb),
    environment: tokens,
    permissions: [],
  });

  const routeIds = Promise.withResolvers<RouteIds>();
  const api = new sst.aws.ApiGatewayV2("Api", {
    // Callers hold a secret token: no web page of another origin should.
    cors: false,
    accessLog: { retention: "1 month" },
    transform: {
      logGroup: (_, options) => void Object.assign(options, keepWhenDeleted()),
      stage: (stage) => {
        const { withToken, open } = settings.api.throttle;
        stage.defaultRouteSettings = throttle(open);
        // API Gateway refuses the settings of a route that is not there yet, and SST makes the stage first.
        stage.routeSettings = $resolve(routeIds.promise).apply(() => [
          ...ROUTES_WITH_TOKEN.map((routeKey) => ({ routeKey, ...throttle(withToken) })),
          ...OPEN_ROUTES.map((routeKey) => ({ routeKey, ...throttle(open) })),
        ]);
      },
    },
  });
  const authorizer = api.addAuthorizer({
    name: "token",
    lambda: {
      function: authorizerFunction.arn,
      response: "simple",
      ttl: secondsOf(settings.authorizer.cacheSeconds),
    },
  });
  const made = [
    ...ROUTES_WITH_TOKEN.map((route) =>
      api.route(route, apiFunction.arn, { auth: { lambda: authorizer.id } }),
    ),
    ...OPEN_ROUTES.map((route) => api.route(route, apiFunction.arn)),
  ];
  routeIds.resolve(made.map((route) => route.nodes.route.id));
  return { api, apiFunction };
}

type RouteIds = $util.Input<string>[];

const throttle = (limit: { ratePerSecond: number; burst: number }) => ({
  throttlingRateLimit: limit.ratePerSecond,
  throttlingBurstLimit: limit.burst,
});

/** What core/aws/env.ts accepts. */
const ACCEPTED_TOKEN = /^[\x21-\x7e]{16,}$/;

/** A warning and no error: the stage may be waiting for its real token, and without one the API answers nobody. */
function warnWhenRefused(secret: string, token: string): string {
  if (!ACCEPTED_TOKEN.test(token)) {
    void $util.log.warn(
      `the secret ${secret} must be at least 16 printable ASCII characters without spaces, so the API will refuse to start: npx sst secret set ${secret} "$(openssl rand -hex 24)"`,
    );
  }
  return token;
}
