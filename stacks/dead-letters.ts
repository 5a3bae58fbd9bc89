// The dead-letter inspector: looks at the dead-letter queue when its alarm fires, and every few minutes.
import { deadLetterAlarm } from "../core/aws/dead-letter-alarm.ts";
import type { Settings } from "../core/settings.ts";
import type { CreateAlarm } from "./create-alarm.ts";
import { createFunction } from "./function.ts";
import { tablePermission } from "./jobs-table.ts";
import type { Shared } from "./parts.ts";
import { megabytes, rateOf, secondsOf } from "./units.ts";

export function createDeadLetterInspection(createAlarm: CreateAlarm, shared: Shared): sst.aws.Function {
  const { settings, deadLetterQueue, table } = shared;
  const fn = createFunction("DeadLetterInspector", shared, {
    handler: "functions/dead-letters.handler",
    description: "Logs each message of the dead-letter queue once",
    timeout: secondsOf(settings.deadLetters.timeoutSeconds),
    memory: megabytes(settings.deadLetters.memoryMb),
    permissions: [
      // It may not delete: only an operator removes a message (docs/architecture.md, decision 2).
      {
        actions: ["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
        resources: [deadLetterQueue.arn],
      },
      tablePermission(table, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
    ],
  });

  const alarm = createAlarm("DeadLetters", {
    page: "dead-letters",
    says: "The dead-letter queue is not empty.",
    ...alarmArgs(settings, deadLetterQueue.nodes.queue.name),
    call: [fn.arn],
  });
  new aws.lambda.Permission("DeadLettersInvoke", {
    action: "lambda:InvokeFunction",
    function: fn.name,
    principal: "lambda.alarms.cloudwatch.amazonaws.com",
    sourceAccount: aws.getCallerIdentityOutput().accountId,
    sourceArn: alarm.arn,
  });

  // An alarm acts only when its state changes. While it is in ALARM, a further dead letter calls no function.
  new sst.aws.CronV2("Sweep", { schedule: rateOf(settings.deadLetters.sweepSeconds), function: fn.arn });
  return fn;
}

/** The shared definition in Pulumi's spelling. */
function alarmArgs(settings: Settings, queueName: $util.Input<string>) {
  const definition = deadLetterAlarm(settings, "");
  return {
    evaluationPeriods: definition.EvaluationPeriods,
    datapointsToAlarm: definition.DatapointsToAlarm,
    threshold: definition.Threshold,
    treatMissingData: definition.TreatMissingData,
    metricQueries: definition.Metrics.map((query) => ({
      id: query.Id,
      returnData: query.ReturnData,
      ...("Expression" in query
        ? { expression: query.Expression, label: query.Label }
        : {
            metric: {
              namespace: query.MetricStat.Metric.Namespace,
              metricName: query.MetricStat.Metric.MetricName,
              dimensions: { QueueName: queueName },
              period: query.MetricStat.Period,
              stat: query.MetricStat.Stat,
            },
          }),
    })),
  };
}
