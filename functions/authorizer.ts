// The authorizer Lambda: API Gateway asks it whether a token is known, before the API function is called at all.
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerResult } from "aws-lambda";
import { readApiTokens } from "../core/aws/env.ts";
import { carriesToken } from "./http/auth.ts";

/** Refuses a request without a known token, and logs nothing, so that requests of strangers cost little. */
export function createHandler(tokens: readonly string[]) {
  return async ({
    headers,
  }: Pick<APIGatewayRequestAuthorizerEventV2, "headers">): Promise<APIGatewaySimpleAuthorizerResult> => ({
    isAuthorized: carriesToken(headers?.authorization, tokens),
  });
}

let handle: ReturnType<typeof createHandler> | undefined;

/** @throws Error at an event when a token is too short; API Gateway then answers 500. */
export const handler: ReturnType<typeof createHandler> = async (event) => {
  handle ??= createHandler(readApiTokens());
  return await handle(event);
};
