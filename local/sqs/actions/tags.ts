// TagQueue, UntagQueue and ListQueueTags.
import * as z from "zod";
import { SqsError } from "../errors.ts";
import { checkTagKeys, checkTags } from "../rules/tags.ts";
import { action, requireQueue } from "./call.ts";

const QueueUrl = z.string();

export const tagActions = {
  TagQueue: action(z.object({ QueueUrl, Tags: z.record(z.string(), z.string()) }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    if (Object.keys(input.Tags).length === 0) {
      throw new SqsError("MissingParameter", "The request must contain the parameter Tags.");
    }
    checkTags(queue.name, queue.tags, input.Tags);
    queue.tags = { ...queue.tags, ...input.Tags };
    call.engine.journal.queueSaved(queue);
    return {};
  }),

  UntagQueue: action(z.object({ QueueUrl, TagKeys: z.array(z.string()).default([]) }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    // No key at all is a key without characters to SQS: so an empty list looked in the query protocol.
    checkTagKeys(input.TagKeys.length > 0 ? input.TagKeys : [""]);
    const kept = Object.entries(queue.tags).filter(([key]) => !input.TagKeys.includes(key));
    queue.tags = Object.fromEntries(kept);
    call.engine.journal.queueSaved(queue);
    return {};
  }),

  ListQueueTags: action(z.object({ QueueUrl }), (call, input) => {
    const { tags } = requireQueue(call, input.QueueUrl);
    return Object.keys(tags).length > 0 ? { Tags: tags } : {};
  }),
};
