// LocalStack's SQS and DynamoDB for the functions. Queues, table and alarm are created when they are missing.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { createDynamoClient, createSqsClient } from "../../core/aws/clients.ts";
import { explained } from "../../core/aws/explained-client.ts";
import type { App } from "../../core/define-app.ts";
import type { Settings } from "../../core/settings.ts";
import type { Cloud } from "../cloud.ts";
import { provision } from "./provision.ts";
import { LOCALSTACK_CREDENTIALS, LOCALSTACK_REGION, localStackVariables } from "./variables.ts";

/** @throws Error of one line when LocalStack is not there, or lacks a service. */
export async function connectLocalStack(app: App, settings: Settings, endpoint: string): Promise<Cloud> {
  const common = { region: LOCALSTACK_REGION, endpoint, credentials: LOCALSTACK_CREDENTIALS };
  const sqs = explained(createSqsClient({ ...common, waitTimeSeconds: settings.queue.waitTimeSeconds }));
  const dynamo = explained(createDynamoClient(common));
  const cloudwatch = explained(new CloudWatchClient(common));
  try {
    const { tableName, ...queues } = await provision({ sqs, dynamo, cloudwatch }, app, settings);
    return {
      ...queues,
      sqsUrl: endpoint,
      sqs,
      env: { ...localStackVariables(app, endpoint), TABLE_NAME: tableName },
      close: async () => sqs.destroy(),
    };
  } catch (error) {
    sqs.destroy();
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(
      `LocalStack at ${endpoint} cannot be used: ${reason}. Start it with \`docker compose up -d\`, or name its address with --localstack.`,
      { cause: error },
    );
  } finally {
    dynamo.destroy();
    cloudwatch.destroy();
  }
}
