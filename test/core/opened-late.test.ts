// An adapter whose code is loaded by its first call.
import { describe, expect, it } from "vitest";
import { openedLate } from "../../core/opened-late.ts";

class Counter {
  #count = 0;
  async add(by: number): Promise<number> {
    this.#count += by;
    return this.#count;
  }
  async fail(): Promise<never> {
    throw new Error("out of order");
  }
}

describe("an adapter that is opened late", () => {
  const opened = () => {
    let opens = 0;
    const counter = openedLate(async () => {
      opens++;
      return new Counter();
    });
    return { counter, opens: () => opens };
  };

  it("is opened by its first call, once, and gets the calls with what they are given", async () => {
    const { counter, opens } = opened();
    expect(opens()).toBe(0);
    expect(await Promise.all([counter.add(2), counter.add(3)])).toEqual([2, 5]);
    expect(opens()).toBe(1);
  });

  it("rejects as the adapter rejects", async () => {
    await expect(opened().counter.fail()).rejects.toThrow("out of order");
  });

  it("is no promise, so that it can be returned by an async function", async () => {
    const { counter, opens } = opened();
    expect(await counter).toBe(counter);
    expect(opens()).toBe(0);
  });
});
