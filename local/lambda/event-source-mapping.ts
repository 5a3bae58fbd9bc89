// The event source mapping: receives for a function by Lambda's rules, and deletes what did not fail.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { Outage } from "../outage.ts";
import type { SqsClient } from "../sqs/in-process-client.ts";
import { failedRecords } from "./batch-response.ts";
import { collectBatch, eventsOf, inTens, type Received } from "./collect-batch.ts";
import { compileFilterCriteria, type FilterCriteria, type RecordFilter } from "./filter-criteria.ts";
import { keepHidden } from "./keep-hidden.ts";
import { FunctionFailedError, ThrottledError } from "./lambda-function.ts";
import { PollerCount, type ProvisionedPollers } from "./poller-count.ts";

export type EventSourceMappingOptions = {
  /** The SDK's, over HTTP; or that of a server in this process. */
  client: SqsClient;
  queueUrl: string;
  queueArn: string;
  /** What the mapping calls: the consumer. */
  target: { invoke(event: SQSEvent): Promise<unknown> };
  /** The most records of an invocation. Default 10, as on AWS; at most 10,000, and 10 of a FIFO queue. */
  batchSize?: number;
  /** How long records are gathered for a batch, from the first on. Default 0: what one receive brings is a batch. */
  batchWindowSeconds?: number;
  /** Messages that match none of the filters are deleted without an invocation. */
  filterCriteria?: FilterCriteria;
  /** Whether the function's answer says which records failed. Default true; false is AWS's without ReportBatchItemFailures. */
  reportBatchItemFailures?: boolean;
  /** The most invocations at once. Absent: AWS's on-demand pollers, from 5 on, 300 more a minute, up to 1,250. */
  maximumConcurrency?: number;
  /** Dedicated pollers instead; each has up to 10 invocations at once. Excludes `maximumConcurrency`. */
  provisionedPollers?: ProvisionedPollers;
  visibilityTimeoutSeconds: number;
  waitTimeSeconds: number;
  /**
   * Told of each record of an invocation that ended without an answer. On AWS nobody is, and the message stays hidden for
   * the rest of its visibility timeout. `pauseSeconds`: until this poller receives again, when no environment could be
   * started.
   * @returns whether the message is kept; otherwise it is deleted.
   */
  onFailedInvocation?(
    record: SQSRecord,
    error: FunctionFailedError,
    pauseSeconds: number | undefined,
  ): Promise<{ keep: boolean }>;
  /** Keeps a message hidden while its invocation runs, for a queue whose visibility timeout may be shorter. Lambda never does. */
  extendVisibility?: boolean;
  clock: Clock;
  log: Log;
};

/** Between tries of a throttled invocation. */
const PAUSE_MS = 1_000;
/** A poller whose environment does not start waits for 1, 2, 4 … seconds, at most for this long: each try costs a receive. */
const LONGEST_PAUSE_MS = 30_000;

/** Each poller has one batch at a time: so there are never more receives than free slots, nor invocations than slots. */
export class EventSourceMapping {
  readonly #options: EventSourceMappingOptions;
  readonly #passes: RecordFilter;
  readonly #stop = new AbortController();
  readonly #pollers = new Set<Promise<void>>();
  readonly #count: PollerCount;
  readonly #outage: Outage;
  #mended = new AbortController();
  #reachedAt: number;
  #running = 0;

  /** @throws EventPatternError where the filter criteria have a pattern that Lambda refuses */
  constructor(options: EventSourceMappingOptions) {
    this.#options = options;
    this.#passes = compileFilterCriteria(options.filterCriteria);
    this.#reachedAt = options.clock.now();
    const { queueUrl, clock, log } = options;
    this.#outage = new Outage({ name: "queue", fields: { queueUrl }, clock, log });
    this.#count = new PollerCount(options);
    while (this.#pollers.size < this.#count.initial) this.#addPoller();
  }

  /** When the queue last answered a receive (ms). */
  get reachedAt(): number {
    return this.#reachedAt;
  }

  /** Whether the last receive failed. */
  get isAway(): boolean {
    return this.#outage.since !== undefined;
  }

  /** Whether every poller has a batch: then nothing is received, and the queue may well be silent. */
  get isFull(): boolean {
    return this.#running === this.#pollers.size;
  }

  /** Invocations that run, or wait until they are no longer throttled. */
  get running(): number {
    return this.#running;
  }

  /** Stops receiving; resolves when every message that was received has had its invocation. */
  async close(): Promise<void> {
    this.#stop.abort();
    while (this.#pollers.size > 0) await Promise.all(this.#pollers);
  }

  /** The code may have been mended: pollers that wait for an environment to start go on at once. */
  resume(): void {
    this.#mended.abort();
    this.#mended = new AbortController();
  }

  #addPoller(): void {
    const poller = this.#poll();
    this.#pollers.add(poller);
    void poller.then(() => this.#pollers.delete(poller));
  }

  async #poll(): Promise<void> {
    let failedStarts = 0;
    while (!this.#stop.signal.aborted) {
      const batch = await this.#collect();
      if (batch.length === 0) {
        // A long poll brought nothing: the pollers that a burst added end.
        if (!this.isAway && this.#pollers.size > this.#count.initial) return;
        continue;
      }
      this.#running++;
      if (this.isFull && this.#count.mayAdd(this.#pollers.size)) this.#addPoller();
      const pauseMs = Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** failedStarts);
      const began = await this.#processAll(batch, pauseMs / 1_000);
      this.#running--;
      failedStarts = began ? 0 : failedStarts + 1;
      if (!began) await this.#pause(pauseMs, this.#mended.signal);
    }
  }

  #collect(): Promise<Received[]> {
    const { batchSize = 10, batchWindowSeconds = 0, waitTimeSeconds, queueArn, clock } = this.#options;
    return collectBatch({
      batchSize,
      windowMs: batchWindowSeconds * 1000,
      // After an outage an empty answer is news too.
      waitTimeSeconds: this.isAway ? 0 : waitTimeSeconds,
      queueArn,
      clock,
      receive: (max, waitSeconds) => this.#receive(max, waitSeconds),
      keep: (record) => this.#passes(record),
      drop: (records) => this.#drop(records),
      pause: (ms) => this.#pause(ms),
      isStopped: () => this.#stop.signal.aborted || this.isAway,
    });
  }

  async #receive(max: number, waitSeconds: number): Promise<Message[]> {
    const { client, queueUrl } = this.#options;
    try {
      const { Messages } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: max,
          WaitTimeSeconds: waitSeconds,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["All"],
        }),
        { abortSignal: this.#stop.signal },
      );
      this.#reachedAt = this.#options.clock.now();
      this.#outage.answered();
      return Messages ?? [];
    } catch (error) {
      if (this.#stop.signal.aborted) return [];
      this.#outage.failed(error);
      await this.#outage.pause(this.#stop.signal);
      return [];
    }
  }

  /** @returns false when no environment could be started. */
  async #processAll(batch: Received[], pauseSeconds: number): Promise<boolean> {
    const { extendVisibility } = this.#options;
    const ends = extendVisibility ? batch.map(({ message }) => keepHidden(message, this.#options)) : [];
    let began = true;
    // Only bodies of hundreds of KB make more than one event.
    for (const event of eventsOf(batch)) began = (await this.#process(event, pauseSeconds)) && began;
    for (const end of ends) end();
    return began;
  }

  async #process(event: Received[], pauseSeconds: number): Promise<boolean> {
    const { target, log, clock, visibilityTimeoutSeconds, reportBatchItemFailures = true } = this.#options;
    const records = event.map(({ record }) => record);
    const messageIds = records.map(({ messageId }) => messageId);
    const receivedAt = Math.min(...event.map((received) => received.receivedAt));
    const visibleAgainAt = receivedAt + visibilityTimeoutSeconds * 1000;
    while (clock.now() < visibleAgainAt) {
      try {
        const response = await target.invoke({ Records: records });
        const failed = new Set(reportBatchItemFailures ? failedRecords(response, records) : []);
        await this.#delete(records.filter((record) => !failed.has(record)));
        return true;
      } catch (error) {
        if (error instanceof FunctionFailedError) return await this.#failed(records, error, pauseSeconds);
        if (!(error instanceof ThrottledError)) {
          log.warn({ err: error, messageIds }, "messages kept");
          return true;
        }
        if (this.#stop.signal.aborted) {
          await this.#giveBack(records);
          return true;
        }
        // Throttled, it is tried again within this receive.
        await this.#pause(PAUSE_MS);
      }
    }
    return true;
  }

  /** They come back when they become visible; the function's own log says why. */
  async #failed(records: SQSRecord[], error: FunctionFailedError, pauseSeconds: number): Promise<boolean> {
    const { onFailedInvocation, log } = this.#options;
    for (const record of onFailedInvocation ? records : []) {
      try {
        const fate = await onFailedInvocation?.(record, error, error.began ? undefined : pauseSeconds);
        if (fate?.keep === false) await this.#delete([record]);
      } catch (problem) {
        log.warn({ err: problem, messageId: record.messageId }, "message kept");
      }
    }
    return error.began;
  }

  /** Those that are not deleted come back, and are dropped then. */
  async #drop(records: readonly SQSRecord[]): Promise<void> {
    try {
      await this.#delete(records);
    } catch (error) {
      this.#options.log.warn({ err: error }, "filtered messages not deleted");
    }
  }

  async #delete(records: readonly SQSRecord[]): Promise<void> {
    const { client, queueUrl, log } = this.#options;
    for (const ten of inTens(records)) {
      const Entries = ten.map(({ receiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
      }));
      const { Failed = [] } = await client.send(
        new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      );
      for (const { Id, Code, Message: reason } of Failed) {
        log.warn({ messageId: ten[Number(Id)]?.messageId, code: Code, reason }, "message not deleted");
      }
    }
  }

  /** Received just before the stop and never run: visible again at once. */
  async #giveBack(records: readonly SQSRecord[]): Promise<void> {
    const { client, queueUrl, log } = this.#options;
    try {
      for (const ten of inTens(records)) {
        const Entries = ten.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }));
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      }
    } catch (error) {
      log.warn({ err: error }, "messages not given back");
    }
  }

  /** Ends early when the mapping is closed, or `also` fires. */
  #pause(ms: number, also?: AbortSignal): Promise<void> {
    const signal = also ? AbortSignal.any([this.#stop.signal, also]) : this.#stop.signal;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        timer.cancel();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = this.#options.clock.after(ms, end);
      signal.addEventListener("abort", end);
    });
  }
}
