// The delay before the next attempt: exponential, with full jitter, and never before the other side said.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RetryLaterError } from "../../../../core/jobs/errors.ts";
import { retryDelaySeconds } from "../../../../core/jobs/run/retry-policy.ts";
import { defineSettings } from "../../../../core/settings.ts";

const { jobs } = defineSettings();
const attempts = fc.integer({ min: 1, max: 2_000 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the delay of a retry", () => {
  it("is anywhere from nothing up to ten seconds that double with each attempt, and to fifteen minutes at most", () => {
    fc.assert(
      fc.property(attempts, randoms, (attempt, random) => {
        const longest = Math.min(900, 10 * 2 ** (attempt - 1));
        const delay = retryDelaySeconds(attempt, new Error("any"), jobs, random);
        expect(delay).toBe(random * longest);
      }),
    );
  });

  it("uses the whole width: nothing at the one end, almost everything at the other", () => {
    expect([1, 2, 3, 7, 8, 2_000].map((attempt) => retryDelaySeconds(attempt, undefined, jobs, 0))).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
    const longest = [1, 2, 3, 7, 8, 2_000].map((attempt) => retryDelaySeconds(attempt, undefined, jobs, 1));
    expect(longest).toEqual([10, 20, 40, 640, 900, 900]);
  });

  it("is never shorter than the error's retryAfterSeconds, nor for its sake longer than six hours", () => {
    fc.assert(
      fc.property(
        attempts,
        randoms,
        fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        (attempt, random, wait) => {
          const plain = retryDelaySeconds(attempt, undefined, jobs, random);
          const asked = retryDelaySeconds(attempt, new RetryLaterError("later", wait), jobs, random);
          expect(asked).toBe(Math.max(plain, Math.min(wait, 21_600)));
        },
      ),
    );
  });

  it("takes retryAfterSeconds from any error that has one", () => {
    expect(retryDelaySeconds(1, Object.assign(new Error("429"), { retryAfterSeconds: 60 }), jobs, 0)).toBe(
      60,
    );
    expect(retryDelaySeconds(1, { retryAfterSeconds: 60 }, jobs, 0)).toBe(60);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, "60", null, undefined])(
    "ignores a retryAfterSeconds that makes no sense: %s",
    (retryAfterSeconds) => {
      expect(retryDelaySeconds(1, { retryAfterSeconds }, jobs, 0.5)).toBe(5);
    },
  );

  it.each([undefined, null, "a string", 7])("of a thrown %s is the plain backoff", (thrown) => {
    expect(retryDelaySeconds(1, thrown, jobs, 0.5)).toBe(5);
  });
});
