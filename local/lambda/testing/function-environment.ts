// The environment variables that a function finds: those that Lambda reserves, its own, and the way to the queue.
import type { TestSqs } from "../../sqs/testing/start-sqs.ts";
import type { HandlerFile } from "../handler-file.ts";

type Options = {
  name: string;
  file: HandlerFile;
  memory: number;
  sqs: TestSqs | undefined;
  queue: string | undefined;
  env: Record<string, string> | undefined;
};

/**
 * Nothing of this process's environment but PATH, as a function on AWS has nothing of it. AWS_EXECUTION_ENV is not set:
 * code asks by it whether it runs on AWS.
 */
export function functionEnvironment({
  name,
  file,
  memory,
  sqs,
  queue,
  env,
}: Options): Record<string, string> {
  const { PATH } = process.env;
  const endpoint = sqs?.url ?? (queue?.startsWith("http") ? new URL(queue).origin : undefined);
  return {
    ...(PATH !== undefined && { PATH }),
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    ...(endpoint !== undefined && { AWS_ENDPOINT_URL_SQS: endpoint }),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    _HANDLER: file.handler ?? "handler",
    ...env,
  };
}
