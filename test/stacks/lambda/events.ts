// Events as AWS sends them: their whole shape, also the parts that nobody reads.
import type { Message } from "@aws-sdk/client-sqs";

export function httpEvent(
  method: string,
  path: string,
  options: { token?: string; body?: unknown; routeKey?: string } = {},
) {
  const headers = {
    accept: "*/*",
    host: "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
    "user-agent": "curl/8.7.1",
    "x-amzn-trace-id": "Root=1-6566f7c0-3b0c7a5d0f0e0d0c0b0a0908",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
    ...(options.token && { authorization: `Bearer ${options.token}` }),
    ...(options.body !== undefined && { "content-type": "application/json" }),
  };
  return {
    version: "2.0",
    routeKey: options.routeKey ?? "$default",
    rawPath: path,
    rawQueryString: "",
    headers,
    requestContext: {
      accountId: "111122223333",
      apiId: "a1b2c3d4e5",
      domainName: headers.host,
      domainPrefix: "a1b2c3d4e5",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: headers["user-agent"] },
      requestId: "HpZyjh1NoAMEJ9w=",
      routeKey: options.routeKey ?? "$default",
      stage: "$default",
      time: "24/Nov/2026:08:00:00 +0000",
      timeEpoch: 1_795_507_200_000,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    isBase64Encoded: false,
  };
}

/** What API Gateway asks an authorizer with payload format 2.0. */
export const authorizerEvent = (authorization: string) => ({
  type: "REQUEST",
  routeArn: "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/$default/GET/briefings",
  identitySource: [authorization],
  ...httpEvent("GET", "/briefings", { routeKey: "GET /briefings" }),
  headers: { authorization, host: "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com" },
});

/** Of a message as it was received, for the first time. */
export const receivedEvent = (message: Message | undefined, queueArn: string) =>
  sqsEvent({
    messageId: message?.MessageId ?? "",
    receiptHandle: message?.ReceiptHandle ?? "",
    body: message?.Body ?? "",
    receiveCount: 1,
    sentAt: Number(message?.Attributes?.SentTimestamp),
    queueArn,
  });

const sqsEvent = (message: {
  messageId: string;
  receiptHandle: string;
  body: string;
  receiveCount: number;
  sentAt: number;
  queueArn: string;
}) => ({
  Records: [
    {
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(message.sentAt),
        SenderId: "AROAEXAMPLE:briefings-production-ApiHandler",
        ApproximateFirstReceiveTimestamp: String(message.sentAt + 5),
      },
      messageAttributes: {
        jobType: {
          stringValue: "briefing:generate",
          stringListValues: [],
          binaryListValues: [],
          dataType: "String",
        },
      },
      md5OfBody: "098f6bcd4621d373cade4e832627b4f6",
      eventSource: "aws:sqs",
      eventSourceARN: message.queueArn,
      awsRegion: "us-east-1",
    },
  ],
});

/** A change of the alarm's state, as it calls a function directly. */
export const alarmEvent = (alarmName: string, queueName: string) => ({
  source: "aws.cloudwatch",
  alarmArn: `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${alarmName}`,
  accountId: "111122223333",
  time: "2026-11-24T08:01:00.000+0000",
  region: "us-east-1",
  alarmData: {
    alarmName,
    state: {
      value: "ALARM",
      reason: "Threshold Crossed: 1 datapoint [1.0] was greater than the threshold (0.0).",
      reasonData: '{"version":"1.0","queryDate":"2026-11-24T08:01:00.000+0000","threshold":0.0}',
      timestamp: "2026-11-24T08:01:00.000+0000",
    },
    previousState: { value: "OK", reason: "", timestamp: "2026-11-24T07:01:00.000+0000" },
    configuration: {
      description: "The dead-letter queue is not empty.",
      metrics: [{ id: "all", expression: "visible + hidden", label: queueName, returnData: true }],
    },
  },
});

/** EventBridge Scheduler sends the schedule's own input, which SST leaves empty. */
export const scheduleEvent = () => ({});
