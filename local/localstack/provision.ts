// Creates at LocalStack what the functions need and the settings describe: the queue pair, the table, the alarm. May be repeated.
import { type CloudWatchClient, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { deadLetterAlarmForLocalStack } from "../../core/aws/dead-letter-alarm.ts";
import { TTL_ATTRIBUTE, tableDefinition } from "../../core/aws/dynamo-table.ts";
import type { App } from "../../core/define-app.ts";
import type { Settings } from "../../core/settings.ts";
import { createQueues, type Queues } from "../queues.ts";

/** LocalStack holds one stage: names need no suffix. */
export const alarmNameOf = (app: App): string => `${app.deadLetterQueueName}-letters`;

export type Clients = { sqs: SQSClient; dynamo: DynamoDBClient; cloudwatch: CloudWatchClient };

export async function provision(
  clients: Clients,
  app: App,
  settings: Settings,
): Promise<Queues & { tableName: string }> {
  const queues = await createQueues(clients.sqs, app, settings);
  await createTable(clients.dynamo, app.tableName);
  // The alarm has no action: LocalStack cannot call our functions. The local scheduler calls them (docs/differences.md).
  await clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: alarmNameOf(app),
      ...deadLetterAlarmForLocalStack(settings, app.deadLetterQueueName),
    }),
  );
  return { ...queues, tableName: app.tableName };
}

async function createTable(dynamo: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await dynamo.send(new CreateTableCommand(tableDefinition(tableName)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists(
    { client: dynamo, minDelay: 1, maxDelay: 2, maxWaitTime: 60 },
    { TableName: tableName },
  );
  const { TimeToLiveDescription } = await dynamo.send(
    new DescribeTimeToLiveCommand({ TableName: tableName }),
  );
  // DynamoDB refuses to switch expiry on when it is on.
  if (/^ENABL/.test(TimeToLiveDescription?.TimeToLiveStatus ?? "")) return;
  await dynamo.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
    }),
  );
}
