// The pair of queues: encrypted, over TLS only, with SQS's own redrive policy between them.
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../core/aws/queue-definition.ts";
import type { Settings } from "../core/settings.ts";
import { secondsOf } from "./units.ts";

export function createQueues(settings: Settings) {
  const dead = deadLetterQueueAttributes(settings);
  const deadLetterQueue = new sst.aws.Queue("BriefingsDead", {
    transform: {
      queue: { messageRetentionSeconds: Number(dead.MessageRetentionPeriod), sqsManagedSseEnabled: true },
    },
  });

  const live = queueAttributes(settings, "");
  const queue = new sst.aws.Queue("Briefings", {
    visibilityTimeout: secondsOf(settings.queue.visibilityTimeoutSeconds),
    dlq: { queue: deadLetterQueue.arn, retry: settings.queue.maxReceiveCount },
    transform: {
      queue: {
        messageRetentionSeconds: Number(live.MessageRetentionPeriod),
        receiveWaitTimeSeconds: Number(live.ReceiveMessageWaitTimeSeconds),
        sqsManagedSseEnabled: true,
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
