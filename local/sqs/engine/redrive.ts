// The redrive policy: moves messages that were received too often, and checks the dead-letter queue of a policy.
import { SqsError } from "../errors.ts";
import { allowsSource, type RedrivePolicy } from "../rules/redrive-policy.ts";
import { groupOf, leave } from "./group.ts";
import type { Engine, Message, Queue } from "./model.ts";
import { show } from "./visibility.ts";

export type RedriveTarget = { queue: Queue; maxReceiveCount: number };

/** Undefined without a policy, and where its dead-letter queue was deleted: the message is then delivered again, not lost. */
export function redriveTarget(engine: Engine, queue: Queue): RedriveTarget | undefined {
  const policy = queue.settings.redrivePolicy;
  const target = policy && engine.queues.get(policy.deadLetterTargetArn);
  return target ? { queue: target, maxReceiveCount: policy.maxReceiveCount } : undefined;
}

/**
 * Moves a message that has been taken off its queue. It keeps its id, attributes and total receive count. On a standard
 * queue its retention counts from the original send, on a FIFO queue from now. [SQS: dead-letter queues]
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
  message.heldInside = false;
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

type Source = { arn: string; fifo: boolean; accountId: string; region: string };

/** @throws SqsError InvalidParameterValue where `source` may not use the dead-letter queue that `policyText` names. */
export function checkRedriveTarget(engine: Engine, source: Source, policyText: string): void {
  const invalid = (reason: string) =>
    new SqsError(
      "InvalidParameterValue",
      `Value ${policyText} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  const policy: RedrivePolicy = JSON.parse(policyText);
  const target = engine.queues.get(policy.deadLetterTargetArn);
  if (!target) throw invalid("Dead letter target does not exist.");
  if (target.accountId !== source.accountId) {
    throw invalid("Dead letter target owner should be same as the source.");
  }
  if (target.region !== source.region) {
    throw invalid("Dead letter target must be in the same region as the source.");
  }
  if (target.fifo !== source.fifo) {
    // The second full stop is SQS's.
    throw invalid("Dead-letter queue must be same type of queue as the source..");
  }
  if (!allowsSource(target.attributes.RedriveAllowPolicy, source.arn)) {
    throw invalid("The dead-letter queue's RedriveAllowPolicy does not allow this source queue.");
  }
}
