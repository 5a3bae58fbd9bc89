// The alarms, the schedules and the dashboard as they would be deployed.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { STAGE } from "../../bench/cost-stage.ts";
import { deadLetterAlarm } from "../../core/aws/dead-letter-alarm.ts";
import { jobMetrics, METRICS, type MetricsLine, recoverMetrics } from "../../core/metrics.ts";
import { defineSettings } from "../../core/settings.ts";
import { evaluateStage, functionOf, inputsOf, ofType } from "./evaluated.ts";
import { root } from "./tree.ts";

const settings = defineSettings();
const stack = inject("stages").production;
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const alarms = ofType(stack, ALARM);
const alarm = (name: string) => inputsOf(stack, ALARM, name);
const topicArn = expect.stringMatching(
  /^arn:aws:sns:us-east-1:111122223333:briefings-production-AlarmsTopic-/,
);
const queueName = inputsOf(stack, "aws:sqs/queue:Queue", "BriefingsQueue").name;
const deadName = inputsOf(stack, "aws:sqs/queue:Queue", "BriefingsDeadQueue").name;

const ageOf = (metric: object) => ({
  id: "age",
  returnData: false,
  metric: { ...metric, stat: "Maximum", period: 60 },
});

describe("the alarms", () => {
  it("are these thirteen", () => {
    expect(alarms.map(({ name }) => name).toSorted()).toEqual([
      "Api5xx",
      "ApiRefusals",
      "BreakerOpen",
      "ConsumerErrors",
      "ConsumerPaused",
      "DeadLetterInspectorErrors",
      "DeadLetters",
      "JobsFailing",
      "OldestMessage",
      "OldestPending",
      "OldestQueued",
      "Poisoned",
      "RecoverErrors",
    ]);
  });

  it.each(alarms.map(({ name }) => name))("tell the topic when they fire and when it is over: %s", (name) => {
    expect(alarm(name).alarmActions).toContainEqual(topicArn);
    expect(alarm(name).okActions).toEqual([topicArn]);
  });

  it.each(alarms.map(({ name }) => name))("have a page in the runbook: %s", (name) => {
    const runbook = readFileSync(path.join(root, "docs/runbook.md"), "utf8");
    const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    );
    const page = /docs\/runbook\.md#([\w-]+)/.exec(String(alarm(name).alarmDescription))?.[1];
    expect(anchors).toContain(page);
    const text = runbook.split(/^## /m).find((part) => part.includes(`\`${name}\``)) ?? "";
    for (const part of ["What it means", "What to look at", "What to do"]) expect(text).toContain(part);
  });

  it("are those that the cost benchmark prices, with the metrics that the functions publish", () => {
    const metricsOf = ({ inputs }: (typeof alarms)[number]) =>
      ((inputs.metricQueries ?? []) as { metric?: object }[]).filter(({ metric }) => metric).length || 1;
    expect(alarms.reduce((sum, found) => sum + metricsOf(found), 0)).toBe(STAGE.alarmMetrics);
    expect(ofType(stack, "aws:cloudwatch/dashboard:Dashboard")).toHaveLength(STAGE.dashboards);
    const published = ({ _aws }: MetricsLine) =>
      _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
    const seen = {
      namespace: "Briefings",
      queueName: "any",
      at: 0,
      oldestPendingSeconds: 0,
      oldestQueuedSeconds: 0,
      resent: 0,
      consumerPaused: false,
      openBreakers: 0,
    };
    expect(published(recoverMetrics(seen)).toSorted()).toEqual([...STAGE.idleMetrics].toSorted());
    const job = jobMetrics({
      namespace: "Briefings",
      queueName: "any",
      at: 0,
      outcome: "succeeded",
      queueWaitMs: 1,
      runMs: 1,
    });
    expect(published(job).toSorted()).toEqual([...STAGE.busyMetrics].toSorted());
  });

  it("act on a dead letter, visible or just looked at, by calling the dead-letter inspector directly", () => {
    const fn = functionOf(stack, "functions/dead-letters.handler");
    const {
      metricQueries,
      alarmActions,
      threshold,
      comparisonOperator,
      treatMissingData,
      evaluationPeriods,
    } = alarm("DeadLetters");
    expect({ threshold, comparisonOperator, treatMissingData, evaluationPeriods }).toEqual({
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
      evaluationPeriods: 1,
    });
    expect(alarmActions).toEqual([expect.stringContaining(`:function:${fn.name}`), topicArn]);
    const counted = (id: string, metricName: string) => ({
      id,
      returnData: false,
      metric: {
        namespace: "AWS/SQS",
        metricName,
        dimensions: { QueueName: deadName },
        period: 60,
        stat: "Maximum",
      },
    });
    expect(metricQueries).toEqual([
      expect.objectContaining({ id: "all", expression: "visible + hidden", returnData: true }),
      counted("visible", "ApproximateNumberOfMessagesVisible"),
      counted("hidden", "ApproximateNumberOfMessagesNotVisible"),
    ]);
    expect(deadLetterAlarm(settings, "any")).toMatchObject({
      Threshold: threshold,
      TreatMissingData: treatMissingData,
    });
  });

  it("are allowed to call it: that alarm, of this account, and no other", () => {
    const permissions = ofType(stack, "aws:lambda/permission:Permission").filter(
      ({ inputs }) => inputs.principal === "lambda.alarms.cloudwatch.amazonaws.com",
    );
    expect(permissions.map(({ inputs }) => inputs)).toEqual([
      {
        action: "lambda:InvokeFunction",
        function: functionOf(stack, "functions/dead-letters.handler").name,
        principal: "lambda.alarms.cloudwatch.amazonaws.com",
        sourceAccount: "111122223333",
        sourceArn: "arn:aws:cloudwatch:us-east-1:111122223333:alarm:briefings-production-DeadLetters",
      },
    ]);
  });

  it("watch messages that wait too long, well before they expire without a word", () => {
    const { threshold } = alarm("OldestMessage");
    expect(alarm("OldestMessage").metricQueries).toContainEqual(
      ageOf({
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: queueName },
      }),
    );
    expect(Number(threshold)).toBeLessThan(settings.queue.retentionSeconds / 4);
    expect(Number(threshold)).toBeGreaterThan(settings.queue.visibilityTimeoutSeconds);
  });

  it("fire for new dead letters while an old one stays: on their sum, and not on the depth", () => {
    expect(alarm("Poisoned")).toMatchObject({
      namespace: "Briefings",
      metricName: "Poisoned",
      dimensions: { Queue: queueName },
      statistic: "Sum",
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
    });
    expect(Object.keys(METRICS)).toContain("Poisoned");
    // Back to normal before the next sweep can find more: else two of them would be one change.
    const { period, evaluationPeriods } = alarm("Poisoned");
    expect(Number(period) * Number(evaluationPeriods)).toBeLessThanOrEqual(settings.deadLetters.sweepSeconds);
  });

  it("tell when the API refuses many requests, long before they cost much", () => {
    expect(alarm("ApiRefusals")).toMatchObject({
      namespace: "AWS/ApiGateway",
      metricName: "4xx",
      statistic: "Sum",
      period: 300,
      threshold: 3_000,
    });
  });

  it("watch pending and queued jobs by what recover publishes, and notice when it does not", () => {
    const common = { namespace: "Briefings", dimensions: { Queue: queueName }, statistic: "Maximum" };
    expect(alarm("OldestPending")).toMatchObject({
      ...common,
      metricName: "OldestPendingAge",
      // The first deploy has no data yet: a new alarm without data tells nobody, one that falls silent does.
      treatMissingData: "missing",
      insufficientDataActions: [topicArn],
    });
    for (const { name, inputs } of alarms) {
      if (name !== "OldestPending") expect(inputs.treatMissingData).toBe("notBreaching");
      expect(inputs.treatMissingData).not.toBe("breaching");
    }
    const queued = {
      namespace: "Briefings",
      dimensions: { Queue: queueName },
      metricName: "OldestQueuedAge",
    };
    expect(alarm("OldestQueued").metricQueries).toContainEqual(ageOf(queued));
    const dev = inputsOf(inject("stages").dev, ALARM, "OldestPending");
    expect(dev.treatMissingData).toBe("notBreaching");
    expect(dev).not.toHaveProperty("insufficientDataActions");
  });

  it("tell that the consumer is paused, and then not that jobs wait", () => {
    const paused = { namespace: "Briefings", dimensions: { Queue: queueName }, metricName: "ConsumerPaused" };
    expect(Object.keys(METRICS)).toContain("ConsumerPaused");
    expect(alarm("ConsumerPaused")).toMatchObject({ ...paused, statistic: "Maximum", threshold: 0 });
    for (const name of ["OldestMessage", "OldestQueued"]) {
      expect(alarm(name).metricQueries).toEqual([
        expect.objectContaining({ expression: "IF(FILL(paused, 0) > 0, 0, age)", returnData: true }),
        expect.objectContaining({ id: "age", returnData: false }),
        { id: "paused", returnData: false, metric: { ...paused, stat: "Maximum", period: 60 } },
      ]);
    }
  });

  it("tell of a breaker that is open", () => {
    expect(Object.keys(METRICS)).toContain("BreakersOpen");
    expect(alarm("BreakerOpen")).toMatchObject({
      ...{ namespace: "Briefings", metricName: "BreakersOpen", dimensions: { Queue: queueName } },
      ...{ statistic: "Maximum", threshold: 0, evaluationPeriods: 1 },
    });
  });

  it("watch how many attempts fail, by our own metrics", () => {
    const queries = alarm("JobsFailing").metricQueries as {
      metric?: { metricName: string; namespace: string };
    }[];
    const named = queries.flatMap(({ metric }) => (metric ? [metric.metricName] : []));
    expect(named).toEqual(["JobsSucceeded", "JobsRetried", "JobsDead"]);
    for (const name of named) expect(Object.keys(METRICS)).toContain(name);
  });

  it.each([
    ["ConsumerErrors", "functions/consumer.handler"],
    ["DeadLetterInspectorErrors", "functions/dead-letters.handler"],
    ["RecoverErrors", "functions/recover.handler"],
  ])("watch Lambda's own count of errors: %s", (name, handler) => {
    expect(alarm(name)).toMatchObject({
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: functionOf(stack, handler).name },
      threshold: 0,
    });
  });

  it("watch the API's 5xx", () => {
    expect(alarm("Api5xx")).toMatchObject({
      namespace: "AWS/ApiGateway",
      metricName: "5xx",
      statistic: "Sum",
    });
  });

  it("are e-mailed when the stage has an address, and only then", async () => {
    const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
    expect(ofType(stack, SUBSCRIPTION)).toEqual([]);
    const mailed = await evaluateStage("mailed", { env: { ALARM_EMAIL: "ops@example.com" } });
    expect(inputsOf(mailed, SUBSCRIPTION, "")).toMatchObject({
      protocol: "email",
      endpoint: "ops@example.com",
    });
  });
});

describe("the schedules", () => {
  it.each([
    ["Sweep", "rate(5 minutes)", "functions/dead-letters.handler"],
    ["Recover", "rate(1 minute)", "functions/recover.handler"],
  ])("call their function: %s at %s", (name, rate, handler) => {
    const schedule = inputsOf(stack, "aws:scheduler/schedule:Schedule", name);
    expect(schedule).toMatchObject({
      scheduleExpression: rate,
      state: "ENABLED",
      target: { arn: expect.stringContaining(`:function:${functionOf(stack, handler).name}`) },
    });
  });
});

describe("the dashboard", () => {
  type Widget = { properties: { metrics: [string, string, string, string, object][]; title: string } };
  const { dashboardBody, dashboardName } = inputsOf(stack, "aws:cloudwatch/dashboard:Dashboard", "");
  const widgets: Widget[] = JSON.parse(String(dashboardBody)).widgets;
  const metrics = widgets.flatMap(({ properties }) => properties.metrics);

  it("is not made for a developer's own stage, where it would cost 3 USD a month", () => {
    expect(ofType(inject("stages").dev, "aws:cloudwatch/dashboard:Dashboard")).toEqual([]);
  });

  it("is the stage's own", () => {
    expect(dashboardName).toBe("briefings-production");
  });

  it("shows jobs, messages, ages, the consumer and the API", () => {
    expect(widgets.map(({ properties }) => properties.title)).toHaveLength(6);
    expect(new Set(metrics.map(([namespace]) => namespace))).toEqual(
      new Set(["Briefings", "AWS/SQS", "AWS/Lambda", "AWS/ApiGateway"]),
    );
  });

  it("names no metric of ours that nobody publishes", () => {
    for (const [namespace, name, dimension, value] of metrics) {
      if (namespace !== "Briefings") continue;
      expect(Object.keys(METRICS)).toContain(name);
      expect([dimension, value]).toEqual(["Queue", queueName]);
    }
  });
});
