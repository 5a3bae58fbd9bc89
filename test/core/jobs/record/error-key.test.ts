// What failures of one cause have in common, whichever job they were of.
import { describe, expect, it } from "vitest";
import { causeOf, errorKey } from "../../../../core/jobs/index.ts";

const messageOf = (message: string) => errorKey({ name: "Error", message }).message;

describe("the message of an error's key", () => {
  it.each([
    ["https://a.example/x?y=1 answered 503", "<url> answered <n>"],
    ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED <n>"],
    ["no row for order brf_k3v9x2p8 of 42 rows", "no row for order <id> of <n> rows"],
    ["job 8e6c2a3e-0c1f-4a55-9d5b-2f1a4c7d9e01 is gone", "job <id> is gone"],
    ["object 5f2b9c1d4e8a7b60 is locked", "object <id> is locked"],
    ['no user "Ann O\'Hara" here', "no user <text> here"],
    ["no user 'ann' here", "no user <text> here"],
    ["can't read; it isn't there", "can't read; it isn't there"],
    ["not before 2026-11-28T08:00:00.123Z", "not before <time>"],
    ["took 1,204.5 ms", "took <n> ms"],
    ["first line\nsecond line with 5", "first line"],
    ["  many\t spaces ", "many spaces"],
  ])("of %j is %j", (message, expected) => {
    expect(messageOf(message)).toBe(expected);
  });

  it("is the same for each job that failed for one cause, and another for another", () => {
    const one = messageOf("GET https://api.example/users/17 answered 503 after 1200 ms");
    expect(messageOf("GET https://api.example/users/9?x=2 answered 502 after 7 ms")).toBe(one);
    expect(messageOf("GET https://api.example/users/9 was refused")).not.toBe(one);
  });

  it("has 200 characters at most, whatever the text", () => {
    for (const part of ['"', "'", "`", "a1_", "a://", "0.", "aaaaaaaa", "2026-"]) {
      expect(messageOf(part.repeat(100_000)).length).toBeLessThanOrEqual(200);
    }
  });
});

describe("the frame of an error's key", () => {
  const stack = (...lines: string[]) => ["Error: no", ...lines].join("\n");

  it.each([
    [
      stack(
        "    at connect (node:net:1:2)",
        "    at request (/var/task/node_modules/http/index.js:3:4)",
        "    at async fetchPage (file:///var/task/core/pages/fetch.ts:12:34)",
        "    at run (/var/task/core/run.ts:5:6)",
      ),
      "async fetchPage pages/fetch.ts",
    ],
    [stack("    at C:\\app\\core\\run.ts:5:6"), "core/run.ts"],
    [stack("    at node:internal/timers:1:2"), undefined],
    [undefined, undefined],
  ])("is the first of ours, without its line", (given, frame) => {
    expect(errorKey({ name: "Error", message: "no", ...(given && { stack: given }) }).frame).toBe(frame);
  });
});

it("the cause is name and message, wherever it was thrown", () => {
  expect(causeOf(errorKey({ name: "HttpError", message: "answered 503", stack: "x" }))).toBe(
    "HttpError: answered <n>",
  );
});
