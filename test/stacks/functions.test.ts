// The functions and the event source mapping as they would be deployed.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { app } from "../../core/app.ts";
import { readEnvironment } from "../../core/aws/env.ts";
import { functionPrefix } from "../../core/aws/find-stage.ts";
import { defineSettings } from "../../core/settings.ts";
import { evaluateStage, functionOf, inputsOf, LAMBDA, ofType, TOKEN } from "./evaluated.ts";
import { root } from "./tree.ts";

const settings = defineSettings();
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const files = ["api", "authorizer", "consumer", "dead-letters", "recover"];
const handlers = files.map((file) => `functions/${file}.handler`);
/** Those that know queues and table. */
const workers = handlers.filter((handler) => handler !== "functions/authorizer.handler");

describe.each(["production", "test"] as const)("the functions of the stage %s", (stage) => {
  const stack = inject("stages")[stage];
  const consumer = functionOf(stack, "functions/consumer.handler");
  const mapping = inputsOf(stack, MAPPING, "");

  it("are five, built from the five handlers", () => {
    const built = stack.rpc
      .filter(({ method }) => method === "Runtime.Build")
      .map(({ params }) => params.handler);
    expect(built.toSorted()).toEqual(handlers.toSorted());
    expect(ofType(stack, LAMBDA)).toHaveLength(5);
  });

  it.each(handlers)("run on Node 24 and arm64, with JSON logs that end: %s", (handler) => {
    const fn = functionOf(stack, handler);
    expect(fn).toMatchObject({ runtime: "nodejs24.x", architectures: ["arm64"], handler });
    const { logFormat, logGroup, ...levels } = fn.loggingConfig as Record<string, string>;
    expect(logFormat).toBe("JSON");
    // Ours is LOG_LEVEL; of Lambda's own lines only those of failures are kept.
    expect(levels).toEqual({ applicationLogLevel: "TRACE", systemLogLevel: "WARN" });
    const groups = ofType(stack, "aws:cloudwatch/logGroup:LogGroup").map((group) => group.inputs);
    expect(groups.find(({ name }) => name === logGroup)).toMatchObject({ retentionInDays: 30 });
  });

  it("have the timeouts and memory of the settings", () => {
    const shape = (handler: string) => {
      const { timeout, memorySize } = functionOf(stack, handler);
      return { timeout, memorySize };
    };
    expect(shape("functions/consumer.handler")).toEqual({
      timeout: 300,
      memorySize: settings.consumer.memoryMb,
    });
    expect(shape("functions/api.handler")).toEqual({
      timeout: settings.api.timeoutSeconds,
      memorySize: settings.api.memoryMb,
    });
    expect(shape("functions/authorizer.handler")).toEqual({
      timeout: settings.authorizer.timeoutSeconds,
      memorySize: settings.authorizer.memoryMb,
    });
    expect(shape("functions/dead-letters.handler")).toEqual({
      timeout: settings.deadLetters.timeoutSeconds,
      memorySize: settings.deadLetters.memoryMb,
    });
    expect(shape("functions/recover.handler")).toEqual({
      timeout: settings.recover.timeoutSeconds,
      memorySize: settings.recover.memoryMb,
    });
  });

  it("run at most five jobs at once, twice over: reserved, and at the event source mapping", () => {
    expect(consumer.reservedConcurrentExecutions).toBe(5);
    expect(mapping.scalingConfig).toEqual({ maximumConcurrency: 5 });
    for (const handler of handlers.filter((name) => name !== "functions/consumer.handler")) {
      expect(functionOf(stack, handler).reservedConcurrentExecutions).toBeUndefined();
    }
  });

  it("get one message each, and report which failed", () => {
    expect(ofType(stack, MAPPING)).toHaveLength(1);
    expect(mapping).toMatchObject({
      batchSize: 1,
      maximumBatchingWindowInSeconds: 0,
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
    // They cost as custom metrics do, and are on no graph and in no alarm.
    expect(mapping).not.toHaveProperty("metricsConfig");
    expect(mapping.eventSourceArn).toMatch(/:briefings-\w+-BriefingsQueue-/);
    expect(mapping.functionName).toContain(String(consumer.name));
  });

  it("have the name by which the command line finds a stage", () => {
    const recover = functionOf(stack, "functions/recover.handler");
    expect(recover.name).toMatch(new RegExp(`^${functionPrefix(app.name, stage)}\\w+$`));
  });

  it("know their queues, their table and their log level, and the API alone its tokens", () => {
    const logGroups = ["ApiHandler", "Consumer", "DeadLetterInspector", "RecoverHandler"].map(
      (name) => inputsOf(stack, "aws:cloudwatch/logGroup:LogGroup", `${name}Log`).name,
    );
    for (const handler of workers) {
      const { variables } = functionOf(stack, handler).environment as { variables: Record<string, string> };
      expect(variables).toMatchObject({
        QUEUE_URL: expect.stringMatching(/^https:\/\/sqs\..*-BriefingsQueue-/),
        DEAD_LETTER_QUEUE_URL: expect.stringMatching(/^https:\/\/sqs\..*-BriefingsDeadQueue-/),
        TABLE_NAME: expect.stringMatching(/^briefings-.*-JobsTable-/),
        LOG_LEVEL: "info",
        LOG_GROUPS: logGroups.join(","),
        APP_RELEASE: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
      expect(variables.API_TOKEN).toBe(handler === "functions/api.handler" ? TOKEN : undefined);
      // Those that may read or move its switch.
      const knowsMapping = ["functions/api.handler", "functions/recover.handler"].includes(handler);
      expect(variables.EVENT_SOURCE_MAPPING_IDS).toBe(
        knowsMapping ? "8e6c2a3e-0c1f-4a55-9d5b-2f1a4c7d9e01" : undefined,
      );
      expect(variables).not.toHaveProperty("ANTHROPIC_API_KEY");
      for (const name of ["EMAIL_FROM", "WEBHOOK_SECRET"]) expect(variables).not.toHaveProperty(name);
      expect(Object.keys(variables).filter((name) => /^(BRIEFINGS|STAGE)_/.test(name))).toEqual([]);
    }
    const { variables } = functionOf(stack, "functions/authorizer.handler").environment as {
      variables: Record<string, string>;
    };
    expect(variables).toMatchObject({ API_TOKEN: TOKEN, API_TOKEN_PREVIOUS: "" });
    for (const name of ["QUEUE_URL", "DEAD_LETTER_QUEUE_URL", "TABLE_NAME"]) {
      expect(variables).not.toHaveProperty(name);
    }
  });
});

describe("what AWS would refuse, or what would break without a word", () => {
  const stack = inject("stages").production;
  const consumer = functionOf(stack, "functions/consumer.handler");
  const mapping = inputsOf(stack, MAPPING, "");
  const maximum = (mapping.scalingConfig as { maximumConcurrency: number }).maximumConcurrency;

  it("the visibility timeout is at least six times the function's timeout and the batching window", () => {
    const queue = inputsOf(stack, "aws:sqs/queue:Queue", "BriefingsQueue");
    const longest = 6 * Number(consumer.timeout) + Number(mapping.maximumBatchingWindowInSeconds);
    expect(Number(queue.visibilityTimeoutSeconds)).toBeGreaterThanOrEqual(longest);
  });

  it("the mapping's maximum is from 2 to 1000, and no more than is reserved", () => {
    expect(maximum).toBeGreaterThanOrEqual(2);
    expect(maximum).toBeLessThanOrEqual(1_000);
    expect(maximum).toBeLessThanOrEqual(Number(consumer.reservedConcurrentExecutions));
  });

  it("a batch above ten would need a batching window", () => {
    expect(Number(mapping.batchSize)).toBeLessThanOrEqual(10);
  });

  it("no function runs longer than Lambda's 15 minutes, nor the API longer than API Gateway's 30 seconds", () => {
    for (const handler of handlers)
      expect(Number(functionOf(stack, handler).timeout)).toBeLessThanOrEqual(900);
    expect(Number(functionOf(stack, "functions/api.handler").timeout)).toBeLessThanOrEqual(30);
  });

  it("no environment is larger than Lambda's 4 KB", () => {
    for (const handler of handlers) {
      const { variables } = functionOf(stack, handler).environment as { variables: Record<string, string> };
      expect(Object.entries(variables).flat().join("").length).toBeLessThan(4_096);
    }
  });

  it("no message is kept longer than SQS's 14 days, nor hidden longer than its 12 hours", () => {
    for (const { inputs } of ofType(stack, "aws:sqs/queue:Queue")) {
      expect(Number(inputs.messageRetentionSeconds)).toBeLessThanOrEqual(1_209_600);
      expect(Number(inputs.visibilityTimeoutSeconds)).toBeLessThanOrEqual(43_200);
      expect(Number(inputs.receiveWaitTimeSeconds ?? 0)).toBeLessThanOrEqual(20);
    }
  });

  it("no alarm has a period that CloudWatch does not know, or looks back longer than a day", () => {
    for (const { inputs } of ofType(stack, "aws:cloudwatch/metricAlarm:MetricAlarm")) {
      const queries = (inputs.metricQueries ?? []) as { metric?: { period: number } }[];
      const periods = [inputs.period, ...queries.map(({ metric }) => metric?.period)]
        .filter(Boolean)
        .map(Number);
      expect(periods.length).toBeGreaterThan(0);
      for (const period of periods) {
        expect(period % 60).toBe(0);
        expect(period * Number(inputs.evaluationPeriods)).toBeLessThanOrEqual(86_400);
      }
      expect(String(inputs.alarmDescription).length).toBeLessThanOrEqual(1_024);
    }
  });

  it("no role's policy is larger than IAM's 10 KB", () => {
    for (const { inputs } of ofType(stack, "aws:iam/role:Role")) {
      expect(JSON.stringify(inputs.inlinePolicies).length).toBeLessThan(10_240);
    }
  });

  it("no physical name is longer than its service allows", () => {
    const limits: Record<string, number> = {
      [LAMBDA]: 64,
      "aws:sqs/queue:Queue": 80,
      "aws:iam/role:Role": 64,
      "aws:scheduler/schedule:Schedule": 64,
    };
    for (const { type, inputs } of stack.resources) {
      const limit = limits[type];
      if (limit !== undefined) expect(String(inputs.name).length).toBeLessThanOrEqual(limit);
    }
  });
});

describe("the choices of a stage", () => {
  it("leave the reserve out for an account that cannot reserve, and the mapping's maximum in", async () => {
    const stack = await evaluateStage("small", { env: { RESERVE_CONCURRENCY: "off" } });
    expect(functionOf(stack, "functions/consumer.handler").reservedConcurrentExecutions).toBeUndefined();
    expect(inputsOf(stack, MAPPING, "").scalingConfig).toEqual({ maximumConcurrency: 5 });
  });

  it("set how many jobs run at once: reserve, mapping and every function's settings follow", async () => {
    const stack = await evaluateStage("wide", { env: { STAGE_CONCURRENCY: "40" } });
    expect(functionOf(stack, "functions/consumer.handler").reservedConcurrentExecutions).toBe(40);
    expect(inputsOf(stack, MAPPING, "").scalingConfig).toEqual({ maximumConcurrency: 40 });
    for (const handler of workers) {
      const { variables } = functionOf(stack, handler).environment as { variables: Record<string, string> };
      expect(readEnvironment(app, variables).overrides).toEqual({ concurrency: 40 });
    }
  });

  it("let a second token in, for as long as callers change over", async () => {
    const previous = "the-token-of-yesterday";
    const stack = await evaluateStage("rotating", { env: { SST_SECRET_ApiTokenPrevious: previous } });
    for (const handler of ["functions/api.handler", "functions/authorizer.handler"]) {
      const { variables } = functionOf(stack, handler).environment as { variables: Record<string, string> };
      expect(variables).toMatchObject({ API_TOKEN: TOKEN, API_TOKEN_PREVIOUS: previous });
    }
  });

  it("give the consumer an Anthropic key when there is one, and nobody else", async () => {
    const stack = await evaluateStage("keyed", { env: { SST_SECRET_AnthropicApiKey: "sk-ant-test" } });
    for (const handler of workers) {
      const { variables } = functionOf(stack, handler).environment as { variables: Record<string, string> };
      const expected = handler === "functions/consumer.handler" ? "sk-ant-test" : undefined;
      expect(variables.ANTHROPIC_API_KEY).toBe(expected);
    }
  });

  it.each([
    ["RESERVE_CONCURRENCY", "no", /RESERVE_CONCURRENCY=no must be "on" .* or "off"/],
    ["STAGE_REGION", "Frankfurt", /STAGE_REGION=Frankfurt must be a region such as/],
    ["STAGE_CONCURRENCY", "1", /STAGE_CONCURRENCY=1 must be a whole number from 2 to 1000/],
    ["ALARM_EMAIL", "nobody", /ALARM_EMAIL=nobody must be an e-mail address/],
    ["EMAIL_FROM", "nobody", /EMAIL_FROM=nobody must be an e-mail address/],
    ["EMAIL_IDENTITY", "example.com", /EMAIL_IDENTITY=example.com is set and EMAIL_FROM is not/],
  ])("are refused when they are none: %s=%s", async (name, value, message) => {
    await expect(evaluateStage("wrong", { env: { [name]: value } })).rejects.toThrow(message);
  });

  it.each([false, true])(
    "cannot be deployed without a token, nor run by `sst dev` (%s): SST says how to set it",
    async (dev) => {
      const stage = evaluateStage("tokenless", { dev, env: { SST_SECRET_ApiToken: undefined } });
      await expect(stage).rejects.toThrow(/Set a value for ApiToken with `sst secret set ApiToken/);
    },
  );

  it("say before `sst dev` what SST would stop for", () => {
    const live = readFileSync(path.join(root, "docs/aws.md"), "utf8").split(/^## /m);
    const section = live.find((part) => part.startsWith("Live")) ?? "";
    expect(section.indexOf("npx sst secret set ApiToken")).toBeGreaterThan(0);
    expect(section.indexOf("npx sst secret set ApiToken")).toBeLessThan(section.indexOf("npx sst dev"));
  });

  it("warn of a token that the API would refuse to start with", async () => {
    const stack = await evaluateStage("short", { env: { SST_SECRET_ApiToken: "short" } });
    expect(functionOf(stack, "functions/api.handler")).toBeDefined();
    expect(stack.warnings).toContainEqual(
      expect.stringMatching(/the secret ApiToken must be at least 16 printable/),
    );
  });
});

describe("under `sst dev`", () => {
  const stack = inject("stages").dev;

  it("the five functions run on the laptop, with the same timeouts, queues and table", () => {
    const targets = stack.rpc.filter(({ method }) => method === "Runtime.AddTarget");
    expect(targets.map(({ params }) => params.handler).toSorted()).toEqual(handlers.toSorted());
    for (const handler of handlers) {
      expect(functionOf(stack, handler).timeout).toBe(functionOf(inject("stages").test, handler).timeout);
    }
  });

  it("at most five jobs run at once too", () => {
    expect(functionOf(stack, "functions/consumer.handler").reservedConcurrentExecutions).toBe(5);
    expect(inputsOf(stack, MAPPING, "").scalingConfig).toEqual({ maximumConcurrency: 5 });
  });
});
