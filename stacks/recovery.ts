// The recover function, every minute: makes runs of schedules, sends what is due, and sends jobs again that should have moved and did not.
import { switchEnvironment, switchPermission } from "./consumer.ts";
import { createFunction } from "./function.ts";
import { indexPermission, tablePermission } from "./jobs-table.ts";
import type { Shared } from "./parts.ts";
import { arnsOf } from "./queues.ts";
import { megabytes, rateOf, secondsOf } from "./units.ts";

export function createRecovery(shared: Shared): sst.aws.Function {
  const { settings, queues, deadLetterQueue, table, mappings } = shared;
  const fn = createFunction("RecoverHandler", shared, {
    handler: "functions/recover.handler",
    description: "Makes runs of schedules, sends what is due, and sends jobs again that should have moved",
    timeout: secondsOf(settings.recover.timeoutSeconds),
    memory: megabytes(settings.recover.memoryMb),
    environment: switchEnvironment(mappings),
    permissions: [
      { actions: ["sqs:SendMessage", "sqs:GetQueueAttributes"], resources: arnsOf(queues) },
      // Before it gives a job up as lost, it reads whether the job's message may be in this queue.
      { actions: ["sqs:GetQueueAttributes"], resources: [deadLetterQueue.arn] },
      tablePermission(table, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      indexPermission(table),
      // While the consumer is paused no message is overdue, and the metric says so.
      switchPermission(mappings),
    ],
  });
  new sst.aws.CronV2("Recover", { schedule: rateOf(settings.recover.everySeconds), function: fn.arn });
  return fn;
}
