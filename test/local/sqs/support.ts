// A server for a test: a clock that the test turns, an SDK client, and everything closed at the end.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { ManualClock, type Timer } from "../../../local/clock.ts";
import { type SqsServer, type SqsServerOptions, startSqsServer } from "../../../local/sqs/server.ts";

/** Stands still; tells when somebody starts to wait, so that a test need not sleep until a long poll has arrived. */
export class TestClock extends ManualClock {
  #timerSet: (() => void)[] = [];

  override after(delayMs: number, run: () => void): Timer {
    const timer = super.after(delayMs, run);
    for (const resolve of this.#timerSet.splice(0)) resolve();
    return timer;
  }

  nextTimer(): Promise<void> {
    return new Promise((resolve) => this.#timerSet.push(resolve));
  }

  advanceSeconds(seconds: number): void {
    this.advance(seconds * 1000);
  }
}

export type Fixture = { server: SqsServer; clock: TestClock; sqs: SQSClient };

/** Closed when the test is over. */
export async function startServer(options: SqsServerOptions = {}): Promise<Fixture> {
  const clock = new TestClock();
  const server = await startSqsServer({ port: 0, clock, ...options });
  const sqs = createClient(server.url);
  onTestFinished(async () => {
    sqs.destroy();
    await server.close();
  });
  return { server, clock, sqs };
}

export function createClient(
  endpoint: string,
  options: { accountId?: string; region?: string } = {},
): SQSClient {
  return new SQSClient({
    endpoint,
    region: options.region ?? "us-east-1",
    credentials: { accessKeyId: options.accountId ?? "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
}

export async function createQueue(sqs: SQSClient, name = "orders", attributes: Record<string, string> = {}) {
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  return QueueUrl;
}

export const createFifoQueue = (
  sqs: SQSClient,
  name = "orders.fifo",
  attributes: Record<string, string> = {},
) => createQueue(sqs, name, { FifoQueue: "true", ContentBasedDeduplication: "true", ...attributes });

export const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** A source queue whose messages go to `dead` after `maxReceiveCount` receives. */
export async function createPair(sqs: SQSClient, maxReceiveCount: number | string = 1) {
  const dead = await createQueue(sqs, "orders-dead");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("orders-dead"), maxReceiveCount });
  const source = await createQueue(sqs, "orders", { RedrivePolicy });
  return { source, dead };
}

export const attributesOf = async (sqs: SQSClient, QueueUrl: string) =>
  (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes ?? {};

export const setAttributes = (sqs: SQSClient, QueueUrl: string, Attributes: Record<string, string>) =>
  sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

export async function send(
  sqs: SQSClient,
  QueueUrl: string,
  body: string,
  rest: Partial<SendMessageCommandInput> = {},
) {
  return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...rest }));
}

export async function receive(
  sqs: SQSClient,
  QueueUrl: string,
  rest: Partial<ReceiveMessageCommandInput> = {},
) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["All"], ...rest }),
  );
  return Messages.map((message) => ({
    ...message,
    Body: message.Body ?? "",
    ReceiptHandle: message.ReceiptHandle ?? "",
    Attributes: message.Attributes ?? {},
  }));
}

export const bodies = (messages: { Body: string }[]) => messages.map((message) => message.Body);

/** Visible, in flight and delayed. */
export async function counts(sqs: SQSClient, QueueUrl: string): Promise<[number, number, number]> {
  const Attributes = await attributesOf(sqs, QueueUrl);
  return [
    Number(Attributes.ApproximateNumberOfMessages),
    Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    Number(Attributes.ApproximateNumberOfMessagesDelayed),
  ];
}

/** The name and message of the SQS error that `promise` fails with. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<{ name: string; message: string; status: number }> {
  try {
    await promise;
  } catch (error) {
    const { name, message, $metadata } = Object(error);
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error("expected an error");
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `sqs-${randomBytes(4).toString("hex")}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
