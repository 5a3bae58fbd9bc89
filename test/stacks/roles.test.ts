// What each role may do, action by action: least privilege.
import { describe, expect, inject, it } from "vitest";
import { inputsOf, ofType, parsePolicy, roleStatements } from "./evaluated.ts";

const stack = inject("stages").production;
const queueArn = expect.stringMatching(
  /^arn:aws:sqs:us-east-1:111122223333:briefings-production-BriefingsQueue-\w+$/,
);
const deadArn = expect.stringMatching(
  /^arn:aws:sqs:us-east-1:111122223333:briefings-production-BriefingsDeadQueue-\w+$/,
);
const tableArn = expect.stringMatching(
  /^arn:aws:dynamodb:us-east-1:111122223333:table\/briefings-production-JobsTable-\w+$/,
);
const indexArn = expect.stringMatching(/:table\/briefings-production-JobsTable-\w+\/index\/by-list$/);
const mappingArn =
  "arn:aws:lambda:us-east-1:111122223333:event-source-mapping:8e6c2a3e-0c1f-4a55-9d5b-2f1a4c7d9e01";
const ownLog = (name: string) => [
  ["logs:CreateLogStream", "logs:PutLogEvents"],
  [`arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/briefings-production-${name}:*`],
];
const grants = (role: string) =>
  roleStatements(stack, role).map(({ Effect, Action, Resource }) => {
    expect(Effect).toBe("Allow");
    return [Action.map(String), Resource];
  });

describe("the role of", () => {
  const byKeyForApi = [
    ...["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"],
    ...["dynamodb:UpdateItem", "dynamodb:DeleteItem"],
  ];

  /** Of the dead-letter queue. */
  const clearing = [
    ...["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility"],
    ...["sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  ];
  const moving = ["sqs:StartMessageMoveTask", "sqs:ListMessageMoveTasks", "sqs:CancelMessageMoveTask"];

  it("the API sends to one queue and counts what waits there, clears and redrives the dead-letter queue, reads and writes one table, and moves one mapping's switch", () => {
    expect(grants("ApiHandlerRole")).toEqual([
      [["sqs:SendMessage", "sqs:GetQueueAttributes"], [queueArn]],
      [[...clearing, ...moving], [deadArn]],
      [byKeyForApi, [tableArn]],
      [["dynamodb:Query"], [indexArn]],
      [["lambda:GetEventSourceMapping", "lambda:UpdateEventSourceMapping"], [mappingArn]],
      ownLog("ApiHandler"),
    ]);
  });

  it("the consumer receives, deletes, hides and sends messages of one queue, clears the dead-letter queue, and searches and writes one table", () => {
    expect(grants("ConsumerRole")).toEqual([
      [
        [
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:ChangeMessageVisibility",
          "sqs:GetQueueAttributes",
          "sqs:SendMessage",
        ],
        [queueArn],
      ],
      [clearing, [deadArn]],
      [["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], [tableArn]],
      [["dynamodb:Query"], [indexArn]],
      ownLog("Consumer"),
    ]);
  });

  it("the dead-letter inspector looks at the dead-letter queue and cannot delete from it", () => {
    expect(grants("DeadLetterInspectorRole")).toEqual([
      [["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"], [deadArn]],
      [["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], [tableArn]],
      ownLog("DeadLetterInspector"),
    ]);
  });

  it("the authorizer writes its own log, and nothing else", () => {
    expect(grants("AuthorizerRole")).toEqual([ownLog("Authorizer")]);
  });

  it("recover sends to one queue, counts the dead letters, updates one table and reads the consumer's switch", () => {
    expect(grants("RecoverHandlerRole")).toEqual([
      [["sqs:SendMessage", "sqs:GetQueueAttributes"], [queueArn]],
      [["sqs:GetQueueAttributes"], [deadArn]],
      [["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], [tableArn]],
      [["dynamodb:Query"], [indexArn]],
      [["lambda:GetEventSourceMapping"], [mappingArn]],
      ownLog("RecoverHandler"),
    ]);
  });

  it.each([
    ["Sweep", "DeadLetterInspectorFunction"],
    ["Recover", "RecoverHandlerFunction"],
  ])("the schedule %s calls one function", (schedule, fn) => {
    expect(grants(`${schedule}Role`)).toEqual([
      [
        ["lambda:InvokeFunction"],
        [expect.stringMatching(new RegExp(`:function:briefings-production-${fn}-\\w+$`))],
      ],
    ]);
  });
});

describe("every role", () => {
  const roles = ofType(stack, "aws:iam/role:Role").map(({ name }) => name);

  it("is one of seven", () => {
    expect(roles.toSorted()).toEqual([
      "ApiHandlerRole",
      "AuthorizerRole",
      "ConsumerRole",
      "DeadLetterInspectorRole",
      "RecoverHandlerRole",
      "RecoverRole",
      "SweepRole",
    ]);
  });

  it.each(roles)("has no wildcard action, no wildcard resource and no managed policy: %s", (role) => {
    for (const { Action, Resource = [] } of roleStatements(stack, role)) {
      expect(Action.filter((action) => action.includes("*"))).toEqual([]);
      expect(Resource).not.toContain("*");
    }
    expect(inputsOf(stack, "aws:iam/role:Role", role).managedPolicyArns ?? []).toEqual([]);
  });

  it.each(roles)("is assumed by one service only: %s", (role) => {
    const service = /^(Sweep|Recover)Role$/.test(role) ? "scheduler" : "lambda";
    const [statement, ...others] = parsePolicy(inputsOf(stack, "aws:iam/role:Role", role).assumeRolePolicy);
    expect(others).toEqual([]);
    expect(statement).toMatchObject({ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` } });
    expect(statement?.Principal).not.toHaveProperty("AWS");
  });

  it("is used: each function has its own", () => {
    const used = ofType(stack, "aws:lambda/function:Function").map(({ inputs }) => inputs.role);
    expect(new Set(used).size).toBe(5);
  });
});

describe("under `sst dev`", () => {
  const dev = inject("stages").dev;

  it("a function may beyond its own rights only use SST's bridge", () => {
    const { resources } = dev;
    expect(resources.length).toBeGreaterThan(0);
    for (const role of [
      "ApiHandlerRole",
      "AuthorizerRole",
      "ConsumerRole",
      "DeadLetterInspectorRole",
      "RecoverHandlerRole",
    ]) {
      const wide = roleStatements(dev, role).filter(({ Action }) =>
        Action.some((action) => action.includes("*")),
      );
      expect(wide.flatMap(({ Action }) => Action).toSorted()).toEqual(["appsync:*", "s3:*"]);
    }
  });
});
