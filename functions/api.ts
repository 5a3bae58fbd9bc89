// The API Lambda: an HTTP API v2 event in, a response out; every error is a problem+json.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { type Backend, boundedStore, StoreError, startBudget, VisibleError } from "../core/jobs/engine.ts";
import { type FunctionSetup, onAws } from "./backend.ts";
import { requireToken } from "./http/auth.ts";
import { readRequest } from "./http/request.ts";
import { findRoute } from "./http/router.ts";

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
    // One budget for all that the request waits for, so that there is time to say what became of it. The store has a moment
    // more than the queue, to note a message that was not sent.
    const { reserveSeconds, noteSeconds } = backend.settings.api;
    const storeSeconds = context.getRemainingTimeInMillis() / 1000 - reserveSeconds;
    const storeBudget = startBudget(storeSeconds);
    const budget = startBudget(storeSeconds - noteSeconds);
    const store = boundedStore(backend.store, storeBudget.signal);
    const response = await respond(event, { ...backend, log, store, requestOver: budget.signal })
      .catch(async (error: unknown) => {
        const { internalProblem, problemResponse, storeProblem } = await import("./http/problem.ts");
        if (error instanceof VisibleError) return problemResponse(error, event.rawPath);
        log.error({ err: error }, "request failed");
        if (error instanceof StoreError) return problemResponse(storeProblem(error));
        return internalProblem(context.awsRequestId);
      })
      .finally(() => {
        budget.end();
        storeBudget.end();
      });
    log.info({ status: response.statusCode, durationMs: backend.now() - startedAt }, "request answered");
    return method === "HEAD" ? { ...response, body: "" } : response;
  };

  async function respond(
    event: APIGatewayProxyEventV2,
    bounded: Backend,
  ): Promise<APIGatewayProxyStructuredResultV2> {
    const request = readRequest(event);
    const { route, id, handle } = findRoute(request.method, request.path);
    if (!route.open) requireToken(request.header("authorization"), environment.apiTokens);
    return await handle(bounded, request, id);
  }
}

/** On AWS the doctor looks with the rights of this function. What it needs is loaded when it is asked. */
function withProbes(setup: FunctionSetup): FunctionSetup {
  const { backend, environment } = setup;
  const openProbes = async () => (await import("./http/late-routes.ts")).apiProbes(environment);
  return { ...setup, backend: { ...backend, openProbes } };
}

export const handler = onAws("api", (setup) => createHandler(withProbes(setup)));
