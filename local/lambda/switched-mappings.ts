// The consumer's event source mappings with their switch: while it is paused there are none, and what runs comes to its end.
import type { Clock, Timer } from "../clock.ts";
import type { Log } from "../log.ts";
import type { EventSourceMapping } from "./event-source-mapping.ts";

export type SwitchedMappingsOptions = {
  /** Begins to receive: a mapping for each queue. */
  start(): EventSourceMapping[];
  isPaused(): Promise<boolean>;
  clock: Clock;
  log: Log;
};

/** Between two looks at the switch: on DynamoDB 17,000 small reads a day. */
const LOOK_MS = 5_000;

/**
 * Looks at the switch before it receives for the first time, and then every few seconds. While the switch cannot be read the
 * consumer goes on as it was; at first that is: it receives nothing.
 */
export class SwitchedMappings {
  readonly #options: SwitchedMappingsOptions;
  /** Those that were closed and still have invocations. */
  readonly #draining = new Map<EventSourceMapping, Promise<void>>();
  #current: EventSourceMapping[] = [];
  #timer: Timer | undefined;
  #looking = Promise.resolve();
  #isClosed = false;
  #isPaused = false;
  #isUnknown = false;

  constructor(options: SwitchedMappingsOptions) {
    this.#options = options;
    void this.look();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Those that receive. */
  get current(): readonly EventSourceMapping[] {
    return this.#current;
  }

  /** Invocations that run, or wait until they are no longer throttled. */
  get running(): number {
    return [...this.#draining.keys(), ...this.#current].reduce((sum, { running }) => sum + running, 0);
  }

  /** The code may have been mended: pollers that wait for an environment to start go on at once. */
  resume(): void {
    for (const mapping of this.#current) mapping.resume();
  }

  /** Looks at the switch: it has just been moved. A look that is under way may have come too early. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  /** Stops receiving; resolves when every message that was received has had its invocation. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#stop();
    await Promise.all(this.#draining.values());
  }

  async #look(): Promise<void> {
    this.#timer?.cancel();
    const { isPaused, log, clock } = this.#options;
    try {
      this.#obey(await isPaused());
      this.#isUnknown = false;
    } catch (error) {
      if (!this.#isUnknown && !this.#isClosed)
        log.warn({ err: error }, "whether the consumer is paused is not known");
      this.#isUnknown = true;
    }
    if (!this.#isClosed) this.#timer = clock.after(LOOK_MS, () => void this.look());
  }

  #obey(paused: boolean): void {
    if (this.#isClosed) return;
    const { log, start } = this.#options;
    if (paused !== this.#isPaused) log.info({}, paused ? "receiving stopped" : "receiving resumed");
    this.#isPaused = paused;
    if (paused) this.#stop();
    else if (this.#current.length === 0) this.#current = start();
  }

  #stop(): void {
    for (const mapping of this.#current) {
      this.#draining.set(
        mapping,
        mapping.close().finally(() => this.#draining.delete(mapping)),
      );
    }
    this.#current = [];
  }
}
