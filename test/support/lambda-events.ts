// What AWS hands to the functions: contexts and events with only what a test is about to be said.
import type { APIGatewayProxyEventV2, Context, SQSEvent, SQSRecord } from "aws-lambda";
import { app } from "../../core/app.ts";
import { readEnvironment } from "../../core/aws/env.ts";
import type { ReceivedMessage } from "../../core/jobs/ports.ts";
import type { FunctionSetup } from "../../functions/backend.ts";
import type { TestBackend } from "./test-backend.ts";

export const API_TOKEN = "a-token-for-the-tests";

/** What a function is built from, with the engine of the test. */
export const functionSetup = (
  { backend }: Pick<TestBackend, "backend">,
  env: NodeJS.ProcessEnv = {},
): FunctionSetup => ({
  app,
  backend,
  environment: readEnvironment(app, {
    QUEUE_URL: "http://127.0.0.1:4566/000000000000/briefings",
    DEAD_LETTER_QUEUE_URL: "http://127.0.0.1:4566/000000000000/briefings-dead",
    ...env,
  }),
});

/** Its time runs out as Date.now goes on. */
export function lambdaContext(timeoutSeconds: number, awsRequestId = "lambda-request-1"): Context {
  const deadline = Date.now() + timeoutSeconds * 1000;
  const refuse = () => {
    throw new Error("callbacks are gone");
  };
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName: "test",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:test",
    memoryLimitInMB: "128",
    logGroupName: "/aws/lambda/test",
    logStreamName: "test",
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: refuse,
    fail: refuse,
    succeed: refuse,
  };
}

export const sqsEvent = (...messages: ReceivedMessage[]): SQSEvent => ({ Records: messages.map(sqsRecord) });

const sqsRecord = (message: ReceivedMessage): SQSRecord => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt ?? 0),
    SenderId: "AIDA",
    ApproximateFirstReceiveTimestamp: "0",
  },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:briefings",
  awsRegion: "us-east-1",
});

/** As CloudWatch sends it to an alarm's Lambda action. [CloudWatch: invoke a Lambda function from an alarm] */
export const alarmEvent = {
  source: "aws.cloudwatch",
  alarmArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:briefings-dead-not-empty",
  accountId: "000000000000",
  time: "2026-11-24T08:00:00.000+0000",
  region: "us-east-1",
  alarmData: {
    alarmName: "briefings-dead-not-empty",
    state: { value: "ALARM", reason: "Threshold Crossed", timestamp: "2026-11-24T08:00:00.000+0000" },
    previousState: { value: "OK", timestamp: "2026-11-24T07:00:00.000+0000" },
    configuration: { metrics: [] },
  },
};

/** As EventBridge Scheduler sends it. */
export const scheduleEvent = {
  version: "0",
  id: "1",
  "detail-type": "Scheduled Event",
  source: "aws.scheduler",
  account: "000000000000",
  time: "2026-11-24T08:00:00Z",
  region: "us-east-1",
  resources: ["arn:aws:scheduler:us-east-1:000000000000:schedule/default/sweep"],
  detail: "{}",
};

export type HttpRequestGiven = {
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Sent as it is; an object as JSON. */
  body?: unknown;
  base64?: boolean;
};

/** An HTTP API v2 event. Headers have lower-case names there. */
export function httpEvent(
  method: string,
  path: string,
  given: HttpRequestGiven = {},
): APIGatewayProxyEventV2 {
  const { headers = {}, query, body, base64 = false } = given;
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  const sent = text !== undefined && base64 ? Buffer.from(text).toString("base64") : text;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      host: "api.example.org",
      authorization: `Bearer ${API_TOKEN}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: "000000000000",
      apiId: "test",
      domainName: "api.example.org",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      requestId: "gateway-request-1",
      routeKey: "$default",
      stage: "$default",
      time: "24/Nov/2026:08:00:00 +0000",
      timeEpoch: 0,
    },
    ...(sent === undefined ? {} : { body: sent }),
    isBase64Encoded: base64,
  };
}
