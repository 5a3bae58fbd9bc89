// A clock that tests can turn: of everything in local/, and of the engine in the test kit.

export type Timer = { cancel(): void };

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, `delayMs` from now. A timer alone never keeps the process alive. */
  after(delayMs: number, run: () => void): Timer;
}

/** Node's timers hold at most 2^31 - 1 ms; a longer wait is cut into pieces. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const due = Date.now() + delayMs;
    let handle: NodeJS.Timeout;
    const arm = (remainingMs: number) => {
      handle = setTimeout(
        () => (remainingMs > LONGEST_TIMEOUT_MS ? arm(due - Date.now()) : run()),
        Math.min(Math.max(0, remainingMs), LONGEST_TIMEOUT_MS),
      );
      handle.unref();
    };
    arm(delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** A clock that stands still until a test turns it. */
export class ManualClock implements Clock {
  #now: number;
  #timers = new Set<{ at: number; run: () => void }>();

  constructor(startMs = Date.UTC(2026, 10, 24, 8, 0, 0)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, delayMs), run };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** Turns the clock, running what falls due in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}
