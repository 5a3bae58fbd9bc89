// What is measured: requests of one kind, on 16 connections at once, as fast as they are answered.
import { Connection, encode } from "./connection.ts";

export type Workload = "send" | "sendBatch" | "receive" | "pair" | "pairBatch" | "fill";
export type Result = { perSecond: number; p50Ms: number; p99Ms: number };

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

/**
 * One unit is one message sent or received, but for batches, whose unit is a request of ten. With `delaySeconds`,
 * what is sent is delayed; with `visibilityTimeout`, what is received stays in flight.
 */
export async function run(
  port: number,
  workload: Workload,
  count: number,
  options: { queueUrl: string; connections?: number; delaySeconds?: number; visibilityTimeout?: number },
): Promise<Result> {
  const { queueUrl: QueueUrl, connections = 16, delaySeconds = 0, visibilityTimeout } = options;
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
  const open = Array.from({ length: connections }, () => new Connection(port));
  const latencies = new Float64Array(count);
  let next = 0;
  const start = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      while (next < count) {
        const index = next++;
        const before = performance.now();
        await unit(connection);
        latencies[index] = performance.now() - before;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  for (const connection of open) connection.close();
  latencies.sort();
  return {
    perSecond: count / seconds,
    p50Ms: latencies[Math.floor(count * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(count * 0.99)] ?? 0,
  };
}

function expectHandles(answer: string, atLeast: number): string[] {
  const handles = receiptHandles(answer);
  if (handles.length < atLeast) throw new Error("a receive came back empty: the queue ran dry");
  return handles;
}

/** Milliseconds from a send to its receipt by the poll that waits for it. */
export async function wake(port: number, QueueUrl: string, count: number): Promise<Result> {
  const poller = new Connection(port);
  const sender = new Connection(port);
  const receive = encode("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20, VisibilityTimeout: 43_200 });
  const send = encode("SendMessage", { QueueUrl, MessageBody: BODY });
  const latencies = new Float64Array(count);
  const startAll = performance.now();
  for (let index = 0; index < count; index++) {
    const poll = poller.call(receive);
    // The poll is waiting when a request on the other connection, written after it, has been answered.
    await sender.call(encode("GetQueueUrl", { QueueName: QueueUrl.split("/").at(-1) }));
    const start = performance.now();
    const [answer] = await Promise.all([
      poll.then((text) => ({ text, at: performance.now() })),
      sender.call(send),
    ]);
    expectHandles(answer.text, 1);
    latencies[index] = answer.at - start;
  }
  poller.close();
  sender.close();
  latencies.sort();
  return {
    perSecond: count / ((performance.now() - startAll) / 1000),
    p50Ms: latencies[Math.floor(count * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(count * 0.99)] ?? 0,
  };
}

/** A round trip on an idle connection, which a wake is compared with. */
export async function roundTrip(port: number, queueUrl: string, count: number): Promise<Result> {
  return run(port, "send", count, { queueUrl, connections: 1 });
}
