// How many pollers an event source mapping has: on demand, up to a maximum concurrency, or provisioned.
import type { Clock } from "../clock.ts";

/** As ProvisionedPollerConfig: 2 to 200 (default 2), and 2 to 2,000 (default 200). */
export type ProvisionedPollers = { minimum?: number; maximum?: number };

export type PollerCountOptions = {
  maximumConcurrency?: number;
  provisionedPollers?: ProvisionedPollers;
  clock: Clock;
};

/** docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const ON_DEMAND = { initial: 5, limit: 1_250, moreEachMinute: 300 };
/** A provisioned poller has up to 10 invocations at once; each is a poller here. They scale by 1,000 a minute. */
const PROVISIONED = { minimum: 2, maximum: 200, invocationsEach: 10, moreEachMinute: 1_000 };

export class PollerCount {
  /** From the start on, and kept when the queue is empty. */
  readonly initial: number;
  readonly #limit: number;
  readonly #moreEachMinute: number;
  readonly #clock: Clock;
  #addedAt: number[] = [];

  constructor({ maximumConcurrency, provisionedPollers, clock }: PollerCountOptions) {
    if (maximumConcurrency !== undefined && provisionedPollers !== undefined) {
      throw new Error("maximumConcurrency and provisionedPollers exclude each other; leave one of them out");
    }
    const { minimum = PROVISIONED.minimum, maximum = PROVISIONED.maximum } = provisionedPollers ?? {};
    this.#clock = clock;
    if (provisionedPollers) {
      this.initial = minimum * PROVISIONED.invocationsEach;
      this.#limit = maximum * PROVISIONED.invocationsEach;
      this.#moreEachMinute = PROVISIONED.moreEachMinute;
    } else {
      this.#limit = maximumConcurrency ?? ON_DEMAND.limit;
      this.initial = Math.min(this.#limit, ON_DEMAND.initial);
      this.#moreEachMinute = ON_DEMAND.moreEachMinute;
    }
  }

  /** Counts the poller that is then added. */
  mayAdd(pollers: number): boolean {
    if (pollers >= this.#limit) return false;
    const now = this.#clock.now();
    this.#addedAt = this.#addedAt.filter((addedAt) => addedAt > now - 60_000);
    if (this.#addedAt.length >= this.#moreEachMinute) return false;
    this.#addedAt.push(now);
    return true;
  }
}
