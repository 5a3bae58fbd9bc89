// Queues to measure on. A peer that runs already keeps none of them.
import { randomUUID } from "node:crypto";
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";

const connect = (endpoint: string) =>
  new SQSClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

/** The queue's URL, as the server has it: some know a queue by no other. */
export async function createQueue(endpoint: string): Promise<string> {
  const sqs = connect(endpoint);
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `bench-${randomUUID()}` }));
  sqs.destroy();
  return QueueUrl;
}

/** A queue for one workload, deleted whatever comes of it. */
export async function withQueue<Result>(
  endpoint: string,
  use: (QueueUrl: string) => Promise<Result>,
): Promise<Result> {
  const QueueUrl = await createQueue(endpoint);
  try {
    return await use(QueueUrl);
  } finally {
    const sqs = connect(endpoint);
    // A server that hangs must not hide what went wrong, nor hold up the run.
    await sqs
      .send(new DeleteQueueCommand({ QueueUrl }), { abortSignal: AbortSignal.timeout(2000) })
      .catch(() => {});
    sqs.destroy();
  }
}
