// The consumer and an event source mapping for each priority's queue: at most so many jobs at once, one message each.
import { eachPriority } from "../core/priorities.ts";
import { createFunction } from "./function.ts";
import { indexPermission, tablePermission } from "./jobs-table.ts";
import type { Mapping, Queued } from "./parts.ts";
import { arnsOf, CLEAR_DEAD_LETTERS } from "./queues.ts";
import { megabytes, secondsOf } from "./units.ts";

export function createConsumer(shared: Queued): { consumer: sst.aws.Function; mappings: Mapping[] } {
  const { settings, options, queues, deadLetterQueue, table, delivery } = shared;
  const { consumer } = settings;
  // Without a key briefings are made by the embedded generator.
  const anthropicApiKey = new sst.Secret("AnthropicApiKey", "");

  const fn = createFunction("Consumer", shared, {
    handler: "functions/consumer.handler",
    description: "Runs briefing and delivery jobs from the queue",
    timeout: secondsOf(consumer.timeoutSeconds),
    memory: megabytes(consumer.memoryMb),
    ...(options.reserveConcurrency && { concurrency: { reserved: consumer.reservedConcurrency } }),
    environment: $resolve({ key: anthropicApiKey.value, delivery: delivery.environment }).apply(
      ({ key, delivery }): Record<string, string> => ({
        ...(key ? { ANTHROPIC_API_KEY: key } : {}),
        ...delivery,
      }),
    ),
    permissions: [
      {
        actions: [
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:ChangeMessageVisibility",
          "sqs:GetQueueAttributes",
          // To renew a message, and for jobs that enqueue others.
          "sqs:SendMessage",
        ],
        resources: arnsOf(queues),
      },
      // For `jobs:bulk`, which does at an operator's word what the command line does: it finds jobs, and deletes their dead letters.
      { actions: CLEAR_DEAD_LETTERS, resources: [deadLetterQueue.arn] },
      tablePermission(table, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      indexPermission(table),
      ...delivery.permissions,
    ],
  });

  const mappings = eachPriority(queues).map(([priority, queue]) => {
    const subscriber = queue.subscribe(fn.arn, {
      batch: { size: consumer.batchSize, partialResponses: true },
      transform: {
        eventSourceMapping: (mapping) => {
          // Reserved concurrency alone would let Lambda receive messages that it then cannot run (docs/architecture.md, decision 4).
          mapping.scalingConfig = { maximumConcurrency: consumer.shares[priority] };
        },
      },
    });
    // Not `subscriber.nodes`: all of it would be resolved, and its function is refused.
    return {
      uuid: subscriber.apply(({ nodes }) => nodes.eventSourceMapping.uuid),
      arn: subscriber.apply(({ nodes }) => nodes.eventSourceMapping.arn),
    };
  });
  return { consumer: fn, mappings };
}

/** A function may read the consumer's switch, and move it where it says so. */
export const switchPermission = (mappings: readonly Mapping[], ...moves: "UpdateEventSourceMapping"[]) => ({
  actions: ["GetEventSourceMapping", ...moves].map((action) => `lambda:${action}`),
  resources: mappings.map(({ arn }) => arn),
});

/** By this variable a function knows the switch. */
export const switchEnvironment = (mappings: readonly Mapping[]) => ({
  EVENT_SOURCE_MAPPING_IDS: mappingIds(mappings),
});

export const mappingIds = (mappings: readonly Mapping[]): $util.Output<string> =>
  $resolve(mappings.map(({ uuid }) => uuid)).apply((uuids) => uuids.join(","));
