// A clock that stands still until a test turns it: timers, Date.now and all that goes by them.
import { afterEach, beforeEach, vi } from "vitest";

export const START = Date.UTC(2026, 10, 24, 8, 0, 0);

/** For every test of the file: time begins at START and moves only by `turn`. */
export function useStandingTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({
      now: START,
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Lets so many seconds pass, with everything that falls due in them. */
export const turn = async (seconds: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
};

/** Lets everything happen that needs no time. */
export const settled = (): Promise<void> => turn(0);
