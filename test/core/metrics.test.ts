// The embedded metric format, as CloudWatch's specification words it.
import { describe, expect, it } from "vitest";
import {
  inspectionMetrics,
  jobMetrics,
  metricLimits,
  metricsText,
  queueNameOf,
  recoverMetrics,
} from "../../core/metrics.ts";
import { defineSettings } from "../../core/settings.ts";

const queueName = "briefings-production-BriefingsQueue-abcdefgh";
const owner = { namespace: "Briefings", queueName };
const at = Date.UTC(2026, 10, 24);

/** What the specification asks of every line: each named metric and dimension is a member of the root. */
function expectEmbedded(line: ReturnType<typeof jobMetrics>) {
  for (const directive of line._aws.CloudWatchMetrics) {
    expect(directive.Namespace).toBe("Briefings");
    for (const { Name } of directive.Metrics) expect(line[Name]).toEqual(expect.any(Number));
    for (const name of directive.Dimensions.flat()) expect(line[name]).toEqual(expect.any(String));
  }
}

describe("the metrics of a job", () => {
  it("count a success, and say how long it waited and ran", () => {
    const line = jobMetrics({ ...owner, at, outcome: "succeeded", queueWaitMs: 120, runMs: 3_400 });
    expectEmbedded(line);
    expect(line).toMatchObject({
      JobsSucceeded: 1,
      JobsRetried: 0,
      JobsDead: 0,
      QueueWait: 120,
      RunTime: 3_400,
    });
    expect(line).toMatchObject({ Queue: queueName, _aws: { Timestamp: at } });
  });

  it("count a dead job by queue; its cause is a field of the line, and no metric that nobody reads", () => {
    const line = jobMetrics({ ...owner, at, outcome: "dead", cause: "exhausted" });
    expectEmbedded(line);
    expect(line).toMatchObject({ JobsDead: 1, Cause: "exhausted" });
    expect(line._aws.CloudWatchMetrics.map((directive) => directive.Dimensions)).toEqual([[["Queue"]]]);
  });

  it("leave out times that are unknown or impossible", () => {
    const line = jobMetrics({ ...owner, at, outcome: "retried", queueWaitMs: Number.NaN });
    expect(line).not.toHaveProperty("QueueWait");
    expect(line).not.toHaveProperty("RunTime");
    expect(jobMetrics({ ...owner, at, outcome: "retried", queueWaitMs: -3 })).toMatchObject({
      QueueWait: 0,
    });
  });

  it("are one line of JSON", () => {
    const text = metricsText(jobMetrics({ ...owner, at, outcome: "succeeded" }));
    expect(text).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(text)).toMatchObject({ JobsSucceeded: 1 });
  });
});

describe("the metrics of recover", () => {
  it("give the ages also when nothing waits, so that silence means that recover does not run", () => {
    const line = recoverMetrics({
      ...owner,
      at,
      oldestPendingSeconds: 0,
      oldestQueuedSeconds: 0,
      resent: 0,
      consumerPaused: false,
      openBreakers: 0,
    });
    expectEmbedded(line);
    expect(line).toMatchObject({
      OldestPendingAge: 0,
      OldestQueuedAge: 0,
      JobsResent: 0,
      ConsumerPaused: 0,
      BreakersOpen: 0,
    });
  });
});

it("counts the dead letters that were logged for the first time", () => {
  const line = inspectionMetrics({ ...owner, at, poisoned: 3 });
  expectEmbedded(line);
  expect(line).toMatchObject({ Poisoned: 3, Queue: queueName });
});

it("takes the queue's name from its URL", () => {
  expect(queueNameOf("https://sqs.eu-central-1.amazonaws.com/111122223333/briefings")).toBe("briefings");
});

it("lets recover try before a pending job wakes anybody", () => {
  const settings = defineSettings();
  expect(metricLimits(settings).oldestPendingSeconds).toBeGreaterThan(settings.recover.overdueSeconds);
});
