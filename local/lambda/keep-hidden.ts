// Keeps a message hidden while it is worked on, for as long as that takes.
import { ChangeMessageVisibilityCommand, type Message } from "@aws-sdk/client-sqs";
import type { Clock, Timer } from "../clock.ts";
import type { Log } from "../log.ts";
import type { SqsClient } from "../sqs/in-process-client.ts";

type Options = {
  client: SqsClient;
  queueUrl: string;
  visibilityTimeoutSeconds: number;
  clock: Clock;
  log: Log;
};

/** Hides the message again and again, each time when half of the visibility timeout is over. @returns a function that ends it. */
export function keepHidden({ MessageId, ReceiptHandle }: Message, options: Options): () => void {
  const { client, queueUrl, visibilityTimeoutSeconds, clock, log } = options;
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle,
    VisibilityTimeout: visibilityTimeoutSeconds,
  });
  let timer: Timer;
  const arm = () => {
    timer = clock.after((visibilityTimeoutSeconds * 1000) / 2, () => {
      arm();
      client
        .send(command)
        .catch((error: unknown) => log.warn({ err: error, messageId: MessageId }, "visibility not extended"));
    });
  };
  arm();
  return () => timer.cancel();
}
