// A Lambda function for tests: everything that a test imports. The AWS SDK is loaded when a function is started.
import type { StartLambdaOptions, TestLambda } from "./start-lambda.ts";

export type { Invocation } from "./invocations.ts";
export type { MappingOptions, StartLambdaOptions, TestLambda } from "./start-lambda.ts";

/** @throws Error one line: what is wrong with the handler, the queue or a number */
export async function startLambda(options: StartLambdaOptions): Promise<TestLambda> {
  const { startLambdaFunction } = await import("./start-lambda.ts");
  return await startLambdaFunction(options);
}
