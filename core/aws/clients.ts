// The SDK clients of every mode, with timeouts that end well before a function does.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";

export type ClientOptions = {
  /** Without it the SDK takes `AWS_REGION`. */
  region?: string;
  /** Without it the SDK takes `AWS_ENDPOINT_URL_SQS`, `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`, else AWS itself. */
  endpoint?: string;
  /** Without them the SDK looks where it always does. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** The longest long poll this client makes: added to the time that a request may take. */
  waitTimeSeconds?: number;
};

/** With three attempts a service that hangs costs about 13 s, less than the API's timeout (`settings.api.timeoutSeconds`). */
const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 4_000;
const MAX_ATTEMPTS = 3;
/**
 * A list asks for each of its keys at the same time, 72 of them, and the SDK allows 50 connections. A request that waits for a
 * connection longer than the timeout of one is given up, which from far away would be each list.
 */
const AGENT = { keepAlive: true, maxSockets: 256 };

export function clientConfig({ region, endpoint, credentials, waitTimeSeconds = 0 }: ClientOptions) {
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    maxAttempts: MAX_ATTEMPTS,
    retryMode: "standard",
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS + waitTimeSeconds * 1_000,
      // Without this the SDK only prints a warning when the time is over.
      throwOnRequestTimeout: true,
      httpAgent: AGENT,
      httpsAgent: AGENT,
    },
  };
}

export const createSqsClient = (options: ClientOptions = {}): SQSClient =>
  new SQSClient({
    ...clientConfig(options),
    // A queue URL contains a host. When an endpoint is configured, requests go to the endpoint instead.
    useQueueUrlAsEndpoint: options.endpoint === undefined,
  });

export const createDynamoClient = (options: ClientOptions = {}): DynamoDBClient =>
  new DynamoDBClient(clientConfig(options));
