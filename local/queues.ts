// Creates the queues of jobs and their dead-letter queue on any SQS, with the attributes that the settings give it; existing ones are brought in line.
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
import { eachPriority, type PerPriority, type Priority } from "../core/priorities.ts";
import type { Settings } from "../core/settings.ts";

export type Queues = {
  /** Of the priority `default`, which is all of them where there is no other. */
  queueUrl: string;
  deadLetterQueueUrl: string;
  queues: PerPriority<{ url: string; arn: string }>;
};

/** The same queues, for a server that has its queues from the start; `arnOf` gives the ARN of a queue's name there. */
export function queueDefinitions(app: App, settings: Settings, arnOf: (name: string) => string) {
  const names = eachPriority(app.queueNames).map(([, name]) => name);
  const attributes = queueAttributes(settings, arnOf(app.deadLetterQueueName));
  const allowed = JSON.stringify(redriveAllowPolicy(...names.map(arnOf)));
  return [
    {
      name: app.deadLetterQueueName,
      attributes: { ...deadLetterQueueAttributes(settings), RedriveAllowPolicy: allowed },
    },
    ...names.map((name) => ({ name, attributes })),
  ];
}

export async function createQueues(sqs: SQSClient, app: App, settings: Settings): Promise<Queues> {
  const dead = await createQueue(sqs, app.deadLetterQueueName, deadLetterQueueAttributes(settings));
  const made: [Priority, Created][] = [];
  for (const [priority, name] of eachPriority(app.queueNames)) {
    made.push([priority, await createQueue(sqs, name, queueAttributes(settings, dead.arn))]);
  }
  const arns = made.map(([, { arn }]) => arn);
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: dead.url,
      Attributes: { RedriveAllowPolicy: JSON.stringify(redriveAllowPolicy(...arns)) },
    }),
  );
  const queues: Queues["queues"] = Object.fromEntries(made) as PerPriority<Created>;
  return { queueUrl: queues.default.url, queues, deadLetterQueueUrl: dead.url };
}

type Created = { url: string; arn: string };

/** Creates the queue without attributes and then sets them: CreateQueue refuses a queue that exists with other attributes. */
async function createQueue(
  sqs: SQSClient,
  name: string,
  attributes: Record<string, string>,
): Promise<Created> {
  const { QueueUrl: url = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  return { url, arn: Attributes?.QueueArn ?? "" };
}
