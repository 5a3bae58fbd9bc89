// TagQueue, UntagQueue and ListQueueTags.
import * as z from "zod";
import { checkTags } from "../rules/tags.ts";
import { action, requireQueue } from "./call.ts";

const QueueUrl = z.string();

export const tagActions = {
  TagQueue: action(z.object({ QueueUrl, Tags: z.record(z.string(), z.string()) }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    checkTags(queue.name, queue.tags, input.Tags);
    queue.tags = { ...queue.tags, ...input.Tags };
    call.engine.journal.queueSaved(queue);
    return {};
  }),

  UntagQueue: action(z.object({ QueueUrl, TagKeys: z.array(z.string()) }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
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
