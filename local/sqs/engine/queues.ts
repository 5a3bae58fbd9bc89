// Creates, changes, purges and deletes queues.
import { SqsError } from "../errors.ts";
import { parseSettings } from "../rules/queue-attributes.ts";
import { noUsage } from "./fairness.ts";
import { Heap } from "./heap.ts";
import type { Engine, Journal, Queue } from "./model.ts";
import { dueAt, settle } from "./visibility.ts";

/** [SQS API: DeleteQueue, PurgeQueue] */
export const NAME_TAKEN_MS = 60_000;
const PURGE_EVERY_MS = 60_000;

export function createEngine(journal: Journal, idPrefix: string): Engine {
  return {
    idPrefix,
    nextSeq: 1,
    nextQueueId: 1,
    queues: new Map(),
    deletedAt: new Map(),
    moveTasks: [],
    journal,
    cooldowns: true,
    onChange: () => {},
  };
}

export type QueueName = { accountId: string; region: string; name: string };

export function queueArn({ accountId, region, name }: QueueName): string {
  return `arn:${partition(region)}:sqs:${region}:${accountId}:${name}`;
}

function partition(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

export type StoredQueue = QueueName & {
  id: number;
  attributes: Record<string, string>;
  tags: ReadonlyMap<string, string>;
  createdAt: number;
  modifiedAt: number;
  purgedAt: number;
};

/** Adds a queue without messages: a new one, or one that was read from the journal. */
export function registerQueue(engine: Engine, stored: StoredQueue): Queue {
  const queue: Queue = {
    ...stored,
    arn: queueArn(stored),
    fifo: stored.attributes.FifoQueue === "true",
    settings: parseSettings(stored.attributes),
    groups: new Map(),
    now: stored.modifiedAt,
    deliverable: new Heap((a, b) => a.turn - b.turn),
    lastTurn: 0,
    usage: noUsage(),
    hidden: new Heap((a, b) => dueAt(queue, a) - dueAt(queue, b) || a.seq - b.seq),
    received: new Map(),
    visibleCount: 0,
    inFlightCount: 0,
    delayedCount: 0,
    nextExpiry: Number.POSITIVE_INFINITY,
    deduplication: new Map(),
    attempts: new Map(),
  };
  engine.queues.set(queue.arn, queue);
  engine.nextQueueId = Math.max(engine.nextQueueId, queue.id + 1);
  return queue;
}

/** @throws SqsError QueueDeletedRecently */
export function createQueue(
  engine: Engine,
  name: QueueName,
  attributes: Record<string, string>,
  tags: ReadonlyMap<string, string>,
  now: number,
): Queue {
  const arn = queueArn(name);
  const deletedAt = engine.deletedAt.get(arn);
  if (engine.cooldowns && deletedAt !== undefined && now < deletedAt + NAME_TAKEN_MS) {
    throw new SqsError(
      "QueueDeletedRecently",
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    );
  }
  engine.deletedAt.delete(arn);
  const queue = registerQueue(engine, {
    ...name,
    id: engine.nextQueueId,
    attributes,
    tags,
    createdAt: now,
    modifiedAt: now,
    purgedAt: 0,
  });
  engine.journal.queueSaved(queue);
  return queue;
}

export function changeAttributes(
  engine: Engine,
  queue: Queue,
  attributes: Record<string, string>,
  now: number,
): void {
  settle(engine, queue, now);
  const before = queue.settings;
  queue.attributes = attributes;
  queue.settings = parseSettings(attributes);
  queue.modifiedAt = now;
  // A new DelaySeconds applies to messages that are already delayed on a FIFO queue only. [SQS: delay queues]
  if (queue.fifo && before.delaySeconds !== queue.settings.delaySeconds) {
    for (const message of queue.hidden) {
      if (message.receivesHere > 0) continue;
      message.visibleAt = message.sentAt + queue.settings.delaySeconds * 1000;
      engine.journal.messageChanged(message);
    }
  }
  queue.hidden.reorder();
  queue.nextExpiry = 0;
  engine.journal.queueSaved(queue);
  settle(engine, queue, now);
  engine.onChange(queue);
}

export function deleteQueue(engine: Engine, queue: Queue, now: number): void {
  engine.queues.delete(queue.arn);
  for (const [arn, deletedAt] of engine.deletedAt) {
    if (deletedAt + NAME_TAKEN_MS <= now) engine.deletedAt.delete(arn);
  }
  engine.deletedAt.set(queue.arn, now);
  engine.journal.queueDeleted(queue, now);
  engine.onChange(queue);
}

/** Deduplication forgets the purged messages too. @throws SqsError PurgeQueueInProgress */
export function purgeQueue(engine: Engine, queue: Queue, now: number): void {
  if (engine.cooldowns && now < queue.purgedAt + PURGE_EVERY_MS) {
    throw new SqsError(
      "PurgeQueueInProgress",
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
    );
  }
  queue.purgedAt = now;
  queue.groups.clear();
  queue.deliverable.clear();
  queue.usage = noUsage();
  queue.hidden.clear();
  queue.received.clear();
  queue.deduplication.clear();
  queue.attempts.clear();
  queue.visibleCount = 0;
  queue.inFlightCount = 0;
  queue.delayedCount = 0;
  queue.nextExpiry = Number.POSITIVE_INFINITY;
  engine.journal.queuePurged(queue);
}
