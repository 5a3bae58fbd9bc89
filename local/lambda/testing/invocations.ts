// The invocations of a function that a test can look at, and wait for.
import { FunctionFailedError } from "../lambda-function.ts";

export type Invocation = {
  /** An `SQSEvent` where a mapping called the function. */
  event: unknown;
  /** What the handler returned, as JSON makes it. Undefined where it failed. */
  result: unknown;
  /** Undefined where it did not fail. `Sandbox.Timedout` is the timeout, `Runtime.…` the process or the code. */
  error: { errorType: string; errorMessage: string } | undefined;
};

export type WaitOptions = {
  /** By the real clock. Default 4,000: less than the 5 s that most test runners give a test. */
  timeoutMs?: number;
};

const DEFAULT_TIMEOUT_MS = 4_000;

export class Invocations {
  readonly ended: Invocation[] = [];
  readonly #watches = new Set<() => void>();
  /** Those whose handler was called and has not ended. */
  #running = 0;
  #resets = 0;

  get running(): number {
    return this.#running;
  }

  /** Forgets those that have ended, and those that run too: a test is not told of what the one before it began. */
  reset(): void {
    this.ended.length = 0;
    this.#running = 0;
    this.#resets++;
  }

  /** Runs an invocation and keeps how it ended. One that is throttled did not begin. */
  async record(
    event: unknown,
    invoke: (event: unknown, onBegin: () => void) => Promise<unknown>,
  ): Promise<unknown> {
    let begun = false;
    const resets = this.#resets;
    const isForgotten = () => this.#resets !== resets;
    const onBegin = () => {
      if (isForgotten()) return;
      begun = true;
      this.#running++;
      this.#look();
    };
    try {
      const result = await invoke(event, onBegin);
      if (!isForgotten()) this.ended.push({ event, result, error: undefined });
      return result;
    } catch (error) {
      if (error instanceof FunctionFailedError && !isForgotten()) {
        const { errorType, errorMessage } = error;
        this.ended.push({ event, result: undefined, error: { errorType, errorMessage } });
      }
      throw error;
    } finally {
      if (begun && !isForgotten()) this.#running--;
      this.#look();
    }
  }

  /** Resolves with those that have ended, as soon as the predicate holds. */
  until(
    predicate: () => boolean,
    { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions = {},
  ): Promise<Invocation[]> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timeout);
        this.#watches.delete(look);
      };
      const look = () => {
        try {
          if (!predicate()) return;
          end();
          resolve([...this.ended]);
        } catch (error) {
          end();
          reject(error);
        }
      };
      const timeout = setTimeout(() => {
        end();
        reject(new Error(`not within ${timeoutMs} ms; ${this.#describe()}`));
      }, timeoutMs);
      this.#watches.add(look);
      look();
    });
  }

  #look(): void {
    for (const look of [...this.#watches]) look();
  }

  #describe(): string {
    const lines = this.ended.map(({ event, error }) => {
      const { Records } = Object(event);
      const records = Array.isArray(Records) ? `${Records.length} records` : "no records";
      return `${records}: ${error === undefined ? "succeeded" : `${error.errorType}: ${error.errorMessage.slice(0, 200)}`}`;
    });
    return [`${this.#running} invocations run, ${lines.length} have ended`, ...lines.slice(-10)].join("\n  ");
  }
}
