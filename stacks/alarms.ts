// The alarms on jobs that wait or fail and on functions that crash. The alarm on dead letters is in `dead-letters.ts`.
import { DIMENSION, type MetricName, metricLimits } from "../core/metrics.ts";
import { eachPriority } from "../core/priorities.ts";
import type { CreateAlarm } from "./create-alarm.ts";
import type { Watched } from "./parts.ts";
import { suffixOf } from "./queues.ts";

const PERIOD_SECONDS = 60;
const FIVE_MINUTES = 300;

export function createAlarms(createAlarm: CreateAlarm, watched: Watched): void {
  alarmOnAges(createAlarm, watched);
  alarmOnBreakers(createAlarm, watched);
  alarmOnFailures(createAlarm, watched);
}

const ours = (watched: Watched, metricName: MetricName) => ({
  namespace: watched.app.title,
  metricName,
  dimensions: { [DIMENSION.queue]: watched.queue.nodes.queue.name },
});

function alarmOnAges(createAlarm: CreateAlarm, watched: Watched): void {
  const limits = metricLimits(watched.settings);
  const tooLong = { statistic: "Maximum", period: PERIOD_SECONDS, evaluationPeriods: 5 };
  const paused = ours(watched, "ConsumerPaused");

  for (const [priority, queue] of eachPriority(watched.queues)) {
    createAlarm(`OldestMessage${suffixOf(priority)}`, {
      page: "oldest-message",
      says: "A message waits too long; after days it expires without a word.",
      evaluationPeriods: 5,
      metricQueries: ageUnlessPaused(paused, {
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: queue.nodes.queue.name },
      }),
      threshold: limits.oldestMessageSeconds,
    });
  }
  createAlarm("OldestPending", {
    page: "oldest-pending-job",
    says: "A job was accepted and not sent for long, or recover does not run.",
    ...tooLong,
    ...ours(watched, "OldestPendingAge"),
    threshold: limits.oldestPendingSeconds,
    // Recover publishes every minute, so missing data means that it does not run. "missing" is used and not "breaching":
    // a new alarm has no data, and would fire at every first deploy. Under `sst dev` the laptop may be asleep.
    treatMissingData: $dev ? "notBreaching" : "missing",
    tellSilence: !$dev,
  });
  createAlarm("OldestQueued", {
    page: "oldest-queued-job",
    says: "A job waits too long for its first attempt.",
    evaluationPeriods: 5,
    metricQueries: ageUnlessPaused(paused, ours(watched, "OldestQueuedAge")),
    threshold: limits.oldestQueuedSeconds,
  });
  createAlarm("ConsumerPaused", {
    page: "the-consumer-is-paused",
    says: "Somebody has paused the consumer, and jobs wait until it is resumed.",
    ...tooLong,
    ...paused,
    threshold: 0,
  });
}

function alarmOnBreakers(createAlarm: CreateAlarm, watched: Watched): void {
  createAlarm("BreakerOpen", {
    page: "the-breaker-is-open",
    says: "Attempts of a job type fail one after the other for one cause, and its jobs wait.",
    ...{ statistic: "Maximum", period: PERIOD_SECONDS, evaluationPeriods: 1 },
    ...ours(watched, "BreakersOpen"),
    threshold: 0,
  });
}

type Metric = { namespace: string; metricName: string; dimensions: Record<string, $util.Output<string>> };

/** While the consumer is paused everything waits, which is what was asked for: another alarm tells of it. */
function ageUnlessPaused(paused: Metric, age: Metric): aws.cloudwatch.MetricAlarmArgs["metricQueries"] {
  const query = (id: string, metric: Metric) => ({
    id,
    returnData: false,
    metric: { ...metric, stat: "Maximum", period: PERIOD_SECONDS },
  });
  return [
    {
      id: "waiting",
      label: "seconds, 0 while the consumer is paused",
      expression: "IF(FILL(paused, 0) > 0, 0, age)",
      returnData: true,
    },
    query("age", age),
    query("paused", paused),
  ];
}

function alarmOnFailures(createAlarm: CreateAlarm, watched: Watched): void {
  const limits = metricLimits(watched.settings);
  const sum = { statistic: "Sum", period: FIVE_MINUTES, evaluationPeriods: 1 };
  const counted = (id: string, metricName: MetricName) => ({
    id,
    returnData: false,
    metric: { ...ours(watched, metricName), stat: "Sum", period: FIVE_MINUTES },
  });

  createAlarm("JobsFailing", {
    page: "jobs-failing",
    says: "Most attempts of jobs fail.",
    evaluationPeriods: 1,
    threshold: limits.failedShare,
    metricQueries: [
      {
        id: "share",
        label: "share of attempts that failed",
        expression: `IF(succeeded + retried + dead >= ${limits.fewestAttempts}, (retried + dead) / (succeeded + retried + dead), 0)`,
        returnData: true,
      },
      counted("succeeded", "JobsSucceeded"),
      counted("retried", "JobsRetried"),
      counted("dead", "JobsDead"),
    ],
  });

  const { consumer, deadLetters, recover } = watched.functions;
  for (const [name, fn] of Object.entries({
    Consumer: consumer,
    DeadLetterInspector: deadLetters,
    Recover: recover,
  })) {
    createAlarm(`${name}Errors`, {
      page: "function-errors",
      says: `The function ${name} crashed, threw or ran out of time or memory.`,
      ...sum,
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: fn.name },
      threshold: 0,
    });
  }
  createAlarm("Poisoned", {
    page: "poisoned",
    says: "Messages were poisoned: new ones, also while older ones are still in the dead-letter queue.",
    ...sum,
    ...ours(watched, "Poisoned"),
    threshold: 0,
  });
  createAlarm("ApiRefusals", {
    page: "api-refusals",
    says: "The API refuses many requests: somebody tries tokens, or a caller's token is no longer valid.",
    ...sum,
    namespace: "AWS/ApiGateway",
    metricName: "4xx",
    dimensions: { ApiId: watched.api.nodes.api.id },
    threshold: limits.refusalsInFiveMinutes,
  });
  createAlarm("Api5xx", {
    page: "api-5xx",
    says: "The API answered with 5xx.",
    ...sum,
    namespace: "AWS/ApiGateway",
    metricName: "5xx",
    dimensions: { ApiId: watched.api.nodes.api.id },
    threshold: 0,
  });
}
