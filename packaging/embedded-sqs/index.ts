// What `embedded-sqs` exports: the server in a test, a Lambda function in a test, the server alone.
export * from "../../local/lambda/testing/index.ts";
export {
  type RequestEntry,
  type SqsServer,
  type SqsServerOptions,
  startSqsServer,
} from "../../local/sqs/server.ts";
export * from "../../local/sqs/testing/index.ts";
