import { describe, expect, it } from "vitest";
import { arnOf, createQueue, errorOf, startServer } from "../support.ts";

describe("RedriveAllowPolicy", () => {
  const create = async (RedriveAllowPolicy: string) => {
    const { sqs } = await startServer();
    return errorOf(createQueue(sqs, "q", { RedriveAllowPolicy }));
  };

  it.each([
    "x",
    "[]",
    "{}",
    '{"redrivePermission":"some"}',
    '{"redrivePermission":"allowAll","more":1}',
    '{"redrivePermission":"byQueue","sourceQueueArns":"arn"}',
  ])("%j is refused for its format", async (policy) => {
    expect(await create(policy)).toEqual({
      name: "InvalidAttributeValue",
      message:
        "Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.",
      status: 400,
    });
  });

  const needed =
    "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.";
  it.each([
    [{ redrivePermission: "byQueue" }, needed],
    [{ redrivePermission: "byQueue", sourceQueueArns: [] }, needed],
    [
      { redrivePermission: "byQueue", sourceQueueArns: Array(11).fill(arnOf("a")) },
      "The maximum number of source queue ARNs you can specify is 10.",
    ],
    [
      { redrivePermission: "denyAll", sourceQueueArns: [arnOf("a")] },
      "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.",
    ],
  ])("%j is refused for its sources", async (policy, reason) => {
    const text = JSON.stringify(policy);
    expect(await create(text)).toEqual({
      name: "InvalidParameterValue",
      message: `Value ${text} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy. ${reason}`,
      status: 400,
    });
  });
});
