// An SQS client whose queue is in the test's hands: long polls that end when a message is put, deletions to be looked at.
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

export type FakeSqs = ReturnType<typeof createFakeSqs>;

export function createFakeSqs() {
  const waiting: Message[] = [];
  const polls: ((message: Message) => void)[] = [];
  const deleted: string[] = [];
  const visibility: { receiptHandle: string; seconds: number }[] = [];
  const receives: ReceiveMessageCommand["input"][] = [];
  const failures: Error[] = [];
  let made = 0;

  const receive = (signal?: AbortSignal): Promise<Message> => {
    const message = waiting.shift();
    if (message) return Promise.resolve(message);
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => {
        polls.splice(polls.indexOf(resolve), 1);
        reject(new DOMException("aborted", "AbortError"));
      });
      polls.push(resolve);
    });
  };

  async function send(command: unknown, options: { abortSignal?: AbortSignal } = {}): Promise<object> {
    if (command instanceof ReceiveMessageCommand) {
      receives.push(command.input);
      const failure = failures.shift();
      if (failure) throw failure;
      return { Messages: [await receive(options.abortSignal)] };
    }
    if (command instanceof DeleteMessageBatchCommand) {
      for (const { ReceiptHandle = "" } of command.input.Entries ?? []) deleted.push(ReceiptHandle);
      return {};
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      for (const { ReceiptHandle = "", VisibilityTimeout = 0 } of command.input.Entries ?? []) {
        visibility.push({ receiptHandle: ReceiptHandle, seconds: VisibilityTimeout });
      }
      return {};
    }
    if (command instanceof ChangeMessageVisibilityCommand) {
      const { ReceiptHandle = "", VisibilityTimeout = 0 } = command.input;
      visibility.push({ receiptHandle: ReceiptHandle, seconds: VisibilityTimeout });
      return {};
    }
    throw new Error("the fake SQS does not know this command");
  }

  return {
    client: { send } as unknown as SQSClient,
    put(message: Partial<Message> = {}): string {
      const id = `message-${++made}`;
      const whole: Message = {
        MessageId: id,
        ReceiptHandle: `handle-${made}`,
        Body: `body-${made}`,
        MD5OfBody: "md5",
        Attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1" },
        ...message,
      };
      const poll = polls.shift();
      if (poll) poll(whole);
      else waiting.push(whole);
      return id;
    },
    /** The next receive fails. */
    failReceive: (error: Error) => failures.push(error),
    deleted,
    visibility,
    receives,
    get polling() {
      return polls.length;
    },
    get waiting() {
      return waiting.length;
    },
  };
}
