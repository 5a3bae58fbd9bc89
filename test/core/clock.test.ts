// The clocks: one that tests turn, and the system's.
import { describe, expect, it, vi } from "vitest";
import { ManualClock, systemClock } from "../../core/clock.ts";

describe("the clock that tests turn", () => {
  it("stands still until it is turned", () => {
    const clock = new ManualClock(1_000);
    expect(clock.now()).toBe(1_000);
    clock.advance(5);
    expect(clock.now()).toBe(1_005);
  });

  it("runs what falls due, in order, each at its own time, also what is added on the way", () => {
    const clock = new ManualClock(0);
    const ran: [string, number][] = [];
    const note = (name: string) => () => ran.push([name, clock.now()]);
    clock.after(30, note("late"));
    clock.after(10, () => {
      note("early")();
      clock.after(5, note("added"));
      clock.after(0, note("at once"));
    });
    clock.after(31, note("too late"));
    clock.after(20, note("cancelled")).cancel();
    clock.advance(30);
    expect(ran).toEqual([
      ["early", 10],
      ["at once", 10],
      ["added", 15],
      ["late", 30],
    ]);
    expect(clock.now()).toBe(30);
  });
});

describe("the system's clock", () => {
  it("waits longer than Node's timers can, and can be cancelled", () => {
    vi.useFakeTimers();
    try {
      const month = 30 * 86_400_000;
      let ran = 0;
      systemClock.after(month, () => ran++);
      systemClock.after(month, () => ran++).cancel();
      vi.advanceTimersByTime(month - 1);
      expect(ran).toBe(0);
      vi.advanceTimersByTime(1);
      expect(ran).toBe(1);
      const cancelled = systemClock.after(month, () => ran++);
      vi.advanceTimersByTime(month - 1);
      cancelled.cancel();
      vi.advanceTimersByTime(month);
      expect(ran).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
