// The redrive policy at work: where a message goes that was received too often.
import { groupOf, leave } from "./group.ts";
import type { Engine, Message, Queue } from "./model.ts";
import { show } from "./visibility.ts";

export type RedriveTarget = { queue: Queue; maxReceiveCount: number };

/** Null without a policy, and where its dead-letter queue is gone: a message is rather delivered again than lost. */
export function redriveTarget(engine: Engine, queue: Queue): RedriveTarget | undefined {
  const policy = queue.settings.redrivePolicy;
  const target = policy && engine.queues.get(policy.deadLetterTargetArn);
  return target ? { queue: target, maxReceiveCount: policy.maxReceiveCount } : undefined;
}

/**
 * Moves a message that is in no place any more. It keeps its id, attributes and total receive count. Its retention
 * goes on from the original send on a standard queue and begins anew on a FIFO queue. [SQS: dead-letter queues]
 */
export function moveToDeadLetterQueue(
  engine: Engine,
  source: Queue,
  target: Queue,
  message: Message,
  now: number,
): void {
  source.received.delete(message.seq);
  leave(source, message);
  message.group = groupOf(target, message.group.id);
  message.group.size += 1;
  message.extra = { ...message.extra, deadLetterQueueSourceArn: source.arn };
  message.receivesHere = 0;
  message.visibleAt = now;
  if (target.fifo) message.sentAt = now;
  engine.journal.messageMoved(target, message);
  show(engine, target, message);
}

export function deadLetterSources(engine: Engine, arn: string): Queue[] {
  return [...engine.queues.values()].filter(
    (queue) => queue.settings.redrivePolicy?.deadLetterTargetArn === arn,
  );
}
