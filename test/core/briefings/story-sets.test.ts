// How often reports are rightly taken for one story, on labelled reports in eleven languages that share words, names and forms.
import { describe, expect, it } from "vitest";
import type { BriefingDocument } from "../../../core/briefings/document.ts";
import { groupStories } from "../../../core/briefings/stories.ts";
import { heldOutSets, type LabelledReport, type ReportSet, seenSets, tunedSets } from "./story-sets/index.ts";

type Pairs = { right: number; wrong: number; missed: number; apart: number };

describe.each([
  ["that the rule was tuned on", tunedSets],
  ["that were held out first, and mended for by their kinds", seenSets],
  ["that were written when the rule stood", heldOutSets],
])("pairs of reports %s", (_, sets) => {
  it("are joined rightly among the others of their subject", () => {
    expectGood(countPairs(sets, ({ reports, language }) => [pairsAmong(reports, language)]));
  });

  it("are joined rightly when there are no others", () => {
    expectGood(
      countPairs(sets, ({ reports, language }) =>
        reports.flatMap((a, at) => reports.slice(at + 1).map((b) => pairsAmong([a, b], language))),
      ),
    );
  });
});

it("are 650 pairs, of which 90 tell one event", () => {
  const all = countPairs([...tunedSets, ...seenSets, ...heldOutSets], ({ reports, language }) => [
    pairsAmong(reports, language),
  ]);
  expect(all.right + all.missed).toBeGreaterThanOrEqual(90);
  expect(all.wrong + all.apart).toBeGreaterThanOrEqual(560);
});

function expectGood({ right, wrong, missed }: Pairs): void {
  expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.96);
  expect(right / (right + missed)).toBeGreaterThanOrEqual(0.97);
}

function countPairs(sets: ReportSet[], count: (set: ReportSet) => Pairs[]): Pairs {
  const sum: Pairs = { right: 0, wrong: 0, missed: 0, apart: 0 };
  for (const pairs of sets.flatMap(count))
    for (const key of ["right", "wrong", "missed", "apart"] as const) sum[key] += pairs[key];
  return sum;
}

function pairsAmong(reports: LabelledReport[], language: string): Pairs {
  const storyOf = new Map<number, number>();
  for (const [story, { documents }] of groupStories(
    reports.map((report, at) => toDocument(report, at, language)),
  ).entries())
    for (const { id } of documents) storyOf.set(id, story);
  const pairs: Pairs = { right: 0, wrong: 0, missed: 0, apart: 0 };
  for (const [i, a] of reports.entries()) {
    for (const [j, b] of reports.entries()) {
      if (j <= i) continue;
      const isJoined = storyOf.get(i) === storyOf.get(j);
      if (a.event === b.event) pairs[isJoined ? "right" : "missed"]++;
      else pairs[isJoined ? "wrong" : "apart"]++;
    }
  }
  return pairs;
}

function toDocument({ title, text }: LabelledReport, id: number, language: string): BriefingDocument {
  const site = `site${id}.example`;
  return { id, title, text, site, publisher: site, status: "full-text", truncated: false, language };
}
