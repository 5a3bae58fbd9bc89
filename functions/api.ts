// The API Lambda: an HTTP API v2 event in, a response out; every error is a problem+json.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import type { Logger } from "pino";
import { StoreError, VisibleError } from "../core/jobs/errors.ts";
import { type FunctionSetup, onAws } from "./backend.ts";
import { requireToken } from "./http/auth.ts";
import { internalProblem, problemResponse, storeProblem } from "./http/problem.ts";
import { readRequest } from "./http/request.ts";
import { findRoute } from "./http/routes.ts";

/** @throws Error on AWS without a token: an API that anyone may call must not start. */
export function createHandler({ backend, environment }: FunctionSetup) {
  if (environment.onAws && environment.apiToken === undefined) {
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
    const response = await respond(event, log).catch((error: unknown) => {
      if (error instanceof VisibleError) return problemResponse(error);
      log.error({ err: error }, "request failed");
      if (error instanceof StoreError) return problemResponse(storeProblem(error));
      return internalProblem(context.awsRequestId);
    });
    log.info({ status: response.statusCode, durationMs: backend.now() - startedAt }, "request answered");
    return method === "HEAD" ? { ...response, body: "" } : response;
  };

  async function respond(
    event: APIGatewayProxyEventV2,
    log: Logger,
  ): Promise<APIGatewayProxyStructuredResultV2> {
    const request = readRequest(event);
    const { route, id } = findRoute(request.method, request.path);
    if (!route.open) requireToken(request.header("authorization"), environment.apiToken);
    return await route.run({ ...backend, log }, request, id);
  }
}

export const handler = onAws("api", createHandler);
