// The queue pair as it would be deployed.
import { describe, expect, inject, it } from "vitest";
import { deadLetterQueueAttributes, queueAttributes } from "../../core/aws/queue-definition.ts";
import { defineSettings } from "../../core/settings.ts";
import { inputsOf, ofType, parsePolicy } from "./evaluated.ts";

const settings = defineSettings();
const QUEUE = "aws:sqs/queue:Queue";

describe.each(["production", "test", "dev"] as const)("the queues of the stage %s", (stage) => {
  const stack = inject("stages")[stage];
  const queue = inputsOf(stack, QUEUE, "BriefingsQueue");
  const dead = inputsOf(stack, QUEUE, "BriefingsDeadQueue");
  const arnOf = (name: unknown) => `arn:aws:sqs:us-east-1:111122223333:${name}`;

  it("are two standard queues, named after app and stage", () => {
    expect(ofType(stack, QUEUE)).toHaveLength(2);
    for (const { name, fifoQueue } of [queue, dead]) {
      expect(name).toMatch(stage === "dev" ? /^briefings-alice-/ : new RegExp(`^briefings-${stage}-`));
      expect(fifoQueue).toBe(false);
    }
  });

  it("hide a message for six times the function's timeout", () => {
    expect(queue.visibilityTimeoutSeconds).toBe(1_800);
    expect(Number(queue.visibilityTimeoutSeconds)).toBeGreaterThanOrEqual(
      6 * settings.consumer.timeoutSeconds,
    );
  });

  it("move a message to the dead-letter queue after its fifth receive", () => {
    expect(JSON.parse(String(queue.redrivePolicy))).toEqual({
      deadLetterTargetArn: arnOf(dead.name),
      maxReceiveCount: 5,
    });
    expect(dead).not.toHaveProperty("redrivePolicy");
  });

  it("keep a dead letter longer than a live one", () => {
    expect(queue.messageRetentionSeconds).toBe(8 * 86_400);
    expect(dead.messageRetentionSeconds).toBe(14 * 86_400);
  });

  it("are encrypted", () => {
    expect(queue.sqsManagedSseEnabled).toBe(true);
    expect(dead.sqsManagedSseEnabled).toBe(true);
  });

  it("are polled for as long as SQS allows, with nothing delayed", () => {
    expect(queue).toMatchObject({ receiveWaitTimeSeconds: 20, delaySeconds: 0 });
  });

  it.each(["Briefings", "BriefingsDead"])("refuse whoever comes without TLS: %s", (name) => {
    const { policy, queueUrl } = inputsOf(stack, "aws:sqs/queuePolicy:QueuePolicy", `${name}Tls`);
    const own = name === "Briefings" ? queue : dead;
    expect(queueUrl).toBe(`https://sqs.us-east-1.amazonaws.com/111122223333/${own.name}`);
    expect(parsePolicy(policy)).toEqual([
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["sqs:*"],
        Resource: [arnOf(own.name)],
        Condition: { Bool: { "aws:SecureTransport": ["false"] } },
      },
    ]);
  });

  it("let dead letters go back to one queue only", () => {
    const allow = inputsOf(stack, "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "");
    expect(allow.queueUrl).toContain(String(dead.name));
    expect(JSON.parse(String(allow.redriveAllowPolicy))).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: [arnOf(queue.name)],
    });
  });

  it("have the attributes that LocalStack's queues get", () => {
    const live = queueAttributes(settings, arnOf(dead.name));
    expect({
      VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
      MessageRetentionPeriod: String(queue.messageRetentionSeconds),
      ReceiveMessageWaitTimeSeconds: String(queue.receiveWaitTimeSeconds),
      SqsManagedSseEnabled: String(queue.sqsManagedSseEnabled),
      RedrivePolicy: queue.redrivePolicy,
    }).toEqual(live);
    expect({
      MessageRetentionPeriod: String(dead.messageRetentionSeconds),
      SqsManagedSseEnabled: String(dead.sqsManagedSseEnabled),
    }).toEqual(deadLetterQueueAttributes(settings));
  });
});
