// How many messages a queue holds, about: SQS counts with some delay.
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { describeAwsError } from "./aws-error.ts";

export type CountAttribute =
  | "ApproximateNumberOfMessages"
  | "ApproximateNumberOfMessagesNotVisible"
  | "ApproximateNumberOfMessagesDelayed";

/** What `send` of an SDK client takes to be given up. */
export const aborted = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal ? { abortSignal: signal } : {};

type Place = { client: Pick<SQSClient, "send">; queueUrl: string };

/** @returns the sum of these counts. @throws Error that names the call and the queue. */
export const countMessages = async (
  place: Place,
  names: CountAttribute[],
  signal?: AbortSignal,
): Promise<number> => (await readCounts(place, names, signal)).reduce((sum, count) => sum + count, 0);

/** @returns each of these counts. @throws as `countMessages`. */
export async function readCounts(
  { client, queueUrl }: Place,
  names: CountAttribute[],
  signal?: AbortSignal,
): Promise<number[]> {
  try {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: names }),
      aborted(signal),
    );
    return names.map((name) => Number(Attributes?.[name] ?? 0));
  } catch (error) {
    throw describeAwsError("GetQueueAttributes", queueUrl, error);
  }
}
