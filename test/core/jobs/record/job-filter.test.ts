// A filter as the command line and the API word it, and the limits of what one may ask.
import { describe, expect, it } from "vitest";
import { JobFilter, parseFilter, wordsOf } from "../../../../core/jobs/operate/inspector.ts";
import { START } from "../../../contracts/job-store/factories.ts";

const refusal = (words: Parameters<typeof parseFilter>[0]) => {
  try {
    return parseFilter(words, START);
  } catch (error) {
    return error;
  }
};

describe("the words of a filter", () => {
  it.each([
    [{}, {}],
    [
      { type: "a,b", status: ["dead", "retrying,queued"] },
      { type: ["a", "b"], status: ["dead", "retrying", "queued"] },
    ],
    [
      { tenant: "a,b", text: "x, y" },
      { tenant: "a,b", text: "x, y" },
    ],
    [
      { since: "2h", until: "2026-11-24T07:30:00Z" },
      { createdAfter: START - 7_200_000, createdBefore: START - 1_800_000 },
    ],
    [
      { endedSince: "1d", endedUntil: "90s" },
      { endedAfter: START - 86_400_000, endedBefore: START - 90_000 },
    ],
    [{ "where.topic": "Wind", "where.a.b": "" }, { where: { topic: "Wind", "a.b": "" } }],
    [{ status: undefined }, {}],
  ])("%j are read", (words, filter) => {
    expect(parseFilter(words, START)).toEqual(filter);
  });

  it.each([
    [{ colour: "red" }, "colour"],
    [{ status: "alive" }, "status"],
    [{ cause: "" }, "cause"],
    [{ since: "yesterday" }, "since"],
    [{ since: "2026-11-24T07:30:00" }, "since"],
    [{ since: "2026-02-30T07:30:00Z" }, "since"],
    [{ until: "1e3d" }, "until"],
    [{ since: "1h", until: "2h" }, "until"],
    [{ since: "2026-11-24T07:30:00Z", until: "2026-11-24T07:30:00Z" }, "until"],
    [{ endedSince: "1d", endedUntil: "2d" }, "endedUntil"],
    [{ text: "" }, "text"],
    [{ text: " \t" }, "text"],
    [{ text: ["a", "b"] }, "text"],
    [{ text: "x".repeat(501) }, "text"],
    [{ "where.": "x" }, "where"],
    [{ "where.a": "x".repeat(501) }, "where"],
    [Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`where.f${at}`, "x"])), "where"],
    [{ id: Array.from({ length: 101 }, (_, at) => `brf_${at}`) }, "id"],
    [Object.fromEntries([["__proto__", "x"]]), "__proto__"],
  ])("%j are refused, and the error names the word", (words, path) => {
    expect(refusal(words)).toMatchObject({ code: "invalid-request", details: { errors: [{ path }] } });
  });

  it("name a field `__proto__` like any other", () => {
    const { where } = parseFilter(Object.fromEntries([["where.__proto__", "own"]]), START);
    expect(Object.entries(where ?? {})).toEqual([["__proto__", "own"]]);
    // As a job that acts on all that match keeps it.
    const kept = JobFilter.parse(JSON.parse(JSON.stringify({ where })));
    expect(Object.entries(kept.where ?? {})).toEqual([["__proto__", "own"]]);
  });

  it("are given back for a filter, and read as the same", () => {
    const words = {
      ...{ id: "a,b", type: "t", status: "dead,queued", cause: "lost", fingerprint: "0123456789ab" },
      ...{ tenant: "a,b", text: `it's "quoted"`, since: "3d", endedUntil: "2h", "where.a.b": "=" },
    };
    const filter = parseFilter(words, START);
    expect(parseFilter(Object.fromEntries(wordsOf(filter)), START + 1_000)).toEqual(filter);
  });
});
