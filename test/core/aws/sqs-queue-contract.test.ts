// The contract of a job queue on the SQS adapter, against the embedded SQS.
import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { createJobQueue } from "../../../core/aws/sqs-queue.ts";
import { describeJobQueue } from "../../contracts/job-queue.ts";
import { createQueue, startServer } from "../../local/sqs/support.ts";

async function receiveAll(sqs: SQSClient, QueueUrl: string) {
  const received: { messageId: string; body: string }[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 3_600 }),
    );
    if (Messages.length === 0) return received;
    received.push(...Messages.map(({ MessageId = "", Body = "" }) => ({ messageId: MessageId, body: Body })));
  }
}

describeJobQueue("SQS", async () => {
  const { server, sqs, clock } = await startServer();
  const queueUrl = await createQueue(sqs);
  return {
    queue: createJobQueue({ client: sqs, queueUrl }),
    receiveAll: () => receiveAll(sqs, queueUrl),
    pass: (seconds) => clock.advanceSeconds(seconds),
    cutOff: () => server.close(),
  };
});
