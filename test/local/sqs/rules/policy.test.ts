import { describe, expect, it } from "vitest";
import { createQueue, errorOf, startServer } from "../support.ts";

describe("Policy", () => {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111111111111:root" },
    Action: "sqs:SendMessage",
    Resource: "*",
  };
  const set = async (Policy: unknown) => {
    const { sqs } = await startServer();
    return createQueue(sqs, "q", { Policy: JSON.stringify(Policy) });
  };
  const without = (member: string) =>
    Object.fromEntries(Object.entries(statement).filter(([name]) => name !== member));

  it.each([
    { Version: "2012-10-17", Id: "a", Statement: [statement] },
    { Version: "2008-10-17", Statement: [{ ...statement, Sid: "a", Effect: "Deny", Principal: "*" }] },
    { Statement: { ...statement, Action: ["*", "SQS:*", "sqs:Get*", "sqs:SetQueueAttributes"] } },
    { Statement: { ...without("Action"), NotAction: "sqs:DeleteQueue" } },
    { Statement: { ...statement, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } } } },
  ])("may be %j", async (policy) => {
    await set(policy);
  });

  it.each([
    [{ a: 1 }],
    [[]],
    [{ Statement: "all" }],
    [{ Statement: [statement], More: 1 }],
    [{ Version: "2012-10-18", Statement: [statement] }],
    [{ Statement: [{ ...statement, Effect: "Maybe" }] }],
    [{ Statement: [{ ...statement, Principal: { Robot: "a" } }] }],
    [{ Statement: [{ ...statement, NotAction: "sqs:*" }] }],
    [{ Statement: [without("Effect")] }],
    [{ Statement: [without("Principal")] }],
    [{ Statement: [without("Action")] }],
    // [aws-cdk#1675]
    [{ Statement: [without("Resource")] }],
  ])("may not be %j", async (policy) => {
    expect(await errorOf(set(policy))).toEqual({
      name: "InvalidAttributeValue",
      message: "Invalid value for the parameter Policy.",
      status: 400,
    });
  });

  // The text of AWS is in aws-cdk#2381 and awacs#34.
  it.each(["sqs:Fly", "sqs:ChangeMessageVisibilityBatch", "s3:GetObject", "sqs:"])(
    "knows no action %s",
    async (Action) => {
      expect(await errorOf(set({ Statement: [{ ...statement, Action }] }))).toEqual({
        name: "InvalidParameterValue",
        message: `Value ${Action} for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions. `,
        status: 400,
      });
    },
  );
});
