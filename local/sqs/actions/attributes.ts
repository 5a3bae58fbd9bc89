// GetQueueAttributes and SetQueueAttributes.
import * as z from "zod";
import { byName } from "../../by-name.ts";
import type { Queue } from "../engine/model.ts";
import { changeAttributes } from "../engine/queues.ts";
import { checkRedriveTarget } from "../engine/redrive.ts";
import { settle } from "../engine/visibility.ts";
import { SqsError } from "../errors.ts";
import {
  checkAttributeNames,
  checkAttributes,
  mergeAttributes,
  visibleAttributes,
} from "../rules/queue-attributes.ts";
import { action, type Call, requireQueue } from "./call.ts";

const QueueUrl = z.string();

export const attributeActions = {
  GetQueueAttributes: action(
    z.object({ QueueUrl, AttributeNames: z.array(z.string()).default([]) }),
    (call, input) => {
      const queue = requireQueue(call, input.QueueUrl);
      checkAttributeNames(input.AttributeNames);
      if (input.AttributeNames.length === 0) return {};
      const all = allAttributes(call, queue);
      if (input.AttributeNames.includes("All")) return { Attributes: all };
      const asked = Object.entries(all).filter(([name]) => input.AttributeNames.includes(name));
      return asked.length > 0 ? { Attributes: Object.fromEntries(asked) } : {};
    },
  ),

  SetQueueAttributes: action(
    z.object({ QueueUrl, Attributes: byName(z.string()).default(() => new Map()) }),
    (call, input) => {
      const queue = requireQueue(call, input.QueueUrl);
      if (input.Attributes.size === 0) {
        throw new SqsError("MissingParameter", "The request must contain the parameter Attribute.Name.");
      }
      const changes = checkAttributes(input.Attributes, queue.fifo);
      if (queue.fifo && changes.FifoQueue === "false") {
        throw new SqsError(
          "InvalidAttributeValue",
          "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
        );
      }
      const attributes = mergeAttributes(queue.attributes, changes);
      if (changes.RedrivePolicy) checkRedriveTarget(call.engine, queue, changes.RedrivePolicy);
      changeAttributes(call.engine, queue, attributes, call.now);
      return {};
    },
  ),
};

function allAttributes(call: Call, queue: Queue): Record<string, string> {
  settle(call.engine, queue, call.now);
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.visibleCount),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlightCount),
    ApproximateNumberOfMessagesDelayed: String(queue.delayedCount),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ...visibleAttributes(queue.attributes),
  };
}
