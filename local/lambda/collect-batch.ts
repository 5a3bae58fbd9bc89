// Gathers a batch: receives of at most ten messages each, until the batch is full or its window is over.
import type { Message } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import type { Clock } from "../clock.ts";
import { toRecord } from "./sqs-record.ts";

export type Received = {
  message: Message;
  record: SQSRecord;
  /** When its visibility timeout began (ms). */
  receivedAt: number;
};

export type CollectOptions = {
  batchSize: number;
  windowMs: number;
  /** Of the long polls. */
  waitTimeSeconds: number;
  queueArn: string;
  clock: Clock;
  receive(max: number, waitSeconds: number): Promise<Message[]>;
  /** Whether a record passes the filter criteria. */
  keep(record: SQSRecord): boolean;
  /** Takes those that do not pass off the queue. */
  drop(records: SQSRecord[]): Promise<void>;
  pause(ms: number): Promise<void>;
  /** The mapping is closed, or the queue away: the batch is what there is. */
  isStopped(): boolean;
};

/** Of a ReceiveMessage, and of a batch of deletions. */
const SQS_BATCH = 10;
/** Lambda's quota for the payload of a synchronous invocation. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** Empty when the first receive brought nothing. */
export async function collectBatch(options: CollectOptions): Promise<Received[]> {
  const { batchSize, windowMs, waitTimeSeconds, clock } = options;
  const batch = await receiveOnce(options, batchSize, waitTimeSeconds);
  if (batch.length === 0 || batchSize === 1) return batch;
  const endsAt = clock.now() + windowMs;
  let bytes = sizeOf(batch);
  while (batch.length < batchSize && bytes < MAX_EVENT_BYTES && !options.isStopped()) {
    const leftMs = endsAt - clock.now();
    if (leftMs <= 0) break;
    // A long poll lasts whole seconds. What is left below one is waited out, and then looked into once more.
    const waitSeconds = Math.min(waitTimeSeconds, Math.floor(leftMs / 1000));
    if (waitSeconds === 0) await options.pause(Math.min(leftMs, 1000));
    const more = await receiveOnce(options, batchSize - batch.length, waitSeconds);
    batch.push(...more);
    bytes += sizeOf(more);
  }
  return batch;
}

async function receiveOnce(options: CollectOptions, room: number, waitSeconds: number): Promise<Received[]> {
  const messages = await options.receive(Math.min(SQS_BATCH, room), waitSeconds);
  const receivedAt = options.clock.now();
  const all = messages.map((message) => ({
    message,
    record: toRecord(message, options.queueArn),
    receivedAt,
  }));
  const passed = all.filter(({ record }) => options.keep(record));
  if (passed.length < all.length) {
    await options.drop(all.filter((received) => !passed.includes(received)).map(({ record }) => record));
  }
  return passed;
}

/** The events of a batch: one, unless its records together are above the quota for an invocation's payload. */
export function eventsOf(batch: Received[]): Received[][] {
  if (batch.length === 1) return [batch];
  const events: Received[][] = [];
  let bytes = 0;
  for (const received of batch) {
    const size = sizeOf([received]);
    const event = events.at(-1);
    if (event && bytes + size <= MAX_EVENT_BYTES) {
      event.push(received);
      bytes += size;
    } else {
      events.push([received]);
      bytes = EVENT_FRAME_BYTES + size;
    }
  }
  return events;
}

/** `{"Records":[]}`. */
const EVENT_FRAME_BYTES = 14;

/** Its records and a comma after each, as JSON. */
const sizeOf = (batch: readonly Received[]): number =>
  batch.reduce((sum, { record }) => sum + Buffer.byteLength(JSON.stringify(record)) + 1, 0);

export function* inTens<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += SQS_BATCH) yield items.slice(start, start + SQS_BATCH);
}
