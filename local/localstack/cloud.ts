// LocalStack's SQS and DynamoDB for the functions. Queues, table and alarm are created when they are missing.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { clientConfig, createDynamoClient, createSqsClient } from "../../core/aws/clients.ts";
import { explained } from "../../core/aws/explained-client.ts";
import type { App } from "../../core/define-app.ts";
import type { Settings } from "../../core/settings.ts";
import type { Cloud } from "../cloud.ts";
import { type Clients, provision } from "./provision.ts";
import { LOCALSTACK_CREDENTIALS, LOCALSTACK_REGION, localStackVariables } from "./variables.ts";

/** None polls: whoever starts it is told of an endpoint that never answers within seconds. */
export function provisioningClients(endpoint: string): Clients {
  const common = { region: LOCALSTACK_REGION, endpoint, credentials: LOCALSTACK_CREDENTIALS };
  return {
    sqs: explained(createSqsClient(common)),
    dynamo: explained(createDynamoClient(common)),
    cloudwatch: explained(new CloudWatchClient(clientConfig(common))),
  };
}

/** @throws Error of one line when LocalStack is not there, or lacks a service. */
export async function connectLocalStack(app: App, settings: Settings, endpoint: string): Promise<Cloud> {
  const clients = provisioningClients(endpoint);
  try {
    const { tableName, ...queues } = await provision(clients, app, settings);
    const sqs = explained(
      createSqsClient({
        ...{ region: LOCALSTACK_REGION, endpoint, credentials: LOCALSTACK_CREDENTIALS },
        waitTimeSeconds: settings.queue.waitTimeSeconds,
      }),
    );
    return {
      ...queues,
      sqsUrl: endpoint,
      sqs,
      env: { ...localStackVariables(app, endpoint), TABLE_NAME: tableName },
      close: async () => sqs.destroy(),
    };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(
      `LocalStack at ${endpoint} cannot be used: ${reason}. Start it with \`docker compose up -d\`, or name its address with --localstack.`,
      { cause: error },
    );
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}
