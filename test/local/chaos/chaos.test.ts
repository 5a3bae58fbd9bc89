// What is struck is drawn from the seed and a name, whatever the order; it is logged and counted.
import { describe, expect, it } from "vitest";
import { createChaos } from "../../../local/chaos/chaos.ts";
import { parseChaos } from "../../../local/chaos/rules.ts";

const TYPES = [
  { name: "briefing:generate", idPrefix: "brf" },
  { name: "test:a", idPrefix: "tst" },
  { name: "test:b", idPrefix: "tst" },
];

function start(rules: string, seed = "a seed") {
  const lines: [object, string][] = [];
  const line = (fields: object, message: string) => void lines.push([fields, message]);
  const log = { info: line, warn: line, error: line };
  return { chaos: createChaos({ rules: parseChaos(rules), seed }, TYPES, log), lines };
}

const NAMES = Array.from({ length: 2_000 }, (_, index) => `call ${index}`);
const struckOf = (seed: string, names = NAMES) => {
  const { chaos } = start("store=10%", seed);
  return new Set(names.filter((name) => chaos.strikes("store", {}, name)));
};

describe("a fault", () => {
  it("strikes about as often as its rate says", () => {
    expect(struckOf("a seed").size).toBeGreaterThan(150);
    expect(struckOf("a seed").size).toBeLessThan(250);
  });

  it("strikes the same again with the same seed, in whatever order, and others with another seed", () => {
    expect(struckOf("a seed", NAMES.toReversed())).toEqual(struckOf("a seed"));
    expect(struckOf("another")).not.toEqual(struckOf("a seed"));
  });

  it("is drawn apart from the others of the same call", () => {
    const { chaos } = start("store=50%,slow=50%");
    const both = NAMES.filter((name) => chaos.decides("store", {}, name) === chaos.decides("slow", {}, name));
    expect(both.length).toBeGreaterThan(800);
    expect(both.length).toBeLessThan(1_200);
  });

  it("never strikes at 0 %, and always at 100 %", () => {
    const { chaos } = start("store=0%,slow=100%");
    expect(NAMES.some((name) => chaos.strikes("store", {}, name))).toBe(false);
    expect(NAMES.every((name) => chaos.strikes("slow", {}, name))).toBe(true);
  });

  it("is logged with its job and kind, and counted", () => {
    const { chaos, lines } = start("crash@brf_1=100%,store=0%", "7");
    chaos.strikes("crash", { jobId: "brf_1", jobType: "briefing:generate" }, "name", { of: "consumer" });
    chaos.strikes("crash", { jobId: "brf_2" }, "name");
    chaos.strikes("store", {}, "name");
    expect(lines).toEqual([
      [{ seed: "7", rules: ["crash@brf_1=100%", "store=0%"] }, "chaos: on"],
      [{ fault: "crash", jobId: "brf_1", jobType: "briefing:generate", of: "consumer" }, "chaos: crash"],
    ]);
    expect(chaos.summary()).toEqual({ crash: { struck: 1, of: 1 } });
  });
});

describe("a name", () => {
  it("has a number of its own each time", () => {
    const { chaos } = start("store=1%");
    expect([chaos.numbered("a"), chaos.numbered("b"), chaos.numbered("a")]).toEqual(["a 0", "b 0", "a 1"]);
  });

  it("tells the type of a job by its id's prefix, where only one type has it", () => {
    const { chaos } = start("store=1%");
    expect(chaos.about("brf_1")).toEqual({ jobId: "brf_1", jobType: "briefing:generate" });
    expect(chaos.about("tst_1")).toEqual({ jobId: "tst_1" });
  });
});
