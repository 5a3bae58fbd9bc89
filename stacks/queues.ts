// The pair of queues: encrypted, over TLS only, with SQS's own redrive policy between them.
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../core/aws/queue-definition.ts";
import type { Settings } from "../core/settings.ts";
import { keepAlways } from "./kept.ts";
import { secondsOf } from "./units.ts";

export function createQueues(settings: Settings) {
  const dead = deadLetterQueueAttributes(settings);
  const deadLetterQueue = new sst.aws.Queue("BriefingsDead", {
    transform: {
      queue: (args, options) => {
        args.messageRetentionSeconds = Number(dead.MessageRetentionPeriod);
        args.sqsManagedSseEnabled = true;
        Object.assign(options, keepAlways());
      },
    },
  });

  const live = queueAttributes(settings, "");
  const queue = new sst.aws.Queue("Briefings", {
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

  // Apart from the queue itself, or the two ARNs would wait for each other.
  new aws.sqs.RedriveAllowPolicy("BriefingsDeadRedriveAllow", {
    queueUrl: deadLetterQueue.url,
    redriveAllowPolicy: queue.arn.apply((arn) => JSON.stringify(redriveAllowPolicy(arn))),
  });
  requireTls("Briefings", queue);
  requireTls("BriefingsDead", deadLetterQueue);
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
