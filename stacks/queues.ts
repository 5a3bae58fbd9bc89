// The pair of queues: encrypted, over TLS only, with SQS's own redrive policy between them.
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../core/aws/queue-definition.ts";
import type { App } from "../core/define-app.ts";
import type { Settings } from "../core/settings.ts";
import { keepAlways } from "./kept.ts";
import { secondsOf } from "./units.ts";

export function createQueues({ title }: App, settings: Settings) {
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
  const queue = new sst.aws.Queue(title, {
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

  // A resource of its own, because each queue would otherwise need the ARN of the other.
  new aws.sqs.RedriveAllowPolicy(`${title}DeadRedriveAllow`, {
    queueUrl: deadLetterQueue.url,
    redriveAllowPolicy: queue.arn.apply((arn) => JSON.stringify(redriveAllowPolicy(arn))),
  });
  requireTls(title, queue);
  requireTls(`${title}Dead`, deadLetterQueue);
  return { queue, deadLetterQueue };
}

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
