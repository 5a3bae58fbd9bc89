// Words of requests, sources and messages that are special on JavaScript's objects: they are words like any other.
import { describe, expect, it } from "vitest";
import { labelsFor } from "../../core/briefings/labels.ts";
import { parseDate } from "../../core/briefings/read/dates.ts";
import { findCandidates } from "../../core/briefings/write/candidates.ts";
import { numbersOfSource } from "../../core/briefings/write/numbers.ts";

const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];

describe.each(names)("the word %s", (name) => {
  it("is no time zone", () => {
    expect(parseDate(`Tue, 24 Nov 2026 08:00:00 ${name}`)).toBe(parseDate("Tue, 24 Nov 2026 08:00:00"));
  });

  it("is a word of a source's sentences", () => {
    const text = `The word ${name} is in every sentence here. Nobody knows what ${name} means to a machine.`;
    const candidates = findCandidates([{ text, title: name, language: "en" }]);
    expect(candidates.map((candidate) => candidate.text).join(" ")).toBe(text);
  });

  it("is no language with words or labels of its own", () => {
    expect(numbersOfSource("four and 5", name)).toEqual(new Set(["5"]));
    expect(labelsFor(name)).toEqual(labelsFor("en"));
  });
});
