// The pair of queues: their attributes, and who may move messages between them, as provisioning and the stack declare them.
import type { Settings } from "../settings.ts";

/** What `CreateQueue` and `SetQueueAttributes` take for the dead-letter queue. */
export const deadLetterQueueAttributes = (settings: Settings) => ({
  MessageRetentionPeriod: String(settings.deadLetterQueue.retentionSeconds),
  SqsManagedSseEnabled: "true",
});

/** The same for the queue of jobs. */
export const queueAttributes = (settings: Settings, deadLetterQueueArn: string) => ({
  VisibilityTimeout: String(Math.ceil(settings.queue.visibilityTimeoutSeconds)),
  MessageRetentionPeriod: String(settings.queue.retentionSeconds),
  ReceiveMessageWaitTimeSeconds: String(settings.queue.waitTimeSeconds),
  SqsManagedSseEnabled: "true",
  RedrivePolicy: JSON.stringify({
    deadLetterTargetArn: deadLetterQueueArn,
    maxReceiveCount: settings.queue.maxReceiveCount,
  }),
});

/** Only the queues of jobs may use this dead-letter queue, and be its redrive's destination. SQS allows ten. */
export const redriveAllowPolicy = (...queueArns: string[]) => ({
  redrivePermission: "byQueue",
  sourceQueueArns: queueArns,
});
