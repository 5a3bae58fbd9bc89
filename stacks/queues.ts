// The queues, one for each priority, and their dead-letter queue: encrypted, over TLS only, with SQS's own redrive policy between them.
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../core/aws/queue-definition.ts";
import type { App } from "../core/define-app.ts";
import { eachPriority, mapPriorities, type PerPriority, type Priority } from "../core/priorities.ts";
import type { Settings } from "../core/settings.ts";
import { keepAlways } from "./kept.ts";
import { secondsOf } from "./units.ts";

export function createQueues({ title, priorities }: App, settings: Settings) {
  const dead = deadLetterQueueAttributes(settings);
  const deadLetterQueue = new sst.aws.Queue(`${title}Dead`, {
    transform: {
      queue: (args, options) => {
        args.messageRetentionSeconds = Number(dead.MessageRetentionPeriod);
        args.sqsManagedSseEnabled = true;
        Object.assign(options, keepAlways());
      },
    },
  });

  const live = queueAttributes(settings, "");
  const createQueue = (name: string) =>
    new sst.aws.Queue(name, {
      visibilityTimeout: secondsOf(settings.queue.visibilityTimeoutSeconds),
      dlq: { queue: deadLetterQueue.arn, retry: settings.queue.maxReceiveCount },
      transform: {
        queue: (args, options) => {
          args.messageRetentionSeconds = Number(live.MessageRetentionPeriod);
          args.receiveWaitTimeSeconds = Number(live.ReceiveMessageWaitTimeSeconds);
          args.sqsManagedSseEnabled = true;
          Object.assign(options, keepAlways());
        },
      },
    });
  const names = mapPriorities(priorities, (_, priority) => title + suffixOf(priority));
  const queues = mapPriorities(names, createQueue);

  // A resource of its own, because each queue would otherwise need the ARN of the other.
  new aws.sqs.RedriveAllowPolicy(`${title}DeadRedriveAllow`, {
    queueUrl: deadLetterQueue.url,
    redriveAllowPolicy: $resolve(arnsOf(queues)).apply((arns) => JSON.stringify(redriveAllowPolicy(...arns))),
  });
  for (const [priority, name] of eachPriority(names)) requireTls(name, queues[priority] ?? queues.default);
  requireTls(`${title}Dead`, deadLetterQueue);
  return { queues, queue: queues.default, deadLetterQueue };
}

/** Ends the names of resources: that of `default` is as where there is no other priority. */
export const suffixOf = (priority: Priority): string =>
  priority === "default" ? "" : priority.slice(0, 1).toUpperCase() + priority.slice(1);

export const arnsOf = (queues: PerPriority<sst.aws.Queue>): $util.Output<string>[] =>
  eachPriority(queues).map(([, { arn }]) => arn);

function requireTls(name: string, queue: sst.aws.Queue): void {
  new aws.sqs.QueuePolicy(`${name}TlsOnly`, {
    queueUrl: queue.url,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          effect: "Deny",
          principals: [{ type: "*", identifiers: ["*"] }],
          actions: ["sqs:*"],
          resources: [queue.arn],
          conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        },
      ],
    }).json,
  });
}

/** To look through the dead-letter queue, and to delete the messages of jobs that an operator has dealt with. */
export const CLEAR_DEAD_LETTERS = [
  "sqs:ReceiveMessage",
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
];

/** To move all of it back. SQS asks for the rights above too, and for SendMessage on the queue that it came from. */
export const MOVE_DEAD_LETTERS = [
  "sqs:StartMessageMoveTask",
  "sqs:ListMessageMoveTasks",
  "sqs:CancelMessageMoveTask",
];
