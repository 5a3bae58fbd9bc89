// A Lambda function for tests: everything that a test imports. The AWS SDK is loaded when a function is started.
import type { LambdaApi, LambdaApiOptions } from "../api/server.ts";
import type { StartLambdaOptions, TestLambda } from "./options.ts";

export type { LambdaApi, LambdaApiOptions } from "../api/server.ts";
export type { Invocation } from "./invocations.ts";
export type { MappingOptions, StartLambdaOptions, TestLambda, TestMapping } from "./options.ts";

/**
 * Resolves when the function's code is loaded: its first invocation is warm.
 * @throws Error one line: what is wrong with the handler, the queue or a number
 */
export async function startLambda(options: StartLambdaOptions): Promise<TestLambda> {
  const { startLambdaFunction } = await import("./start-lambda.ts");
  return await startLambdaFunction(options);
}

/**
 * Serves a part of Lambda's API for these functions: event source mappings and Invoke.
 * @throws Error one line, when the port is taken
 */
export async function startLambdaApi(options: LambdaApiOptions): Promise<LambdaApi> {
  const { startApiServer } = await import("../api/server.ts");
  return await startApiServer(options);
}
