// Attributes of a queue that exists.
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import {
  arnOf,
  attributesOf,
  createFifoQueue,
  createPair,
  createQueue,
  errorOf,
  setAttributes,
  startServer,
} from "../support.ts";

describe("queue attributes", () => {
  it("are to be given where they are set", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    expect(await errorOf(setAttributes(sqs, url, {}))).toEqual({
      name: "MissingParameter",
      message: "The request must contain the parameter Attribute.Name.",
      status: 400,
    });
  });

  it("change, and empty ones go", async () => {
    const { clock, sqs } = await startServer();
    const { source } = await createPair(sqs, "7");
    const policy = JSON.stringify({ deadLetterTargetArn: arnOf("orders-dead"), maxReceiveCount: 7 });
    expect((await attributesOf(sqs, source)).RedrivePolicy).toBe(policy);
    clock.advanceSeconds(10);
    const allowed = { Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" };
    const Policy = JSON.stringify({ Statement: allowed });
    await setAttributes(sqs, source, { VisibilityTimeout: "69", Policy, RedrivePolicy: "" });
    const attributes = await attributesOf(sqs, source);
    expect(attributes).toMatchObject({ VisibilityTimeout: "69", Policy });
    expect(attributes).not.toHaveProperty("RedrivePolicy");
    expect(Number(attributes.LastModifiedTimestamp)).toBe(Number(attributes.CreatedTimestamp) + 10);
    await setAttributes(sqs, source, { Policy: "" });
    expect(await attributesOf(sqs, source)).not.toHaveProperty("Policy");
  });

  it("show the reuse period of a KMS key only beside the key", async () => {
    const { sqs } = await startServer();
    const attributes = { KmsMasterKeyId: "", KmsDataKeyReusePeriodSeconds: "600" };
    const url = await createQueue(sqs, "q", attributes);
    expect(await attributesOf(sqs, url)).not.toHaveProperty("KmsDataKeyReusePeriodSeconds");
    expect(await createQueue(sqs, "q", attributes)).toBe(url);
    await setAttributes(sqs, url, { KmsMasterKeyId: "alias/a" });
    expect(await attributesOf(sqs, url)).toMatchObject({ KmsDataKeyReusePeriodSeconds: "600" });
  });

  it("are given by name, and unknown names are refused", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    const get = (names: string[]) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: names as "All"[] }));
    expect((await get(["DelaySeconds", "RedrivePolicy"])).Attributes).toEqual({ DelaySeconds: "0" });
    expect((await get([])).Attributes).toBeUndefined();
    expect((await get(["Policy"])).Attributes).toBeUndefined();
    expect(await errorOf(get(["Foobar"]))).toEqual({
      name: "InvalidAttributeName",
      message: "Unknown Attribute Foobar.",
      status: 400,
    });
  });

  it("of FIFO queues stay FIFO's", async () => {
    const { sqs } = await startServer();
    const fifo = await createFifoQueue(sqs);
    await setAttributes(sqs, fifo, { FifoQueue: "true" });
    expect(await errorOf(setAttributes(sqs, fifo, { FifoQueue: "false" }))).toMatchObject({
      name: "InvalidAttributeValue",
      message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    });
    expect(
      await errorOf(setAttributes(sqs, fifo, { FifoThroughputLimit: "perMessageGroupId" })),
    ).toMatchObject({
      name: "InvalidAttributeValue",
    });
    await setAttributes(sqs, fifo, {
      FifoThroughputLimit: "perMessageGroupId",
      DeduplicationScope: "messageGroup",
    });
  });

  it("know one kind of encryption at a time", async () => {
    const { sqs } = await startServer();
    const url = await createQueue(sqs);
    await setAttributes(sqs, url, { KmsMasterKeyId: "key", KmsDataKeyReusePeriodSeconds: "6000" });
    expect(await attributesOf(sqs, url)).toMatchObject({
      KmsMasterKeyId: "key",
      KmsDataKeyReusePeriodSeconds: "6000",
      SqsManagedSseEnabled: "false",
    });
    await setAttributes(sqs, url, { SqsManagedSseEnabled: "true" });
    expect(await attributesOf(sqs, url)).not.toHaveProperty("KmsMasterKeyId");
  });
});
