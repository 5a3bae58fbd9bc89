// Where the app's queues and table are at LocalStack, for processes beside `dev --localstack`.
import { GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { createSqsClient } from "../../core/aws/clients.ts";
import { explained } from "../../core/aws/explained-client.ts";
import type { App } from "../../core/define-app.ts";
import { VisibleError } from "../../core/jobs/index.ts";
import { eachPriority, type PerPriority, queueVariables } from "../../core/priorities.ts";

export const LOCALSTACK_ENDPOINT = "http://127.0.0.1:4566";
export const LOCALSTACK_REGION = "us-east-1";
/** LocalStack's account 000000000000. */
export const LOCALSTACK_CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** What the SDK reads, and the table. LocalStack's move task keeps a message's id. */
export const localStackVariables = (app: App, endpoint: string): Record<string, string> => ({
  AWS_REGION: LOCALSTACK_REGION,
  AWS_ACCESS_KEY_ID: LOCALSTACK_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: LOCALSTACK_CREDENTIALS.secretAccessKey,
  AWS_ENDPOINT_URL: endpoint,
  TABLE_NAME: app.tableName,
  REDRIVE_KEEPS_MESSAGE_ID: "true",
});

/** With the addresses of the queues. @throws VisibleError `backend-unavailable` when LocalStack or a queue is not there. */
export async function findAtLocalStack(app: App, endpoint: string): Promise<Record<string, string>> {
  const sqs = explained(
    createSqsClient({ region: LOCALSTACK_REGION, endpoint, credentials: LOCALSTACK_CREDENTIALS }),
  );
  try {
    const urls = await Promise.all(
      eachPriority(app.queueNames).map(
        async ([priority, name]) => [priority, await urlOf(sqs, name)] as const,
      ),
    );
    return {
      ...localStackVariables(app, endpoint),
      ...queueVariables(Object.fromEntries(urls) as PerPriority<string>),
      DEAD_LETTER_QUEUE_URL: await urlOf(sqs, app.deadLetterQueueName),
    };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new VisibleError(
      "backend-unavailable",
      `the queues were not found at ${endpoint}: ${reason}; start LocalStack, then \`npm run dev -- --localstack\`, or name its address with --localstack`,
      {},
      { cause: error },
    );
  } finally {
    sqs.destroy();
  }
}

async function urlOf(sqs: SQSClient, name: string): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl;
}
