// What `lambda-sqs-jobs/aws` exports: the adapters to SQS, DynamoDB and Lambda's SQS events.
export { type ClientOptions, createDynamoClient, createSqsClient } from "../../core/aws/clients.ts";
export { createDynamoCache } from "../../core/aws/dynamo-cache.ts";
export { createDynamoStore } from "../../core/aws/dynamo-store.ts";
export * from "../../core/aws/dynamo-table.ts";
export {
  createMappingSwitch,
  type MappingSwitchOptions,
} from "../../core/aws/event-source-mapping-switch.ts";
export {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../../core/aws/queue-definition.ts";
export { createDeadLetterQueue } from "../../core/aws/sqs-dead-letters.ts";
export { createJobQueues } from "../../core/aws/sqs-priorities.ts";
export { createJobQueue } from "../../core/aws/sqs-queue.ts";
export { toReceived } from "../../functions/received-message.ts";
