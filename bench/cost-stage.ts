// What a deployed stage has beside its functions, as the stack's tests compare it: what CloudWatch charges for by the month.
import { jobMetrics, metricsText, recoverMetrics } from "../core/metrics.ts";

export const STAGE = {
  /** An alarm on one metric counts once, one on an expression as often as it has metrics. */
  alarmMetrics: 18,
  dashboards: 1,
  /** Published every minute, by `recover`. */
  idleMetrics: ["OldestPendingAge", "OldestQueuedAge", "JobsResent", "ConsumerPaused", "BreakersOpen"],
  /** Published while jobs run. CloudWatch charges by the hour: these are taken to run all month. */
  busyMetrics: ["JobsSucceeded", "JobsRetried", "JobsDead", "QueueWait", "RunTime"],
} as const;

const owner = { namespace: "Briefings", queueName: "briefings-production-BriefingsQueueQueue-abcdefgh" };
const at = Date.UTC(2026, 10, 24);

/**
 * Lines that are written on AWS only, in bytes. Of Lambda's own lines none: at the level WARN it writes those of
 * failures alone (at INFO a start and a report were about 700 bytes an invocation).
 */
export const AWS_LOG_BYTES = {
  jobMetrics: metricsText(
    jobMetrics({ ...owner, at, outcome: "succeeded", queueWaitMs: 120.25, runMs: 3_400.5 }),
  ).length,
  recoverMetrics: metricsText(
    recoverMetrics({
      ...owner,
      at,
      oldestPendingSeconds: 0,
      oldestQueuedSeconds: 0,
      resent: 0,
      consumerPaused: false,
      openBreakers: 0,
    }),
  ).length,
  /** One line of the API's access log, in SST's format. */
  accessLog: 450,
  platform: 0,
};
