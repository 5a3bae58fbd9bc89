// The limit of messages in flight, reached through the engine: 120,000 receives over HTTP would take a minute.
import { beforeEach, describe, expect, it } from "vitest";
import type { Call } from "../../../local/sqs/actions/call.ts";
import { LongPoll } from "../../../local/sqs/actions/call.ts";
import { runAction } from "../../../local/sqs/actions/index.ts";
import { noJournal } from "../../../local/sqs/engine/model.ts";
import { createEngine } from "../../../local/sqs/engine/queues.ts";
import type { SqsError } from "../../../local/sqs/errors.ts";

const MAX_IN_FLIGHT = 120_000;

let call: Call;
let handles: string[];

const run = (action: string, input: object) => runAction(action, call, { QueueUrl: "q", ...input });
const receive = (input: object = {}) => {
  const output = run("ReceiveMessage", { MaxNumberOfMessages: 10, ...input });
  if (output instanceof LongPoll) return output;
  return Object(output).Messages ?? [];
};

/** A queue with all messages in flight that may be, and one more that is visible. */
function fill(fifo: boolean): void {
  const QueueName = fifo ? "q.fifo" : "q";
  runAction("CreateQueue", call, { QueueName, Attributes: fifo ? { FifoQueue: "true" } : {} });
  for (let i = 0; i <= MAX_IN_FLIGHT; i++) {
    const ids = { MessageGroupId: String(i), MessageDeduplicationId: String(i) };
    run("SendMessage", {
      QueueUrl: QueueName,
      MessageBody: "x",
      ...(fifo ? ids : { MessageGroupId: String(i) }),
    });
  }
  while (handles.length < MAX_IN_FLIGHT) {
    for (const { ReceiptHandle } of receive({ QueueUrl: QueueName })) handles.push(ReceiptHandle);
  }
}

beforeEach(() => {
  handles = [];
  call = {
    engine: createEngine(noJournal, "00000000-0000-4000-8000-"),
    identity: { accountId: "000000000000", region: "us-east-1", signed: true },
    baseUrl: "http://localhost",
    now: 1_000_000,
    inside: false,
    traceHeader: undefined,
  };
});

describe("a standard queue with 120,000 messages in flight", () => {
  beforeEach(() => fill(false));

  it("answers a short poll with OverLimit", () => {
    const error = { name: "OverLimit" } satisfies Partial<SqsError>;
    expect(() => receive()).toThrow(
      // AWS's own text: aws-sdk-go#1972.
      expect.objectContaining({
        ...error,
        message:
          "Too many messages have been received without being deleted. Please delete your received messages or let them timeout before receiving more.",
      }),
    );
  });

  it("lets a long poll wait, until a delete makes room", () => {
    const poll = receive({ WaitTimeSeconds: 20 });
    expect(poll).toBeInstanceOf(LongPoll);
    expect(poll.attempt(call.now)).toBeUndefined();
    const noticed: string[] = [];
    call.engine.onChange = ({ name }) => noticed.push(name);
    run("DeleteMessage", { ReceiptHandle: handles[0] });
    expect(noticed).toContain("q");
    expect(poll.attempt(call.now)).toMatchObject({ Messages: [{ Body: "x" }] });
  });
});

describe("a FIFO queue with 120,000 messages in flight", () => {
  it("answers a short poll with nothing", () => {
    fill(true);
    expect(receive({ QueueUrl: "q.fifo" })).toEqual([]);
  });
});
