// One request to Lambda's API.
import { type AwsAccess, type AwsRequest, askAws } from "./aws-request.ts";

export type LambdaAccess = AwsAccess;
export type LambdaRequest = Pick<AwsRequest, "path" | "body"> & { method: "GET" | "PUT" };

/** @returns the answer's JSON. @throws as `askAws`. */
export const askLambda = (access: LambdaAccess, request: LambdaRequest): Promise<unknown> =>
  askAws(access, { service: "lambda", ...request });
