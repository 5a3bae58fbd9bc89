// How many messages a queue holds, about: SQS counts with some delay.
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { describeAwsError } from "./aws-error.ts";

export type CountAttribute = "ApproximateNumberOfMessages" | "ApproximateNumberOfMessagesNotVisible";

/** What `send` of an SDK client takes to be given up. */
export const aborted = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal ? { abortSignal: signal } : {};

/** @returns the sum of these counts. @throws Error that names the call and the queue. */
export async function countMessages(
  { client, queueUrl }: { client: Pick<SQSClient, "send">; queueUrl: string },
  names: CountAttribute[],
  signal?: AbortSignal,
): Promise<number> {
  try {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: names }),
      aborted(signal),
    );
    return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
  } catch (error) {
    throw describeAwsError("GetQueueAttributes", queueUrl, error);
  }
}
