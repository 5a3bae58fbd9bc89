// The event source mapping: receives for a function by Lambda's rules, and deletes what it did not report as failed.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Logger } from "pino";
import * as z from "zod";
import type { Clock } from "../clock.ts";
import { Outage } from "../outage.ts";
import { keepHidden } from "./keep-hidden.ts";
import { FunctionFailedError, ThrottledError } from "./lambda-function.ts";
import { toRecord } from "./sqs-record.ts";

export type EventSourceMappingOptions = {
  client: SQSClient;
  queueUrl: string;
  queueArn: string;
  /** What the mapping calls: the consumer. */
  target: { invoke(event: SQSEvent): Promise<unknown> };
  maximumConcurrency: number;
  visibilityTimeoutSeconds: number;
  waitTimeSeconds: number;
  /**
   * Told of an invocation that ended without an answer. On AWS nobody is, and the message stays hidden for the rest of its
   * visibility timeout. `pauseSeconds`: until this poller receives again, when no environment could be started.
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
  log: Logger;
};

/** Between tries of a throttled invocation. */
const PAUSE_MS = 1_000;
/** A poller whose environment does not start waits for 1, 2, 4 … seconds, at most for this long: each try costs a receive. */
const LONGEST_PAUSE_MS = 30_000;

const BatchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * One poller for each slot of MaximumConcurrency, with one message at a time: so there are never more receives than
 * free slots, and never more invocations than slots.
 */
export class EventSourceMapping {
  readonly #options: EventSourceMappingOptions;
  readonly #stop = new AbortController();
  readonly #pollers: Promise<void>[];
  readonly #outage: Outage;
  #mended = new AbortController();
  #reachedAt: number;
  #running = 0;

  constructor(options: EventSourceMappingOptions) {
    this.#options = options;
    this.#reachedAt = options.clock.now();
    const { queueUrl, clock, log } = options;
    this.#outage = new Outage({ name: "queue", fields: { queueUrl }, clock, log });
    this.#pollers = Array.from({ length: options.maximumConcurrency }, () => this.#poll());
  }

  /** When the queue last answered a receive (ms). */
  get reachedAt(): number {
    return this.#reachedAt;
  }

  /** Whether the last receive failed. */
  get isAway(): boolean {
    return this.#outage.since !== undefined;
  }

  /** Whether every slot is taken: then nothing is received, and the queue may well be silent. */
  get isFull(): boolean {
    return this.#running === this.#options.maximumConcurrency;
  }

  /** Messages whose invocation runs. */
  get running(): number {
    return this.#running;
  }

  /** Stops receiving; resolves when every message that was received has had its invocation. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#pollers);
  }

  /** The code may have been mended: pollers that wait for an environment to start go on at once. */
  resume(): void {
    this.#mended.abort();
    this.#mended = new AbortController();
  }

  async #poll(): Promise<void> {
    let failedStarts = 0;
    while (!this.#stop.signal.aborted) {
      const message = await this.#receive();
      if (!message) continue;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** failedStarts);
      this.#running++;
      const stopExtending = this.#options.extendVisibility ? keepHidden(message, this.#options) : undefined;
      const { began } = await this.#process(message, pauseMs / 1_000);
      stopExtending?.();
      this.#running--;
      failedStarts = began ? 0 : failedStarts + 1;
      if (!began) await this.#pause(pauseMs, this.#mended.signal);
    }
  }

  async #receive(): Promise<Message | undefined> {
    const { client, queueUrl, waitTimeSeconds } = this.#options;
    try {
      const { Messages } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 1,
          // After an outage an empty answer is news too.
          WaitTimeSeconds: this.isAway ? 0 : waitTimeSeconds,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["All"],
        }),
        { abortSignal: this.#stop.signal },
      );
      this.#reachedAt = this.#options.clock.now();
      this.#outage.answered();
      return Messages?.[0];
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      this.#outage.failed(error);
      await this.#outage.pause(this.#stop.signal);
      return undefined;
    }
  }

  /** `began` is false when no environment could be started for it. */
  async #process(message: Message, pauseSeconds: number): Promise<{ began: boolean }> {
    const { target, log, clock, visibilityTimeoutSeconds, queueArn } = this.#options;
    const record = toRecord(message, queueArn);
    const visibleAgainAt = clock.now() + visibilityTimeoutSeconds * 1000;
    while (clock.now() < visibleAgainAt) {
      try {
        const response = await target.invoke({ Records: [record] });
        if (!hasFailed(response)) await this.#delete(record);
        return { began: true };
      } catch (error) {
        if (error instanceof FunctionFailedError) return await this.#failed(record, error, pauseSeconds);
        if (!(error instanceof ThrottledError)) {
          log.warn({ err: error, messageId: record.messageId }, "message kept");
          return { began: true };
        }
        if (this.#stop.signal.aborted) {
          await this.#giveBack(record);
          return { began: true };
        }
        // Throttled, it is tried again within this receive.
        await this.#pause(PAUSE_MS);
      }
    }
    return { began: true };
  }

  /** It comes back when it becomes visible; the function's own log says why. */
  async #failed(record: SQSRecord, error: FunctionFailedError, pauseSeconds: number) {
    const { onFailedInvocation, log } = this.#options;
    try {
      const fate = await onFailedInvocation?.(record, error, error.began ? undefined : pauseSeconds);
      if (fate?.keep === false) await this.#delete(record);
    } catch (problem) {
      log.warn({ err: problem, messageId: record.messageId }, "message kept");
    }
    return { began: error.began };
  }

  async #delete({ receiptHandle }: SQSRecord): Promise<void> {
    const { client, queueUrl } = this.#options;
    await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
  }

  /** Received just before the stop and never run: visible again at once. */
  async #giveBack({ receiptHandle }: SQSRecord): Promise<void> {
    const { client, queueUrl, log } = this.#options;
    try {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    } catch (error) {
      log.warn({ err: error }, "message not given back");
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

/**
 * As Lambda reads it, for batches of one: nothing reported is a success; any id reported fails the message, for an id
 * of no message in the batch fails the whole batch, and so does a report that cannot be read.
 */
export function hasFailed(response: unknown): boolean {
  const parsed = BatchResponse.safeParse(response);
  if (!parsed.success) return isObject(response) && "batchItemFailures" in response;
  return (parsed.data?.batchItemFailures ?? []).length > 0;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
