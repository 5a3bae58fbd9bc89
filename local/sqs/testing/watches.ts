// Waits until a queue is as a test wants it. Looks after each change, and when a message becomes visible by time.
import type { Clock, Timer } from "../../clock.ts";
import type { Queue } from "../engine/model.ts";
import { nextDue } from "../engine/visibility.ts";

type Watch = {
  /** Returns whether the wait is over. The promise is then settled. */
  look: () => boolean;
  queue: () => Queue | undefined;
  fail: (error: Error) => void;
  /** For the next moment at which the queue changes by time alone. */
  due: Timer | undefined;
};

export class Watches {
  readonly #clock: Clock;
  readonly #watches = new Set<Watch>();
  #scheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves with the first answer of `find` that is not undefined.
   * @param timeoutMs by the real clock, whatever clock the server has
   * @param explain the error's text when the time is up
   */
  until<T>(
    queue: () => Queue | undefined,
    find: () => T | undefined,
    timeoutMs: number,
    explain: () => string,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timeout);
        watch.due?.cancel();
        this.#watches.delete(watch);
      };
      const watch: Watch = {
        look: () => {
          try {
            const found = find();
            if (found === undefined) return false;
            end();
            resolve(found);
          } catch (error) {
            end();
            reject(error);
          }
          return true;
        },
        queue,
        fail: (error) => {
          end();
          reject(error);
        },
        due: undefined,
      };
      const timeout = setTimeout(() => watch.fail(new Error(explain())), timeoutMs);
      this.#watches.add(watch);
      this.#look(watch);
    });
  }

  /** Called in the middle of a change: looks when the change is complete. */
  schedule(): void {
    if (this.#scheduled || this.#watches.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (const watch of [...this.#watches]) this.#look(watch);
    });
  }

  /** Every wait ends with an error. */
  fail(message: string): void {
    for (const watch of [...this.#watches]) watch.fail(new Error(message));
  }

  #look(watch: Watch): void {
    watch.due?.cancel();
    watch.due = undefined;
    if (!this.#watches.has(watch) || watch.look()) return;
    const queue = watch.queue();
    const dueAt = queue ? Math.min(nextDue(queue), queue.nextExpiry) : Number.POSITIVE_INFINITY;
    if (dueAt === Number.POSITIVE_INFINITY) return;
    watch.due = this.#clock.after(dueAt - this.#clock.now(), () => this.#look(watch));
  }
}
