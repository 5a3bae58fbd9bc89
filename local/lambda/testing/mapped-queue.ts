// The queue of a mapping: where it is, and what a mapping must know of it.
import { GetQueueAttributesCommand, QueueDoesNotExist, type SQSClient } from "@aws-sdk/client-sqs";
import { parseQueueUrl } from "../../sqs/queue-url.ts";
import type { TestSqs } from "../../sqs/testing/start-sqs.ts";
import { InvalidParameterError, type MappedQueue } from "../mapping-rules.ts";

const REGION = "us-east-1";

/** @throws Error where a name leads nowhere */
export function addressOf(queue: string, sqs: TestSqs | undefined): { queueUrl: string; endpoint: string } {
  if (/^https?:/.test(queue)) {
    const named = parseQueueUrl(queue);
    if (!named)
      throw new Error(
        `queue ${queue}: the URL names no queue; it is like http://127.0.0.1:4566/000000000000/orders`,
      );
    return { queueUrl: queue, endpoint: new URL(queue).origin };
  }
  if (!sqs)
    throw new Error(`queue ${queue}: pass its URL, sqs.queueUrl("${queue}"), or pass sqs beside its name`);
  return { queueUrl: sqs.queueUrl(queue), endpoint: sqs.url };
}

export const clientConfig = (endpoint: string) => ({
  endpoint,
  region: REGION,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

/** @throws InvalidParameterError where there is no such queue; Error where it cannot be reached */
export async function describeQueue(client: SQSClient, queueUrl: string): Promise<MappedQueue> {
  try {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ["QueueArn", "VisibilityTimeout"],
      }),
    );
    return {
      queueArn: Attributes.QueueArn ?? "",
      visibilityTimeoutSeconds: Number(Attributes.VisibilityTimeout ?? 30),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    if (error instanceof QueueDoesNotExist) {
      throw new InvalidParameterError(
        `queue ${queueUrl}: ${reason} Create the queue before the function is started.`,
      );
    }
    throw new Error(`queue ${queueUrl} cannot be reached: ${reason}`, { cause: error });
  }
}
