// Reads the alarms on a queue for the doctor.
import { type CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import type { AlarmFacts } from "../../jobs/operate/inspector.ts";
import { probing } from "./probe-error.ts";

/** All that look at a metric of this queue, on one metric or on an expression. @throws ProbeError */
export const readAlarms = (client: CloudWatchClient, queueName: string): Promise<AlarmFacts[]> =>
  probing("cloudwatch:DescribeAlarms", "the alarms of this account", async () => {
    const found: AlarmFacts[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
      { client },
      { AlarmTypes: ["MetricAlarm"] },
    )) {
      found.push(
        ...MetricAlarms.map(factsOf).filter(({ metrics }) =>
          metrics.some((one) => one.queueName === queueName),
        ),
      );
    }
    return found;
  });

function factsOf(alarm: MetricAlarm): AlarmFacts {
  const onExpression = alarm.Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [];
  return {
    name: alarm.AlarmName ?? "",
    arn: alarm.AlarmArn ?? "",
    actionsEnabled: alarm.ActionsEnabled ?? false,
    actions: alarm.AlarmActions ?? [],
    metrics: [alarm, ...onExpression].flatMap(({ Namespace = "", MetricName, Dimensions = [] }) => {
      const queueName = Dimensions.find(({ Name }) => Name === "QueueName")?.Value;
      return MetricName === undefined || queueName === undefined
        ? []
        : [{ namespace: Namespace, name: MetricName, queueName }];
    }),
  };
}
