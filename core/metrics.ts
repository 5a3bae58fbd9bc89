// Our own metrics in CloudWatch's embedded format: pure functions from numbers to the JSON object of one log line.
import type { Settings } from "./settings.ts";

/**
 * The one dimension: the queue's name tells stages apart, since it carries app and stage. Each value of a further one
 * would be a metric of its own, at 0.30 USD a month; a cause is looked up in the log instead.
 */
export const DIMENSION = { queue: "Queue" } as const;

/** Every metric of ours with its unit; alarms and dashboard name no other. */
export const METRICS = {
  JobsSucceeded: "Count",
  JobsRetried: "Count",
  JobsDead: "Count",
  /** From the send to the start of the first attempt. */
  QueueWait: "Milliseconds",
  RunTime: "Milliseconds",
  OldestPendingAge: "Seconds",
  OldestQueuedAge: "Seconds",
  JobsResent: "Count",
  /** Job types whose breaker is open. */
  BreakersOpen: "Count",
  /** 1 while the consumer is paused. */
  ConsumerPaused: "Count",
  /** Dead letters that were logged for the first time. */
  Poisoned: "Count",
} as const;
export type MetricName = keyof typeof METRICS;

export type MetricsLine = {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: {
      Namespace: string;
      Dimensions: string[][];
      Metrics: { Name: MetricName; Unit: string }[];
    }[];
  };
  [field: string]: unknown;
};

/** The app and the queue whose metrics they are. */
type Owner = {
  /** CloudWatch's namespace: `app.title`. */
  namespace: string;
  /** The last part of the queue's URL: `queueNameOf(environment.queueUrl)`. */
  queueName: string;
};

export type JobOutcomeMetrics = Owner & {
  /** Where the outcome was decided (ms since the epoch). */
  at: number;
  outcome: "succeeded" | "retried" | "dead";
  /** With `dead` only: one of `DeadCause`. (The stack imports this file, and is not to load the engine.) */
  cause?: string;
  /** Left out for a retry, and for an attempt whose message was never noted as sent. */
  queueWaitMs?: number;
  /** Left out when no attempt ran. */
  runMs?: number;
};

const outcomes = { succeeded: "JobsSucceeded", retried: "JobsRetried", dead: "JobsDead" } as const;

/**
 * What the consumer writes once for each message that ended an attempt, and the dead-letter inspector for each job that it
 * finds dead. Write it as one line of standard output: `process.stdout.write(metricsText(jobMetrics({ … })))`, not
 * through the logger, whose level might swallow it. CloudWatch reads it from the log; it is no request.
 */
export function jobMetrics(job: JobOutcomeMetrics): MetricsLine {
  const values: Partial<Record<MetricName, number>> = {
    // All three are written, so that a rate can be computed: CloudWatch does not take a missing count for zero.
    JobsSucceeded: 0,
    JobsRetried: 0,
    JobsDead: 0,
    [outcomes[job.outcome]]: 1,
    ...(job.queueWaitMs !== undefined && { QueueWait: Math.max(0, job.queueWaitMs) }),
    ...(job.runMs !== undefined && { RunTime: Math.max(0, job.runMs) }),
  };
  const line = metrics(job, values);
  return job.cause === undefined ? line : { ...line, Cause: job.cause };
}

/**
 * What the dead-letter inspector writes when it has logged dead letters. An alarm on their sum fires for each new one, where
 * the alarm on the depth of the queue stays silent as long as an old one is there.
 */
export const inspectionMetrics = (seen: Owner & { at: number; poisoned: number }): MetricsLine =>
  metrics(seen, { Poisoned: seen.poisoned });

/** What `recover` writes once a run; without a waiting job the age is 0, so that a missing value means a missing run. */
export const recoverMetrics = (
  seen: Owner & {
    at: number;
    oldestPendingSeconds: number;
    oldestQueuedSeconds: number;
    resent: number;
    consumerPaused: boolean;
    openBreakers: number;
  },
): MetricsLine =>
  metrics(seen, {
    OldestPendingAge: seen.oldestPendingSeconds,
    OldestQueuedAge: seen.oldestQueuedSeconds,
    JobsResent: seen.resent,
    BreakersOpen: seen.openBreakers,
    ConsumerPaused: seen.consumerPaused ? 1 : 0,
  });

/** One line of the log. */
export const metricsText = (line: MetricsLine): string => `${JSON.stringify(line)}\n`;

export const queueNameOf = (queueUrl: string): string => queueUrl.split("/").at(-1) ?? queueUrl;

/** The limits of the alarms on our metrics. All of them follow from the settings. */
export const metricLimits = (settings: Settings) => ({
  /** `recover` should have sent it again by then, and twice more. */
  oldestPendingSeconds: settings.recover.overdueSeconds + 2 * settings.recover.everySeconds,
  /** Twice what one whole receive may take: more jobs arrive than five at a time can do, or nothing receives. */
  oldestQueuedSeconds: 2 * settings.queue.visibilityTimeoutSeconds,
  oldestMessageSeconds: 2 * settings.queue.visibilityTimeoutSeconds,
  /** Of the attempts in one period; a lone failure among few attempts is no alarm. */
  failedShare: 0.5,
  fewestAttempts: settings.consumer.maximumConcurrency,
  /** A tenth of what one route lets through: callers who make mistakes stay below. */
  refusalsInFiveMinutes: (settings.api.throttle.withToken.ratePerSecond / 10) * 300,
});

function metrics(
  { namespace, queueName, at }: Owner & { at: number },
  values: Partial<Record<MetricName, number>>,
): MetricsLine {
  const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value));
  return {
    _aws: {
      Timestamp: Math.round(at),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[DIMENSION.queue]],
          Metrics: finite.map(([name]) => {
            const metric = name as MetricName;
            return { Name: metric, Unit: METRICS[metric] };
          }),
        },
      ],
    },
    [DIMENSION.queue]: queueName,
    ...Object.fromEntries(finite),
  };
}
