// Every queue, timeout, retry and concurrency number, read by stacks/ and local/ alike: base values, what follows from them, and the relations between them.
import * as z from "zod";
import { eachPriority, type PriorityWeights, sharesOf } from "./priorities.ts";
import { SettingError } from "./variables.ts";

const seconds = z.number().positive();
const whole = z.number().int().positive();

/**
 * The values that a person chooses. Each can be overridden outside AWS (an option in code, or the environment
 * variable in `core/aws/env.ts`), so that a demo or a test turns five minutes into five seconds.
 */
export const BaseSettings = z.strictObject({
  /** The consumer's timeout. Lambda allows at most 900 s. */
  timeoutSeconds: seconds.max(900).default(300),
  /** Jobs that run at the same time: reserved concurrency and the event source mapping's MaximumConcurrency (2 to 1000). */
  concurrency: whole.min(2).max(1000).default(5),
  /** Receives before SQS moves a message to the dead-letter queue. At least 2: a receive without an attempt, such as a throttled one, counts too. */
  maxReceiveCount: whole.min(2).max(1000).default(5),
  /** First retry's longest delay; doubles with each attempt (full jitter). */
  backoffBaseSeconds: seconds.default(10),
  /** Longest delay between two attempts. */
  backoffCapSeconds: seconds.max(43_200).default(900),
  /** How often the sweep looks at the dead-letter queue. EventBridge's finest rate is one minute. */
  sweepSeconds: seconds.default(300),
  /** How often `recover` looks for jobs that should have moved. */
  recoverSeconds: seconds.default(60),
  /** How long past its expected movement a job may be before it counts as overdue, beyond the visibility timeout. */
  recoverMarginSeconds: seconds.default(60),
  /** A running job's progress is written at most this often. */
  progressSeconds: seconds.default(2),
  /** Waiting messages above which the API answers 429. By default 10,000, or as many as can be run before they expire. */
  maxBacklog: whole.optional(),
});
export type BaseSettings = z.infer<typeof BaseSettings>;
export type SettingsOverrides = z.input<typeof BaseSettings>;

const KB = 1024;
const DAY = 86_400;

/**
 * How long a message may wait. Less than the dead-letter queue's: on standard queues retention counts from the
 * original enqueue, so a message that waited long has that much less time there.
 */
const RETENTION_SECONDS = 8 * DAY;
/** Part of the retention that is kept for retries and their backoff. A full backlog must be run in the rest. */
const RETRY_RESERVE_SECONDS = DAY;
const LONGEST_SNOOZES_SECONDS = 7 * DAY;
const MOST_BACKLOG = 10_000;
const SQS_LONGEST_DELAY_SECONDS = 900;

export type Settings = ReturnType<typeof defineSettings>;

/**
 * Derives every number of the system from the base values.
 * @param priorities the app's (`core/define-app.ts`); by default there is one, `default`.
 * @throws Error naming the relation that does not hold, with both values.
 */
export function defineSettings(overrides: SettingsOverrides = {}, priorities: PriorityWeights = {}) {
  const parsed = BaseSettings.safeParse(overrides);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
    throw new SettingError(`settings: ${wrong}; change core/settings.ts, or the override (README, Settings)`);
  }
  const base = parsed.data;
  const { timeoutSeconds } = base;
  /** SQS wants at least six times the function's timeout. [Lambda: SQS configuration] */
  const visibilityTimeoutSeconds = Math.ceil(6 * timeoutSeconds);
  const overdueSeconds = visibilityTimeoutSeconds + base.recoverMarginSeconds;
  const shares = sharesOf(base.concurrency, priorities);
  /** All that waits may wait in the queue with the smallest share. */
  const leastConcurrency = Math.min(...eachPriority(shares).map(([, share]) => share));
  /** Jobs that can be run before the last of them expires, even if each takes the whole timeout. */
  const runnableBacklog = Math.floor(
    ((RETENTION_SECONDS - RETRY_RESERVE_SECONDS) * leastConcurrency) / timeoutSeconds,
  );

  const settings = {
    queue: {
      visibilityTimeoutSeconds,
      retentionSeconds: RETENTION_SECONDS,
      maxReceiveCount: base.maxReceiveCount,
      /** SQS's longest long poll. */
      waitTimeSeconds: 20,
      maxBacklog: base.maxBacklog ?? Math.min(MOST_BACKLOG, runnableBacklog),
      /** How long an API environment trusts its last reading of the backlog. */
      backlogTrustSeconds: 5,
    },
    deadLetterQueue: {
      /** SQS's longest retention. */
      retentionSeconds: 14 * DAY,
    },
    consumer: {
      timeoutSeconds,
      memoryMb: 1024,
      /** One message an invocation: a slow job never holds up another. */
      batchSize: 1,
      reservedConcurrency: base.concurrency,
      maximumConcurrency: base.concurrency,
      /** MaximumConcurrency of each priority's event source mapping. */
      shares,
      leastConcurrency,
      /** The job's AbortSignal fires this long before Lambda would kill it. */
      abortMarginSeconds: Math.min(10, timeoutSeconds / 5),
      /** Of that margin, how long an aborted job may take to settle before its environment is ended. */
      settleSeconds: Math.min(4, timeoutSeconds / 12),
    },
    api: {
      timeoutSeconds: 15,
      memoryMb: 512,
      /** Part of the timeout that is kept for the answer. A request stops waiting for store and queue before it. */
      reserveSeconds: 2,
      /** Part of the timeout, before the reserve, that is kept for the store: it notes that a message was not sent. */
      noteSeconds: 1,
      /** How long a request waits for the backlog. After that the request is accepted without it. */
      backlogReadSeconds: 0.5,
      /**
       * Requests a second and at once that API Gateway lets through, route by route (docs/decisions/0002): high where
       * the authorizer refuses strangers, low where nobody is asked for a token.
       */
      throttle: {
        withToken: { ratePerSecond: 100, burst: 200 },
        open: { ratePerSecond: 2, burst: 10 },
      },
    },
    authorizer: {
      timeoutSeconds: 5,
      memoryMb: 128,
      /** How long API Gateway keeps the authorizer's answer for a token. */
      cacheSeconds: 300,
    },
    deadLetters: {
      timeoutSeconds: 60,
      memoryMb: 512,
      /** Of its timeout, kept for making what was peeked visible again. */
      reserveSeconds: 10,
      /** How long a peek hides a dead letter: past the end of the run, or the run would receive its own messages again. */
      peekSeconds: 90,
      /** How long an operation on one job looks for the job's dead letter. */
      lookSeconds: 5,
      /** Dead letters that one run logs for the first time. */
      maxMessages: 1_000,
      /** A queue of more than `maxMessages` that holds as many as before is read by the sweep so often. */
      unchangedSeconds: 3_600,
      /** What making one message visible again takes of the run's time, ten at once: a request for ten of them takes 15 ms. */
      releaseMs: 0.15,
      /** SQS publishes its metrics once a minute. */
      periodSeconds: 60,
      sweepSeconds: base.sweepSeconds,
    },
    recover: {
      timeoutSeconds: 60,
      memoryMb: 512,
      everySeconds: base.recoverSeconds,
      /** Scheduled jobs that are due within this are sent, with SQS's own delay: until the next look, and half a minute. */
      aheadSeconds: Math.min(SQS_LONGEST_DELAY_SECONDS, base.recoverSeconds + 30),
      /** A job is overdue this long after its expected movement. */
      overdueSeconds,
      /**
       * With at most this many messages waiting, none waits longer than `overdueSeconds` even if every job takes the
       * whole timeout: only then does an overdue job mean a lost message, and not a long queue.
       */
      shortQueue: Math.floor((leastConcurrency * overdueSeconds) / timeoutSeconds),
      /** Sends by `recover` before a job is given up as `lost`. */
      maxResends: 3,
      /** Pages of 1,000 jobs that one run reads; the next run goes on behind them. */
      maxPages: 3,
      /** By then every message has been run, or has used up its receives and is in the dead-letter queue. */
      spentSeconds: base.maxReceiveCount * visibilityTimeoutSeconds + base.recoverMarginSeconds,
    },
    schedules: {
      /** Schedules of one app. */
      most: 1_000,
      /** A run that is found later than this after its time is missed: five looks did not take place. */
      lateSeconds: 5 * base.recoverSeconds,
      /** Runs in the history of a schedule. */
      keptRuns: 20,
      /** Runs to come that a schedule is shown with. */
      shownRuns: 5,
    },
    jobs: {
      /** A claim's lease ends this long after the function's deadline. */
      leaseMarginSeconds: Math.min(30, timeoutSeconds),
      /** Attempts that may fail by the job's own doing before it is dead, cause `exhausted`. */
      maxAttempts: base.maxReceiveCount,
      /** How often a dead job may be redriven before an operator has to say that he means it (`retryJob`). */
      maxRedrives: 10,
      backoffBaseSeconds: base.backoffBaseSeconds,
      backoffCapSeconds: base.backoffCapSeconds,
      /** An error's own `retryAfterSeconds` is honoured up to here. SQS hides a message for at most 12 hours in all. */
      retryAfterCapSeconds: 6 * 3_600,
      /** Progress is written at most this often. */
      progressSeconds: base.progressSeconds,
      /** Jobs that one call of `enqueueMany` takes. */
      maxEnqueuedAtOnce: 10_000,
      /** Requests above this are refused (413). */
      maxRequestBytes: 128 * KB,
      /** A request above this has an item of its own, so that an update of its job's record costs no more than a small one's. */
      inlineRequestBytes: 2 * KB,
      /** Longest stack kept with an attempt. */
      maxStackBytes: 8 * KB,
      /** All attempts of a record. Beyond it, old attempts lose their stack and are then removed. */
      maxHistoryBytes: 200 * KB,
      /** DynamoDB's item limit, enforced by every store. */
      maxItemBytes: 400 * KB,
      /** Terminal records live as long as their message may stay in the dead-letter queue, and a day. */
      terminalRetentionSeconds: 15 * DAY,
      /** A job type may keep its jobs for at most so long after their end. */
      longestRetentionSeconds: 90 * DAY,
      /** How long a job may be given back in a row without a failure (`SnoozeError`) before it is dead, cause `expired`. */
      maxSnoozeSeconds: LONGEST_SNOOZES_SECONDS,
      /** Results of steps outlive the job: its wait in the queue, its snoozes, its dead letter's wait, and its retention. */
      stepRetentionSeconds: RETENTION_SECONDS + LONGEST_SNOOZES_SECONDS + (14 + 15) * DAY,
      /** The result of one step, as JSON. */
      maxStepBytes: 256 * KB,
    },
  } as const;

  assertRelations(settings);
  return settings;
}

type AtMost = [name: string, smaller: number, limit: string, larger: number];

/** What AWS would refuse, or what would break silently: checked whenever settings are made. */
function assertRelations(s: Settings): void {
  const relations: AtMost[] = [
    [
      "6 × consumer.timeoutSeconds",
      6 * s.consumer.timeoutSeconds,
      "queue.visibilityTimeoutSeconds",
      s.queue.visibilityTimeoutSeconds,
    ],
    ["queue.visibilityTimeoutSeconds", s.queue.visibilityTimeoutSeconds, "SQS's 12 hours", 43_200],
    [
      "consumer.maximumConcurrency",
      s.consumer.maximumConcurrency,
      "consumer.reservedConcurrency",
      s.consumer.reservedConcurrency,
    ],
    [
      "2 × consumer.abortMarginSeconds",
      2 * s.consumer.abortMarginSeconds,
      "consumer.timeoutSeconds",
      s.consumer.timeoutSeconds,
    ],
    [
      "consumer.settleSeconds",
      s.consumer.settleSeconds,
      "consumer.abortMarginSeconds",
      s.consumer.abortMarginSeconds,
    ],
    [
      "queue.retentionSeconds + a day",
      s.queue.retentionSeconds + DAY,
      "deadLetterQueue.retentionSeconds",
      s.deadLetterQueue.retentionSeconds,
    ],
    [
      "deadLetterQueue.retentionSeconds + a day",
      s.deadLetterQueue.retentionSeconds + DAY,
      "jobs.terminalRetentionSeconds",
      s.jobs.terminalRetentionSeconds,
    ],
    [
      "jobs.backoffBaseSeconds",
      s.jobs.backoffBaseSeconds,
      "jobs.backoffCapSeconds",
      s.jobs.backoffCapSeconds,
    ],
    [
      "consumer.timeoutSeconds + jobs.leaseMarginSeconds",
      s.consumer.timeoutSeconds + s.jobs.leaseMarginSeconds,
      "queue.visibilityTimeoutSeconds",
      s.queue.visibilityTimeoutSeconds,
    ],
    [
      "queue.visibilityTimeoutSeconds",
      s.queue.visibilityTimeoutSeconds,
      "recover.overdueSeconds",
      s.recover.overdueSeconds,
    ],
    [
      "jobs.maxRequestBytes + jobs.maxHistoryBytes + 64 KB for the rest",
      s.jobs.maxRequestBytes + s.jobs.maxHistoryBytes + 64 * KB,
      "jobs.maxItemBytes",
      s.jobs.maxItemBytes,
    ],
    [
      "queue.maxBacklog × consumer.timeoutSeconds ÷ consumer.leastConcurrency + a day for retries",
      (s.queue.maxBacklog * s.consumer.timeoutSeconds) / s.consumer.leastConcurrency + RETRY_RESERVE_SECONDS,
      "queue.retentionSeconds",
      s.queue.retentionSeconds,
    ],
    ["api.timeoutSeconds", s.api.timeoutSeconds, "API Gateway's 30 seconds", 30],
    [
      "api.backlogReadSeconds + api.noteSeconds + api.reserveSeconds",
      s.api.backlogReadSeconds + s.api.noteSeconds + s.api.reserveSeconds,
      "api.timeoutSeconds",
      s.api.timeoutSeconds,
    ],
    [
      "deadLetters.reserveSeconds",
      s.deadLetters.reserveSeconds,
      "deadLetters.timeoutSeconds",
      s.deadLetters.timeoutSeconds,
    ],
    [
      "deadLetters.timeoutSeconds + deadLetters.reserveSeconds",
      s.deadLetters.timeoutSeconds + s.deadLetters.reserveSeconds,
      "deadLetters.peekSeconds",
      s.deadLetters.peekSeconds,
    ],
  ];
  for (const [name, value, limitName, limit] of relations) {
    if (value > limit) {
      throw new SettingError(
        `settings: ${name} (${value}) must be at most ${limitName} (${limit}); change the base values in core/settings.ts or the override`,
      );
    }
  }
}
