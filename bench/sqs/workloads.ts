// What is measured: requests of one kind, on 16 connections at once, as fast as they are answered.
import { Connection, encoder } from "./connection.ts";

export type Workload = "send" | "sendBatch" | "receive" | "pair" | "pairBatch" | "fill";
/** `done`: how many units; fewer than asked for where the time was up. */
export type Result = { done: number; perSecond: number; p50Ms: number; p99Ms: number };

/** 300 bytes, as a job's message is. */
export const BODY = JSON.stringify({ version: 1, id: "x".repeat(36), topic: "y".repeat(234) });

const BATCH = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: BODY }));
const START = '"ReceiptHandle":"';

/** Cut out of the answer, since parsing it would be the client's time and not the server's. */
function receiptHandles(answer: string): string[] {
  const handles: string[] = [];
  for (let at = answer.indexOf(START); at >= 0; at = answer.indexOf(START, at)) {
    const end = answer.indexOf('"', at + START.length);
    handles.push(answer.slice(at + START.length, end));
    at = end;
  }
  return handles;
}

type RunOptions = {
  queueUrl: string;
  connections?: number;
  /** No unit begins later. */
  maxMs?: number;
  /** What is sent is delayed. */
  delaySeconds?: number;
  /** What is received stays in flight. */
  visibilityTimeout?: number;
};

/** One unit is one message sent or received, but for batches, whose unit is a request of ten. */
export async function run(
  endpoint: string,
  workload: Workload,
  count: number,
  options: RunOptions,
): Promise<Result> {
  const { queueUrl: QueueUrl, connections = 16, maxMs, delaySeconds = 0, visibilityTimeout } = options;
  const encode = encoder(endpoint);
  const send = encode("SendMessage", { QueueUrl, MessageBody: BODY });
  const sendBatch = encode("SendMessageBatch", {
    QueueUrl,
    Entries: delaySeconds ? BATCH.map((entry) => ({ ...entry, DelaySeconds: delaySeconds })) : BATCH,
  });
  const hidden = visibilityTimeout === undefined ? {} : { VisibilityTimeout: visibilityTimeout };
  const receive = encode("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 1, ...hidden });
  const receiveBatch = encode("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10, ...hidden });

  const units: Record<Workload, (connection: Connection) => Promise<unknown>> = {
    send: (connection) => connection.call(send),
    sendBatch: (connection) => connection.call(sendBatch),
    fill: (connection) => connection.call(sendBatch),
    receive: async (connection) => expectHandles(await connection.call(receive), 1),
    async pair(connection) {
      const [ReceiptHandle] = expectHandles(await connection.call(receive), 1);
      await connection.call(encode("DeleteMessage", { QueueUrl, ReceiptHandle }));
    },
    async pairBatch(connection) {
      const handles = expectHandles(await connection.call(receiveBatch), 1);
      const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      await connection.call(encode("DeleteMessageBatch", { QueueUrl, Entries }));
    },
  };
  const unit = units[workload];
  const open = Array.from({ length: connections }, () => new Connection(endpoint));
  const timing = new Timing(count, maxMs);
  try {
    await Promise.all(
      open.map(async (connection) => {
        while (timing.begin()) {
          const before = performance.now();
          await unit(connection);
          timing.end(performance.now() - before);
        }
      }),
    );
    return timing.result();
  } finally {
    timing.stop();
    for (const connection of open) connection.close();
  }
}

/** How many units may still begin, and how long those that ended took. */
class Timing {
  readonly #latencies: Float64Array;
  readonly #started = performance.now();
  readonly #lastStart: number;
  #begun = 0;
  #done = 0;

  constructor(count: number, maxMs = Number.POSITIVE_INFINITY) {
    this.#latencies = new Float64Array(count);
    this.#lastStart = this.#started + maxMs;
  }

  begin(): boolean {
    if (this.#begun >= this.#latencies.length || performance.now() > this.#lastStart) return false;
    this.#begun++;
    return true;
  }

  end(milliseconds: number): void {
    this.#latencies[this.#done++] = milliseconds;
  }

  /** One unit has failed: the others begin no more. */
  stop(): void {
    this.#begun = this.#latencies.length;
  }

  result(): Result {
    const seconds = (performance.now() - this.#started) / 1000;
    const sorted = this.#latencies.subarray(0, this.#done).sort();
    return {
      done: this.#done,
      perSecond: this.#done / seconds,
      p50Ms: sorted[Math.floor(this.#done * 0.5)] ?? 0,
      p99Ms: sorted[Math.floor(this.#done * 0.99)] ?? 0,
    };
  }
}

function expectHandles(answer: string, atLeast: number): string[] {
  const handles = receiptHandles(answer);
  if (handles.length < atLeast) throw new Error("a receive came back empty although messages wait");
  return handles;
}

/** Milliseconds from a send to its receipt by the poll that waits for it. */
export async function wake(
  endpoint: string,
  QueueUrl: string,
  count: number,
  maxMs?: number,
): Promise<Result> {
  const poller = new Connection(endpoint);
  const sender = new Connection(endpoint);
  const encode = encoder(endpoint);
  const receive = encode("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20, VisibilityTimeout: 43_200 });
  const send = encode("SendMessage", { QueueUrl, MessageBody: BODY });
  const lookUp = encode("GetQueueUrl", { QueueName: QueueUrl.split("/").at(-1) });
  const timing = new Timing(count, maxMs);
  try {
    while (timing.begin()) {
      const poll = poller.call(receive);
      // The poll is waiting when a request on the other connection, written after it, has been answered.
      await sender.call(lookUp);
      const before = performance.now();
      const [answer] = await Promise.all([
        poll.then((text) => ({ text, at: performance.now() })),
        sender.call(send),
      ]);
      expectHandles(answer.text, 1);
      timing.end(answer.at - before);
    }
    return timing.result();
  } finally {
    poller.close();
    sender.close();
  }
}

/** A round trip on an idle connection, which a wake is compared with. */
export function roundTrip(
  endpoint: string,
  queueUrl: string,
  count: number,
  maxMs?: number,
): Promise<Result> {
  return run(endpoint, "send", count, { queueUrl, connections: 1, maxMs });
}
