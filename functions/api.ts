// The API Lambda: an HTTP API v2 event in, a response out; every error is a problem+json.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import type { Backend } from "../core/jobs/backend.ts";
import { StoreError, VisibleError } from "../core/jobs/errors.ts";
import { boundedQueue, boundedStore, startBudget } from "../core/jobs/time-budget.ts";
import { type FunctionSetup, onAws } from "./backend.ts";
import { requireToken } from "./http/auth.ts";
import { internalProblem, problemResponse, storeProblem } from "./http/problem.ts";
import { readRequest } from "./http/request.ts";
import { findRoute } from "./http/routes.ts";

/** @throws Error on AWS without a token: an API that anyone may call must not start. */
export function createHandler({ backend, environment }: FunctionSetup) {
  if (environment.onAws && environment.apiTokens.length === 0) {
    throw new Error(
      "environment: API_TOKEN is not set, and on AWS the API needs one; `npx sst secret set ApiToken …`",
    );
  }
  return async (
    event: APIGatewayProxyEventV2,
    context: Context,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method } = event.requestContext.http;
    const log = backend.log.child({ requestId: context.awsRequestId, method, path: event.rawPath });
    const startedAt = backend.now();
    const budget = startBudgets(
      context.getRemainingTimeInMillis() / 1000,
      backend.settings.api.reserveSeconds,
    );
    const bounded = {
      ...backend,
      log,
      queue: boundedQueue(backend.queue, budget.queue.signal),
      store: boundedStore(backend.store, budget.store.signal),
    };
    const response = await respond(event, bounded)
      .catch((error: unknown) => {
        if (error instanceof VisibleError) return problemResponse(error);
        log.error({ err: error }, "request failed");
        if (error instanceof StoreError) return problemResponse(storeProblem(error));
        return internalProblem(context.awsRequestId);
      })
      .finally(budget.end);
    log.info({ status: response.statusCode, durationMs: backend.now() - startedAt }, "request answered");
    return method === "HEAD" ? { ...response, body: "" } : response;
  };

  async function respond(
    event: APIGatewayProxyEventV2,
    bounded: Backend,
  ): Promise<APIGatewayProxyStructuredResultV2> {
    const request = readRequest(event);
    const { route, id } = findRoute(request.method, request.path);
    if (!route.open) requireToken(request.header("authorization"), environment.apiTokens);
    return await route.run(bounded, request, id);
  }
}

/**
 * One budget of time for all that a request waits for, so that there is time left to say what became of it. The store
 * has half of the reserve more than the queue: a send that is given up is still to be noted.
 */
function startBudgets(leftSeconds: number, reserveSeconds: number) {
  const queue = startBudget(leftSeconds - reserveSeconds);
  const store = startBudget(leftSeconds - reserveSeconds / 2);
  const end = () => {
    queue.end();
    store.end();
  };
  return { queue, store, end };
}

export const handler = onAws("api", createHandler);
