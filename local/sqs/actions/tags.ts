// TagQueue, UntagQueue and ListQueueTags.
import * as z from "zod";
import { byName } from "../../by-name.ts";
import { SqsError } from "../errors.ts";
import { checkTagKeys, checkTags } from "../rules/tags.ts";
import { action, requireQueue } from "./call.ts";

const QueueUrl = z.string();

export const tagActions = {
  TagQueue: action(z.object({ QueueUrl, Tags: byName(z.string()) }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    if (input.Tags.size === 0) {
      throw new SqsError("MissingParameter", "The request must contain the parameter Tags.");
    }
    checkTags(queue.name, queue.tags, input.Tags);
    queue.tags = new Map([...queue.tags, ...input.Tags]);
    call.engine.journal.queueSaved(queue);
    return {};
  }),

  UntagQueue: action(z.object({ QueueUrl, TagKeys: z.array(z.string()).default([]) }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    // SQS takes an empty list for one empty key, which is how the query protocol wrote it.
    checkTagKeys(input.TagKeys.length > 0 ? input.TagKeys : [""]);
    queue.tags = new Map([...queue.tags].filter(([key]) => !input.TagKeys.includes(key)));
    call.engine.journal.queueSaved(queue);
    return {};
  }),

  ListQueueTags: action(z.object({ QueueUrl }), (call, input) => {
    const { tags } = requireQueue(call, input.QueueUrl);
    return tags.size > 0 ? { Tags: Object.fromEntries(tags) } : {};
  }),
};
