// For callers of a service that is out of reach: logs one line when it fails and one when it answers again, and lengthens the pauses between calls.
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";

export type OutageOptions = {
  /** What is called, as the log names it: "queue". */
  name: string;
  /** More fields of its log lines. */
  fields: Record<string, unknown>;
  clock: Clock;
  log: Log;
};

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export class Outage {
  readonly #options: OutageOptions;
  readonly #pauses = new Set<() => void>();
  #since: number | undefined;

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  /** When the outage began (ms): the first failed call since the last answer. */
  get since(): number | undefined {
    return this.#since;
  }

  /** A call failed. Only the first failure of an outage is logged: in one line, without its stack. */
  failed(error: unknown): void {
    if (this.#since !== undefined) return;
    const { name, fields, clock, log } = this.#options;
    this.#since = clock.now();
    const reason = error instanceof Error ? error.message || error.name : String(error);
    log.warn({ ...fields, reason }, `${name} not reached`);
  }

  /** A call was answered. Callers that pause go on. */
  answered(): void {
    if (this.#since === undefined) return;
    const { name, fields, clock, log } = this.#options;
    log.info(
      { ...fields, awaySeconds: Math.round((clock.now() - this.#since) / 1000) },
      `${name} reached again`,
    );
    this.#since = undefined;
    for (const end of [...this.#pauses]) end();
  }

  /** Resolves when it is time for the next call: after as long again as the outage has lasted, half a minute at most. */
  pause(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const lastedMs = clock.now() - (this.#since ?? clock.now());
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, lastedMs));
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        timer.cancel();
        signal.removeEventListener("abort", end);
        this.#pauses.delete(end);
        resolve();
      };
      const timer = clock.after(pauseMs, end);
      signal.addEventListener("abort", end);
      this.#pauses.add(end);
    });
  }
}
