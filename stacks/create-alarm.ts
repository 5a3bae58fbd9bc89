// Creates an alarm. The alarm notifies the topic when it fires and when it is over, and names its page in the runbook.
import type { StageOptions } from "./stage-options.ts";

type Reserved = "name" | "alarmDescription" | "alarmActions" | "okActions" | "comparisonOperator";

export type AlarmArgs = Omit<aws.cloudwatch.MetricAlarmArgs, Reserved> & {
  /** Its heading in docs/runbook.md. */
  page: string;
  /** What has happened, in a sentence. */
  says: string;
  /** Notifies the topic also when the metric has no data. */
  tellSilence?: boolean;
  /** Functions to call before the topic is told. */
  call?: $util.Input<string>[];
};

export type CreateAlarm = (name: string, args: AlarmArgs) => aws.cloudwatch.MetricAlarm;

/** An alarm fires above its threshold. Without data it does not fire, unless it says otherwise. */
export function createAlarmFactory(options: StageOptions): CreateAlarm {
  const topic = new sst.aws.SnsTopic("Alarms");
  if (options.alarmEmail === undefined && $app.protect) {
    void $util.log.warn(
      `ALARM_EMAIL is not set: the alarms of ${$app.stage} tell a topic that nobody reads. Put ALARM_EMAIL=you@example.com into .env.${$app.stage} and deploy again`,
    );
  }
  if (options.alarmEmail !== undefined) {
    new aws.sns.TopicSubscription("AlarmsEmail", {
      topic: topic.arn,
      protocol: "email",
      endpoint: options.alarmEmail,
    });
  }
  return (name, { page, says, call = [], tellSilence = false, ...args }) =>
    new aws.cloudwatch.MetricAlarm(name, {
      treatMissingData: "notBreaching",
      ...args,
      comparisonOperator: "GreaterThanThreshold",
      name: `${$app.name}-${$app.stage}-${name}`,
      alarmDescription: `${says} What to do: docs/runbook.md#${page}`,
      alarmActions: [...call, topic.arn],
      okActions: [topic.arn],
      ...(tellSilence && { insufficientDataActions: [topic.arn] }),
    });
}
