// LocalStack as what the functions run against: provisioned where something is missing, and left as it is at the end.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { type ClientOptions, createDynamoClient, createSqsClient } from "../../core/aws/clients.ts";
import type { Settings } from "../../core/settings.ts";
import type { Cloud } from "../cloud.ts";
import { provision } from "./provision.ts";

export const LOCALSTACK_URL = "http://127.0.0.1:4566";
const REGION = "us-east-1";
/** LocalStack's account `000000000000`; it checks no signature. */
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

export type LocalStackOptions = {
  endpoint?: string;
  /** Where DynamoDB is, when it is not LocalStack's. */
  dynamoEndpoint?: string;
};

/** @throws Error of one line when nothing answers at the endpoint. */
export async function startLocalStackCloud(
  settings: Settings,
  { endpoint = LOCALSTACK_URL, dynamoEndpoint = endpoint }: LocalStackOptions = {},
): Promise<Cloud> {
  await expectLocalStack(endpoint);
  const common: ClientOptions = { region: REGION, credentials: CREDENTIALS };
  const sqs = createSqsClient({ ...common, endpoint, waitTimeSeconds: settings.queue.waitTimeSeconds });
  const dynamo = createDynamoClient({ ...common, endpoint: dynamoEndpoint });
  const cloudwatch = new CloudWatchClient({ region: REGION, credentials: CREDENTIALS, endpoint });
  try {
    const { tableName, ...queues } = await provision({ sqs, dynamo, cloudwatch }, settings);
    return {
      ...queues,
      sqsUrl: endpoint,
      sqs,
      env: {
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_ENDPOINT_URL_SQS: endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: dynamoEndpoint,
        TABLE_NAME: tableName,
      },
      close: async () => sqs.destroy(),
    };
  } catch (error) {
    sqs.destroy();
    throw error;
  } finally {
    dynamo.destroy();
    cloudwatch.destroy();
  }
}

async function expectLocalStack(endpoint: string): Promise<void> {
  const health = `${endpoint}/_localstack/health`;
  try {
    const answer = await fetch(health, { signal: AbortSignal.timeout(5_000) });
    if (answer.ok) return;
    throw new Error(`status ${answer.status}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `LocalStack does not answer at ${health} (${reason}); start it with: docker compose up -d`,
      {
        cause: error,
      },
    );
  }
}
