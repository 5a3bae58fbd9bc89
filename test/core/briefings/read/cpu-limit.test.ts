// The limit is of computing, not of waiting: a busy machine never makes a page unreadable for good.
import { describe, expect, it } from "vitest";
import { withinCpuTime } from "../../../../core/briefings/read/cpu-limit.ts";

const forEver = () => {
  for (;;);
};

describe("a limit of CPU time", () => {
  it("answers what the work answers, and passes on what it throws", () => {
    expect(withinCpuTime(1_000, () => 42)).toBe(42);
    expect(() =>
      withinCpuTime(1_000, () => {
        throw new Error("broken");
      }),
    ).toThrow("broken");
  });

  it("refuses for good what has used it up", () => {
    let used = 0;
    expect(() => withinCpuTime(10, forEver, () => (used += 10))).toThrow(
      expect.objectContaining({ failure: "too-large", isPassing: false }),
    );
  });

  it("refuses only for now what a busy machine gave no time", () => {
    expect(() => withinCpuTime(5, forEver, () => 0)).toThrow(
      expect.objectContaining({ failure: "timeout", isPassing: true }),
    );
  });

  it("begins once more what got too little, and answers when it is enough then", () => {
    let runs = 0;
    const work = () => {
      runs++;
      if (runs === 1) forEver();
      return runs;
    };
    expect(withinCpuTime(20, work, () => 0)).toBe(2);
  });
});
