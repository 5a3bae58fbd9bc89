// What the soak's clients ask for: jobs of every kind, whatever their number.
import { describe, expect, it } from "vitest";
import { makePlan } from "../../../bench/soak/plan.ts";

describe("the plan of a soak", () => {
  it("has as many jobs as asked for, the same in every run, each request with a key of its own", () => {
    for (const jobs of [150, 300, 10_000]) {
      const plan = makePlan(jobs);
      const made = plan.reduce((sum, request) => sum + request.jobs, 0);
      expect(made).toBeGreaterThanOrEqual(jobs);
      expect(made).toBeLessThan(jobs + 3);
      expect(new Set(plan.map(({ key }) => key)).size).toBe(plan.length);
      expect(makePlan(jobs)).toEqual(plan);
    }
  });

  it("has groups, briefings with a delivery, jobs for later and for tomorrow, and equal ones, also when it is short", () => {
    const paths = makePlan(150).map(({ path }) => path.replace(/delaySeconds=\d{1,2}$/, "delaySeconds=N"));
    expect(new Set(paths)).toEqual(
      new Set([
        ...["/briefings", "/groups", "/jobs/soak:plain", "/jobs/soak:steps", "/jobs/soak:unique"],
        ...["/jobs/soak:flaky", "/jobs/soak:doomed", "/jobs/soak:snoozing", "/jobs/soak:followed"],
        ...["/jobs/soak:plain?delaySeconds=N", "/jobs/soak:plain?delaySeconds=86400"],
      ]),
    );
    const unique = makePlan(150).filter(({ path }) => path === "/jobs/soak:unique");
    expect(new Set(unique.map(({ body }) => JSON.stringify(body))).size).toBeLessThan(unique.length);
  });
});
