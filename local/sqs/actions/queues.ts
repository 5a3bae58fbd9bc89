// Actions on queues: create, find, list, purge and delete.
import * as z from "zod";
import { byName } from "../../by-name.ts";
import type { Queue } from "../engine/model.ts";
import { createQueue, deleteQueue, purgeQueue, queueArn } from "../engine/queues.ts";
import { checkRedriveTarget, deadLetterSources } from "../engine/redrive.ts";
import { SqsError } from "../errors.ts";
import { queueUrl } from "../queue-url.ts";
import { checkAttributes, mergeAttributes, visibleAttributes } from "../rules/queue-attributes.ts";
import { checkQueueName, requireQueueName } from "../rules/queue-name.ts";
import { checkTags } from "../rules/tags.ts";
import { action, type Call, paginate, requireQueue } from "./call.ts";

const QueueUrl = z.string();
const StringsByName = byName(z.string()).default(() => new Map());
const Page = { MaxResults: z.int32().optional(), NextToken: z.string().optional() };
const OnQueue = z.object({ QueueUrl });

const CreateQueue = z.object({
  QueueName: z.string().optional(),
  Attributes: StringsByName,
  tags: StringsByName,
});

export const queueActions = {
  CreateQueue: action(CreateQueue, (call, input) => {
    const fifo = input.Attributes.get("FifoQueue")?.toLowerCase() === "true";
    const queueName = checkQueueName(input.QueueName, fifo);
    const checked = checkAttributes(input.Attributes, fifo);
    const name = { ...call.identity, name: queueName };
    const arn = queueArn(name);
    const existing = call.engine.queues.get(arn);
    if (existing) {
      refuseDifferences(existing, checked);
    } else {
      const attributes = mergeAttributes({}, checked);
      checkTags(queueName, new Map(), input.tags);
      if (attributes.RedrivePolicy) {
        checkRedriveTarget(call.engine, { ...call.identity, arn, fifo }, attributes.RedrivePolicy);
      }
      const { accountId, region } = call.identity;
      createQueue(call.engine, { accountId, region, name: queueName }, attributes, input.tags, call.now);
    }
    return { QueueUrl: queueUrl(call.baseUrl, name) };
  }),

  GetQueueUrl: action(
    z.object({ QueueName: z.string().optional(), QueueOwnerAWSAccountId: z.string().optional() }),
    (call, input) => {
      const accountId = input.QueueOwnerAWSAccountId ?? call.identity.accountId;
      const name = requireQueueName(input.QueueName);
      const queue = call.engine.queues.get(queueArn({ accountId, region: call.identity.region, name }));
      if (!queue) throw new SqsError("QueueDoesNotExist", "The specified queue does not exist.");
      return { QueueUrl: queueUrl(call.baseUrl, queue) };
    },
  ),

  ListQueues: action(z.object({ QueueNamePrefix: z.string().default(""), ...Page }), (call, input) => {
    const { accountId, region } = call.identity;
    const queues = [...call.engine.queues.values()].filter(
      (queue) =>
        queue.accountId === accountId &&
        queue.region === region &&
        queue.name.startsWith(input.QueueNamePrefix),
    );
    const { page, nextToken } = urlPage(call, queues, input);
    return { ...(page.length > 0 && { QueueUrls: page }), ...nextToken };
  }),

  ListDeadLetterSourceQueues: action(z.object({ QueueUrl, ...Page }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    const { page, nextToken } = urlPage(call, deadLetterSources(call.engine, queue.arn), input);
    return { queueUrls: page, ...nextToken };
  }),

  PurgeQueue: action(OnQueue, (call, input) => {
    purgeQueue(call.engine, requireQueue(call, input.QueueUrl), call.now);
    return {};
  }),

  DeleteQueue: action(OnQueue, (call, input) => {
    deleteQueue(call.engine, requireQueue(call, input.QueueUrl), call.now);
    return {};
  }),
};

/** CreateQueue of an existing queue succeeds unless a given attribute differs from the queue's. */
function refuseDifferences(queue: Queue, given: Record<string, string>): void {
  const current = { ...visibleAttributes(queue.attributes), ...queue.attributes };
  for (const [name, value] of Object.entries(given)) {
    if ((current[name] ?? "") === value) continue;
    throw new SqsError(
      "QueueNameExists",
      `A queue already exists with the same name and a different value for attribute ${name}`,
    );
  }
}

function urlPage(
  call: Call,
  queues: Queue[],
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
) {
  const sorted = queues.sort((a, b) => (a.name < b.name ? -1 : 1));
  const { page, nextToken } = paginate(sorted, (queue) => queue.name, input.MaxResults, input.NextToken);
  return {
    page: page.map((queue) => queueUrl(call.baseUrl, queue)),
    nextToken: nextToken === undefined ? {} : { NextToken: nextToken },
  };
}
