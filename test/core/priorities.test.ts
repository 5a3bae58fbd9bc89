// How the jobs that run at once are divided among an app's priorities, and what follows from it.
import { describe, expect, it } from "vitest";
import { defineApp, settingsOf } from "../../core/define-app.ts";
import { eachPriority, type PriorityWeights, sharesOf } from "../../core/priorities.ts";
import { defineSettings } from "../../core/settings.ts";

const app = (priorities?: PriorityWeights) =>
  defineApp({
    name: "some-app",
    description: "",
    registry: "file:///registry.ts",
    ...(priorities && { priorities }),
  });

describe("the share of a priority", () => {
  it.each<[number, PriorityWeights, object]>([
    [5, {}, { default: 5 }],
    [5, { default: 3 }, { default: 5 }],
    [5, { high: 3, default: 2 }, { high: 3, default: 2 }],
    [5, { default: 2, low: 1 }, { default: 3, low: 2 }],
    [4, { high: 100 }, { high: 2, default: 2 }],
    [10, { high: 6, default: 3, low: 1 }, { high: 5, default: 3, low: 2 }],
    [20, { high: 3, default: 2, low: 1 }, { high: 9, default: 7, low: 4 }],
    [1_000, { high: 1, default: 1, low: 1 }, { high: 334, default: 333, low: 333 }],
  ])(
    "of %d jobs at once with the weights %j: two each, and the rest by weight",
    (concurrency, weights, shares) => {
      expect(sharesOf(concurrency, weights)).toEqual(shares);
      expect(eachPriority(sharesOf(concurrency, weights)).reduce((sum, [, share]) => sum + share, 0)).toBe(
        concurrency,
      );
    },
  );

  it.each<[number, PriorityWeights]>([
    [3, { high: 1 }],
    [5, { high: 1, low: 1 }],
  ])(
    "of %d with %j is two each, one more than there are: a mapping has at least two",
    (concurrency, weights) => {
      expect(eachPriority(sharesOf(concurrency, weights)).map(([, share]) => share)).toEqual(
        eachPriority(sharesOf(concurrency, weights)).map(() => 2),
      );
    },
  );

  it.each<[number, PriorityWeights, number]>([
    [2, { high: 1 }, 3],
    [4, { high: 1, low: 1 }, 5],
  ])("of %d with %j is refused: most invocations would be throttled", (concurrency, weights, least) => {
    expect(() => defineSettings({ concurrency }, weights)).toThrow(`a concurrency of at least ${least}`);
  });
});

describe("an app without priorities", () => {
  it("has one queue, and the numbers that it had", () => {
    expect(app().queueNames).toEqual({ default: "some-app" });
    expect(settingsOf(app())).toEqual(defineSettings());
  });
});

describe("an app with priorities", () => {
  it("has a queue for each, named after it", () => {
    expect(app({ high: 3, default: 2, low: 1 }).queueNames).toEqual({
      high: "some-app-high",
      default: "some-app",
      low: "some-app-low",
    });
  });

  it("waits longer and lets less in, since all may wait in the queue with the smallest share", () => {
    const { queue, recover, consumer } = settingsOf(app({ high: 3, default: 2 }));
    expect(consumer.shares).toEqual({ high: 3, default: 2 });
    expect(queue.maxBacklog).toBe(Math.floor((7 * 86_400 * 2) / consumer.timeoutSeconds));
    expect(recover.shortQueue).toBe(Math.floor((2 * recover.overdueSeconds) / consumer.timeoutSeconds));
  });

  it.each([{ urgent: 1 }, { high: 0 }, { high: "3" }])("may not have %j", (priorities) => {
    expect(() => app(priorities as PriorityWeights)).toThrow(/app "some-app": priorities/);
  });
});
