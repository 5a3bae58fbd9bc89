// Jobs that failed for one cause have one fingerprint.
import { describe, expect, it } from "vitest";
import { failureOf, fingerprintOf } from "../../../../core/jobs/operate/inspector.ts";
import { makeAttempt, makeJob } from "../../../contracts/job-store/factories.ts";

const stack = "HttpError: x\n    at fetchPage (file:///app/core/pages/fetch.ts:12:34)";
const failedWith = (message: string, more: object = {}) =>
  makeJob({
    type: "page:read",
    attempts: [makeAttempt({ error: { name: "HttpError", message, stack, permanent: false, ...more } })],
  });

describe("a fingerprint", () => {
  const one = failedWith("https://a.example/1 answered 503");

  it("is twelve hex digits, the same in every release", () => {
    expect(fingerprintOf(one)).toBe("10459a8018e3");
  });

  it("is the same whatever differs from job to job", () => {
    expect(fingerprintOf(failedWith("https://b.example/2?x=7 answered 502"))).toBe(fingerprintOf(one));
  });

  it.each([
    ["another message", failedWith("https://a.example/1 was refused")],
    ["another error", failedWith("https://a.example/1 answered 503", { name: "TypeError" })],
    ["another place", failedWith("https://a.example/1 answered 503", { stack: undefined })],
    ["another type", { ...one, type: "page:write" }],
  ])("is another for %s", (_, job) => {
    expect(fingerprintOf(job)).not.toBe(fingerprintOf(one));
  });

  it("stands for type, error, message and the top frame of ours", () => {
    expect(failureOf(one)).toEqual({
      ...{ type: "page:read", errorName: "HttpError", message: "<url> answered <n>" },
      frame: "fetchPage pages/fetch.ts",
    });
  });

  it("is that of the cause where a job died without an error, and none where nothing has failed", () => {
    expect(failureOf(makeJob({ status: "dead", cause: "lost" }))).toMatchObject({
      errorName: "lost",
      message: "",
    });
    expect(fingerprintOf(makeJob())).toBeUndefined();
    expect(fingerprintOf(makeJob({ attempts: [makeAttempt({ outcome: "succeeded" })] }))).toBeUndefined();
  });

  it("of a dead job is the one that it died with", () => {
    expect(fingerprintOf({ ...one, errorKey: "0123456789ab" })).toBe("0123456789ab");
  });
});
