// AddPermission and RemovePermission: statements of the policy.
import { AddPermissionCommand, RemovePermissionCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { arnOf, attributesOf, createQueue, errorOf, setAttributes, startServer } from "../support.ts";

describe("permissions", () => {
  it("are statements of the policy", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const add = (Label: string, AWSAccountIds: string[], Actions: string[]) =>
      sqs.send(new AddPermissionCommand({ QueueUrl, Label, AWSAccountIds, Actions }));
    const remove = (Label: string) => sqs.send(new RemovePermissionCommand({ QueueUrl, Label }));
    const policy = async () => (await attributesOf(sqs, QueueUrl)).Policy;
    await add("one", ["111111111111"], ["ReceiveMessage"]);
    await add("two", ["111111111111", "222222222222"], ["ReceiveMessage", "DeleteMessage"]);
    expect(JSON.parse((await policy()) ?? "")).toEqual({
      Version: "2008-10-17",
      Id: `${arnOf("orders")}/SQSDefaultPolicy`,
      Statement: [
        {
          Sid: "one",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111111111111:root" },
          Action: "SQS:ReceiveMessage",
          Resource: arnOf("orders"),
        },
        {
          Sid: "two",
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"] },
          Action: ["SQS:ReceiveMessage", "SQS:DeleteMessage"],
          Resource: arnOf("orders"),
        },
      ],
    });
    expect(await errorOf(add("one", ["111111111111"], ["ReceiveMessage"]))).toMatchObject({
      name: "InvalidParameterValue",
      message: "Value one for parameter Label is invalid. Reason: Already exists.",
    });
    expect(await errorOf(add("x", ["1"], ["ReceiveMessage"]))).toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(await errorOf(add("x", ["111111111111"], ["CreateQueue"]))).toMatchObject({
      name: "InvalidParameterValue",
      message:
        "Value SQS:CreateQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.",
    });
    expect(await errorOf(add("x", ["111111111111"], ["FooBar"]))).toMatchObject({
      name: "InvalidParameterValue",
      message:
        "Value SQS:FooBar for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions. ",
    });
    expect(await errorOf(add("x", ["111111111111"], Array(8).fill("SendMessage")))).toMatchObject({
      name: "OverLimit",
      message: "8 Actions were found, maximum allowed is 7.",
      status: 403,
    });
    await remove("one");
    await remove("two");
    expect(await policy()).toBeUndefined();
    expect(await errorOf(remove("two"))).toMatchObject({
      message: "Value two for parameter Label is invalid. Reason: can't find label.",
    });
  });

  it("join a policy whose only statement stands without a list", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const own = { Sid: "own", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
    await setAttributes(sqs, QueueUrl, { Policy: JSON.stringify({ Version: "2012-10-17", Statement: own }) });
    await sqs.send(
      new AddPermissionCommand({
        QueueUrl,
        Label: "added",
        AWSAccountIds: ["111111111111"],
        Actions: ["*"],
      }),
    );
    const policy = async () => JSON.parse((await attributesOf(sqs, QueueUrl)).Policy ?? "");
    expect(await policy()).toMatchObject({ Version: "2012-10-17", Statement: [own, { Sid: "added" }] });
    await sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "own" }));
    expect(await policy()).toMatchObject({ Statement: [{ Sid: "added" }] });
  });

  it("need a label", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const missing = {
      name: "MissingParameter",
      message: "The request must contain the parameter Label.",
      status: 400,
    };
    const AWSAccountIds = ["111111111111"];
    const add = new AddPermissionCommand({ QueueUrl, Label: "", AWSAccountIds, Actions: ["SendMessage"] });
    expect(await errorOf(sqs.send(add))).toEqual(missing);
    expect(await errorOf(sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "" })))).toEqual(missing);
  });

  it("and policies have at most 20 statements of at most 7 actions", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const set = (Statement: object[]) =>
      setAttributes(sqs, QueueUrl, { Policy: JSON.stringify({ Statement }) });
    const statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
    const statements = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ Sid: `s${i}`, ...statement }));
    expect(await errorOf(set(statements(21)))).toEqual({
      name: "OverLimit",
      message: "21 statements were found in the submitted policy, max allowed is 20",
      status: 403,
    });
    expect(await errorOf(set([{ ...statement, Action: Array(8).fill("sqs:SendMessage") }]))).toMatchObject({
      name: "OverLimit",
      message: "8 actions were found in a statement from the submitted policy, max allowed is 7",
    });
    await set(statements(20));
    const add = new AddPermissionCommand({
      QueueUrl,
      Label: "one-more",
      AWSAccountIds: ["111111111111"],
      Actions: ["SendMessage"],
    });
    expect(await errorOf(sqs.send(add))).toMatchObject({
      name: "OverLimit",
      message: "21 Statements were found, maximum allowed is 20.",
    });
  });
});
