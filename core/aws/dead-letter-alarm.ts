// The CloudWatch alarm on the dead-letter queue, as provisioning and the stack declare it.
import type { Settings } from "../settings.ts";

/** Both counts, since a peek only moves messages from the one to the other (docs/architecture.md, decision 2). */
const counts = ["ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible"] as const;

/**
 * In the SDK's spelling. It must be on `Visible + NotVisible`: `NumberOfMessagesSent` does not see what the redrive
 * policy moves.
 */
export const deadLetterAlarm = (settings: Settings, queueName: string) => ({
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  Threshold: 0,
  ComparisonOperator: "GreaterThanThreshold" as const,
  // SQS publishes nothing for a queue that has been idle for six hours.
  TreatMissingData: "notBreaching",
  Metrics: [
    {
      Id: "all",
      Expression: "visible + hidden",
      Label: "messages in the dead-letter queue",
      ReturnData: true,
    },
    ...counts.map((metricName, index) => ({
      Id: index === 0 ? "visible" : "hidden",
      ReturnData: false,
      MetricStat: {
        Metric: {
          Namespace: "AWS/SQS",
          MetricName: metricName,
          Dimensions: [{ Name: "QueueName", Value: queueName }],
        },
        Period: settings.deadLetters.periodSeconds,
        Stat: "Maximum",
      },
    })),
  ],
});

/**
 * The same on one metric, for LocalStack, which takes an alarm on an expression and never evaluates it. It sees visible
 * messages only, and a run of the dead-letter inspector hides them until it ends.
 */
export const deadLetterAlarmForLocalStack = (settings: Settings, queueName: string) => {
  const { Metrics: _, ...alarm } = deadLetterAlarm(settings, queueName);
  return {
    ...alarm,
    Namespace: "AWS/SQS",
    MetricName: counts[0],
    Dimensions: [{ Name: "QueueName", Value: queueName }],
    Period: settings.deadLetters.periodSeconds,
    Statistic: "Maximum" as const,
  };
};
