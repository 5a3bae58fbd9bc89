// Creates the queue pair on any SQS, with the attributes that the settings give it; an existing one is brought in line.
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../core/aws/queue-definition.ts";
import type { App } from "../core/define-app.ts";
import type { Settings } from "../core/settings.ts";

export type Queues = { queueUrl: string; queueArn: string; deadLetterQueueUrl: string };

/** The same pair, for a server that has its queues from the start; `arnOf` gives the ARN of a queue's name there. */
export function queueDefinitions(app: App, settings: Settings, arnOf: (name: string) => string) {
  const allowed = JSON.stringify(redriveAllowPolicy(arnOf(app.queueName)));
  return [
    {
      name: app.deadLetterQueueName,
      attributes: { ...deadLetterQueueAttributes(settings), RedriveAllowPolicy: allowed },
    },
    { name: app.queueName, attributes: queueAttributes(settings, arnOf(app.deadLetterQueueName)) },
  ];
}

export async function createQueues(sqs: SQSClient, app: App, settings: Settings): Promise<Queues> {
  const dead = await createQueue(sqs, app.deadLetterQueueName, deadLetterQueueAttributes(settings));
  const main = await createQueue(sqs, app.queueName, queueAttributes(settings, dead.arn));
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: dead.url,
      Attributes: { RedriveAllowPolicy: JSON.stringify(redriveAllowPolicy(main.arn)) },
    }),
  );
  return { queueUrl: main.url, queueArn: main.arn, deadLetterQueueUrl: dead.url };
}

/** Creates the queue without attributes and then sets them: CreateQueue refuses a queue that exists with other attributes. */
async function createQueue(sqs: SQSClient, name: string, attributes: Record<string, string>) {
  const { QueueUrl: url = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  return { url, arn: Attributes?.QueueArn ?? "" };
}
