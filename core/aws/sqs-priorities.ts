// The queues of an app's priorities as one: each message goes to the queue of its priority, and counts are of all.
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { JobMessage, JobQueue, Outgoing, Sent } from "../jobs/engine.ts";
import { eachPriority, mapPriorities, type PerPriority, type Priority } from "../priorities.ts";
import { createJobQueue } from "./sqs-queue.ts";

/** One queue where there is only the priority `default`. */
export function createJobQueues({
  client,
  queueUrls,
}: {
  client: Pick<SQSClient, "send">;
  queueUrls: PerPriority<string>;
}): JobQueue {
  const queues = mapPriorities(queueUrls, (queueUrl) => createJobQueue({ client, queueUrl }));
  const all = eachPriority(queues).map(([, queue]) => queue);
  if (all.length === 1) return queues.default;

  const byName = new Map(eachPriority(queueUrls).map(([priority, url]) => [nameOf(url), queues[priority]]));
  // A priority that the app no longer has: its jobs run all the same.
  const priorityOf = ({ priority = "default" }: JobMessage): Priority =>
    queues[priority] ? priority : "default";
  const queueOf = (message: JobMessage): JobQueue => queues[priorityOf(message)] ?? queues.default;
  const sum = async (counts: Promise<number>[]) =>
    (await Promise.all(counts)).reduce((total, count) => total + count, 0);

  return {
    send: (message, options) => queueOf(message).send(message, options),
    async sendMany(messages, options) {
      const sent: Sent[] = [];
      await Promise.all(
        eachPriority(queues).map(async ([priority, queue]) => {
          const mine = [...messages.entries()].filter(([, { message }]) => priorityOf(message) === priority);
          const outgoing = mine.map(([, one]): Outgoing => one);
          const outcomes = outgoing.length === 0 ? [] : await queue.sendMany(outgoing, options);
          for (const [at, [index]] of mine.entries()) sent[index] = outcomes[at] as Sent;
        }),
      );
      return sent;
    },
    changeVisibility: (receiptHandle, seconds, name = "") =>
      (byName.get(name) ?? queues.default).changeVisibility(receiptHandle, seconds),
    backlog: (options) => sum(all.map((queue) => queue.backlog(options))),
    inFlight: () => sum(all.map((queue) => queue.inFlight())),
    async counts() {
      const each = eachPriority(queues).map(async ([priority, queue]) =>
        (await queue.counts()).map((counts) => ({ ...counts, priority })),
      );
      return (await Promise.all(each)).flat();
    },
  };
}

const nameOf = (queueUrl: string): string => queueUrl.split("/").at(-1) ?? queueUrl;
