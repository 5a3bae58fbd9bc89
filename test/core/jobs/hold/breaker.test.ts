// The rules of a circuit breaker: when it opens, who is tried, and when it closes.
import { describe, expect, it } from "vitest";
import {
  type AttemptResult,
  afterAttempt,
  Breaker,
  CLOSED,
  heldUntil,
  triedAt,
} from "../../../../core/jobs/hold/breaker.ts";

const RULE = { failures: 3, probeSeconds: 60 };
const AT = 1_000_000;
const failure = (cause = "HttpError: answered <n>"): AttemptResult => ({ as: "failure", cause });
const after = (breaker: Breaker, results: AttemptResult[], now = AT, jobId = "job") =>
  results.reduce((was, result) => afterAttempt(was, RULE, jobId, result, now), breaker);
const opened = after(CLOSED, [failure(), failure(), failure()]);
const probing = (breaker: Breaker, until = AT + 400_000): Breaker =>
  Breaker.parse({ ...breaker, open: { ...breaker.open, probe: { jobId: "probe", until } } });

describe("a breaker that is closed", () => {
  it("opens after so many failures in a row for one cause, with the time of its first probe", () => {
    expect(after(CLOSED, [failure(), failure()]).open).toBeUndefined();
    expect(opened).toEqual({
      failures: 3,
      cause: "HttpError: answered <n>",
      open: { since: AT, probeAt: AT + 60_000, failedProbes: 0 },
    });
  });

  it.each<[string, AttemptResult[]]>([
    ["a success in between", [failure(), failure(), { as: "success" }, failure(), failure()]],
    ["another cause in between", [failure(), failure(), failure("another"), failure(), failure()]],
  ])("stays closed with %s", (_, results) => {
    expect(after(CLOSED, results).open).toBeUndefined();
  });

  it("has whole milliseconds although its rule's seconds are none, since no store reads it again otherwise", () => {
    const rule = { failures: 1, probeSeconds: 1.00001 };
    const open = afterAttempt(CLOSED, rule, "job", failure(), AT);
    expect(Breaker.parse(open).open?.probeAt).toBe(AT + 1_001);
    const again = afterAttempt(probing(open), rule, "probe", failure(), AT);
    expect(Breaker.parse(again).open?.probeAt).toBe(AT + 2_001);
  });

  it("does not count what was given back or stopped", () => {
    const results: AttemptResult[] = [failure(), { as: "neither" }, failure(), { as: "neither" }];
    expect(after(CLOSED, results)).toMatchObject({ failures: 2 });
  });

  it("is not touched by a success: a type that is well costs no write", () => {
    expect(afterAttempt(CLOSED, RULE, "job", { as: "success" }, AT)).toBe(CLOSED);
  });

  it("has ten failures and a minute by default", () => {
    let breaker = CLOSED;
    for (let count = 0; count < 10; count++) {
      expect(breaker.open).toBeUndefined();
      breaker = afterAttempt(breaker, {}, "job", failure(), AT);
    }
    expect(breaker.open?.probeAt).toBe(AT + 60_000);
  });
});

describe("a breaker that is open", () => {
  it("heeds its probe alone: what ran before it opened says nothing", () => {
    for (const result of [failure(), { as: "success" }, { as: "neither" }] as AttemptResult[]) {
      expect(afterAttempt(probing(opened), RULE, "another", result, AT)).toEqual(probing(opened));
    }
  });

  it("closes when the probe succeeds", () => {
    expect(afterAttempt(probing(opened), RULE, "probe", { as: "success" }, AT)).toEqual(CLOSED);
  });

  it("stays open when the probe fails for the same cause, each time for twice as long, up to 15 minutes", () => {
    let breaker = opened;
    const delays = Array.from({ length: 6 }, () => {
      breaker = afterAttempt(probing(breaker), RULE, "probe", failure(), AT);
      expect(breaker.open).not.toHaveProperty("probe");
      return ((breaker.open?.probeAt ?? 0) - AT) / 1000;
    });
    expect(delays).toEqual([120, 240, 480, 900, 900, 900]);
  });

  it("counts anew when the probe fails for another cause: the one cause is gone", () => {
    expect(afterAttempt(probing(opened), RULE, "probe", failure("another"), AT)).toEqual({
      failures: 1,
      cause: "another",
    });
  });

  it("tries another at once when the probe was given back, and after its time when it never ended", () => {
    const released = afterAttempt(probing(opened), RULE, "probe", { as: "neither" }, AT + 70_000);
    expect(triedAt(released, AT + 70_000)).toBe(AT + 70_000);
    expect(triedAt(probing(opened, AT + 400_000), AT + 70_000)).toBe(AT + 400_000);
    expect(triedAt(probing(opened, AT + 400_000), AT + 400_001)).toBe(AT + 60_000);
  });

  it("lets those that come wait past the probe, spread, and each time for longer, up to 15 minutes", () => {
    const waits = [0, 1, 2, 3, 9, 1_000].map(
      (times) => (heldUntil(opened, RULE, times, AT, 0.5) - AT) / 1000 - 60,
    );
    expect(waits).toEqual([30, 60, 120, 240, 450, 450]);
    expect(heldUntil(opened, RULE, 0, AT, 0) - AT).toBe(61_000);
    expect(heldUntil(probing(opened), RULE, 0, AT + 70_000, 0.5) - AT).toBe(100_000);
  });
});
