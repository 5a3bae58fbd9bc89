// How many pollers a mapping may have: AWS's documented figures.
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../local/clock.ts";
import { PollerCount, type PollerCountOptions } from "../../../local/lambda/poller-count.ts";

const clock = new ManualClock();
const create = (options: Omit<PollerCountOptions, "clock">) => new PollerCount({ ...options, clock });

/** The pollers after a minute in which every one of them was busy. */
function grow(count: PollerCount, from: number): number {
  let pollers = from;
  while (count.mayAdd(pollers)) pollers++;
  return pollers;
}

describe("the number of pollers", () => {
  it("on demand begins with 5 and grows by 300 a minute up to 1,250", () => {
    const count = create({});
    expect(count.initial).toBe(5);
    let pollers = grow(count, count.initial);
    expect(pollers).toBe(305);
    clock.advance(59_999);
    expect(grow(count, pollers)).toBe(305);
    clock.advance(1);
    pollers = grow(count, pollers);
    expect(pollers).toBe(605);
    for (let minute = 0; minute < 5; minute++) {
      clock.advance(60_000);
      pollers = grow(count, pollers);
    }
    expect(pollers).toBe(1_250);
  });

  it.each([
    [2, 2],
    [5, 5],
    [40, 5],
  ])("with a maximum concurrency of %i begins with %i and ends there", (maximumConcurrency, initial) => {
    const count = create({ maximumConcurrency });
    expect(count.initial).toBe(initial);
    expect(grow(count, count.initial)).toBe(maximumConcurrency);
  });

  it("provisioned is ten invocations for each poller, from the minimum to the maximum", () => {
    const count = create({ provisionedPollers: { minimum: 3, maximum: 7 } });
    expect(count.initial).toBe(30);
    expect(grow(count, count.initial)).toBe(70);
    expect(create({ provisionedPollers: {} }).initial).toBe(20);
  });

  it("cannot be both a maximum and provisioned", () => {
    expect(() => create({ maximumConcurrency: 5, provisionedPollers: {} })).toThrow("exclude each other");
  });
});
