// All that SQS counts of one queue, in one request.
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { QueueCounts } from "../jobs/engine.ts";
import { describeAwsError } from "./aws-error.ts";

/** About: SQS counts with some delay. The priority is the only one that a queue alone has. @throws Error that names the call and the queue. */
export async function countQueue({
  client,
  queueUrl,
}: {
  client: Pick<SQSClient, "send">;
  queueUrl: string;
}): Promise<QueueCounts> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: [
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesDelayed",
    ],
  });
  const { Attributes = {} } = await client.send(command).catch((error: unknown) => {
    throw describeAwsError("GetQueueAttributes", queueUrl, error);
  });
  return {
    queue: queueUrl.split("/").at(-1) ?? queueUrl,
    priority: "default",
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}
