// An app with priorities as it would be deployed: a queue and a mapping for each, one consumer, one dead-letter queue.
import { describe, expect, inject, it } from "vitest";
import { functionOf, inputsOf, ofType, parsePolicy, roleStatements } from "./evaluated.ts";

const stack = inject("stages").priorities;
const QUEUE = "aws:sqs/queue:Queue";
const arnOf = (name: unknown) => `arn:aws:sqs:us-east-1:111122223333:${name}`;
const urlOf = (name: unknown) => `https://sqs.us-east-1.amazonaws.com/111122223333/${name}`;
const dead = inputsOf(stack, QUEUE, "BriefingsDeadQueue");
const [high, standard, low] = ["BriefingsHighQueue", "BriefingsQueue", "BriefingsLowQueue"].map((name) =>
  inputsOf(stack, QUEUE, name),
);
const queues = [high, standard, low];
const arns = queues.map((queue) => arnOf(queue?.name));

describe("the queues of three priorities", () => {
  it("are three and their dead-letter queue, all alike but for their names", () => {
    expect(ofType(stack, QUEUE)).toHaveLength(4);
    const alike = queues.map((queue) => ({ ...queue, name: undefined }));
    expect(alike[1]).toEqual(alike[0]);
    expect(alike[2]).toEqual(alike[0]);
  });

  it("send what is poisoned to one dead-letter queue, which lets them and nobody else", () => {
    for (const queue of queues) {
      expect(JSON.parse(String(queue?.redrivePolicy))).toEqual({
        deadLetterTargetArn: arnOf(dead.name),
        maxReceiveCount: 5,
      });
    }
    const allow = inputsOf(stack, "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "");
    expect(JSON.parse(String(allow.redriveAllowPolicy))).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: arns,
    });
  });

  it("refuse whoever comes without TLS", () => {
    const policies = ofType(stack, "aws:sqs/queuePolicy:QueuePolicy").map(({ inputs }) => inputs);
    const all = [...queues, dead];
    expect(policies.map(({ queueUrl }) => queueUrl).toSorted()).toEqual(
      all.map((queue) => urlOf(queue?.name)).toSorted(),
    );
    for (const { policy } of policies) expect(parsePolicy(policy)).toMatchObject([{ Effect: "Deny" }]);
  });
});

describe("the consumer of three priorities", () => {
  it("is one function with one reserve, and a mapping for each queue: two jobs at once each, the least there is", () => {
    expect(functionOf(stack, "functions/consumer.handler").reservedConcurrentExecutions).toBe(5);
    const mappings = ofType(stack, "aws:lambda/eventSourceMapping:EventSourceMapping").map(
      ({ inputs }) => inputs,
    );
    expect(mappings.map(({ eventSourceArn }) => eventSourceArn).toSorted()).toEqual(arns.toSorted());
    for (const mapping of mappings) {
      expect(mapping).toMatchObject({
        batchSize: 1,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: 2 },
      });
    }
    expect(new Set(mappings.map(({ functionName }) => functionName)).size).toBe(1);
  });
});

describe("every function of three priorities", () => {
  it.each(["api", "consumer", "dead-letters", "recover"])("%s knows every queue", (name) => {
    const { environment } = functionOf(stack, `functions/${name}.handler`);
    expect(environment).toMatchObject({
      variables: {
        HIGH_PRIORITY_QUEUE_URL: urlOf(high?.name),
        QUEUE_URL: urlOf(standard?.name),
        LOW_PRIORITY_QUEUE_URL: urlOf(low?.name),
        DEAD_LETTER_QUEUE_URL: urlOf(dead.name),
      },
    });
  });

  it.each([
    ["ApiHandlerRole", ["sqs:SendMessage", "sqs:GetQueueAttributes"]],
    [
      "ConsumerRole",
      [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
        "sqs:SendMessage",
      ],
    ],
    ["RecoverHandlerRole", ["sqs:SendMessage", "sqs:GetQueueAttributes"]],
  ])("may do on each queue what it may on one, each by its ARN: %s", (role, actions) => {
    const [onQueues] = roleStatements(stack, role);
    expect(onQueues).toMatchObject({ Effect: "Allow", Action: actions, Resource: arns });
  });

  it("has no wildcard", () => {
    for (const role of ["ApiHandlerRole", "ConsumerRole", "DeadLetterInspectorRole", "RecoverHandlerRole"]) {
      for (const { Action, Resource = [] } of roleStatements(stack, role)) {
        expect(Action.join()).not.toContain("*");
        // A log group's streams are the one thing that has no ARN before it is there.
        expect(Resource.filter((arn) => arn.includes("*") && !arn.startsWith("arn:aws:logs:"))).toEqual([]);
      }
    }
  });
});

describe("what watches three priorities", () => {
  it("has an alarm on the oldest message of each queue, and one on the dead letters of all", () => {
    const alarms = ofType(stack, "aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs);
    // Each queue's age stands in an expression with whether the consumer is paused.
    const watched = alarms.map(({ metricQueries }) => JSON.stringify(metricQueries ?? ""));
    const ages = watched.filter((queries) => queries.includes("ApproximateAgeOfOldestMessage"));
    expect(ages).toHaveLength(queues.length);
    for (const queue of queues) {
      expect(ages.filter((queries) => queries.includes(`"QueueName":"${queue?.name}"`))).toHaveLength(1);
    }
    expect(alarms.filter(({ name }) => String(name).endsWith("-DeadLetters"))).toHaveLength(1);
  });

  it("shows each queue on the dashboard", () => {
    const { dashboardBody } = inputsOf(stack, "aws:cloudwatch/dashboard:Dashboard", "Dashboard");
    for (const queue of queues) expect(dashboardBody).toContain(`"${queue?.name}"`);
  });

  it("tells the address of each queue at the end of a deploy", () => {
    expect(stack.outputs).toMatchObject({
      queue: urlOf(standard?.name),
      queueHigh: urlOf(high?.name),
      queueLow: urlOf(low?.name),
    });
  });
});
