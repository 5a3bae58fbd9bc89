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
    /** What the test has called, for the error. */
    name: "waitFor" | "waitForRunning",
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
        reject(new Error(`${name}: not within ${timeoutMs} ms; ${this.#describe()}`));
      }, timeoutMs);
      this.#watches.add(look);
      look();
    });
  }

  #look(): void {
    for (const look of [...this.#watches]) look();
  }

  /** Failures by name: a wait that counts invocations counts them too. */
  #describe(): string {
    const failed = this.ended.filter(({ error }) => error !== undefined).length;
    const count = `${this.ended.length} invocations have ended, ${failed} of them failed, ${this.#running} run`;
    return [count, ...this.ended.slice(-10).map(describeInvocation)].join("\n  ");
  }
}

const LONGEST_MESSAGE = 500;

function describeInvocation({ event, result, error }: Invocation): string {
  const records = listAt(event, "Records")?.length ?? 0;
  const of = `${records} ${records === 1 ? "record" : "records"}`;
  if (error) return `${of}: failed, ${error.errorType}: ${error.errorMessage.slice(0, LONGEST_MESSAGE)}`;
  const reported = listAt(result, "batchItemFailures")?.length ?? 0;
  return reported > 0 ? `${of}: reported ${reported} as failed` : `${of}: succeeded`;
}

function listAt(value: unknown, name: string): unknown[] | undefined {
  const list: unknown = Object(value)[name];
  return Array.isArray(list) ? list : undefined;
}
