// Reads a queue's attributes for the doctor.
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { QueueFacts } from "../../jobs/operate/inspector.ts";
import { probing } from "./probe-error.ts";

const RedrivePolicy = z.object({
  deadLetterTargetArn: z.string().default(""),
  // SQS takes a number and a string of one.
  maxReceiveCount: z.coerce.number().default(Number.NaN),
});
const RedriveAllowPolicy = z.object({
  redrivePermission: z.string().default("allowAll"),
  sourceQueueArns: z.array(z.string()).default([]),
});

/** @throws ProbeError */
export const readQueue = (client: Pick<SQSClient, "send">, queueUrl: string): Promise<QueueFacts> =>
  probing("sqs:GetQueueAttributes", queueUrl, async () => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["All"] }),
    );
    const { QueueArn = "", RedrivePolicy: redrive, RedriveAllowPolicy: allow } = Attributes;
    return {
      name: QueueArn.split(":").at(-1) ?? queueUrl,
      arn: QueueArn,
      visibilityTimeoutSeconds: Number(Attributes.VisibilityTimeout),
      retentionSeconds: Number(Attributes.MessageRetentionPeriod),
      encrypted: Attributes.SqsManagedSseEnabled === "true" || Boolean(Attributes.KmsMasterKeyId),
      ...(redrive && { redrivePolicy: RedrivePolicy.parse(JSON.parse(redrive)) }),
      ...(allow && { redriveAllowPolicy: RedriveAllowPolicy.parse(JSON.parse(allow)) }),
    };
  });
