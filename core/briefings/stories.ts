// Finds which documents tell the same story.
import type { BriefingDocument } from "./document.ts";
import { agreement, tellsOther, toReport } from "./story-evidence.ts";
import { baseLanguage } from "./text/stopwords.ts";
import { similarity, termsOf, toVectors } from "./text/terms.ts";

export { type Duplicate, dropDuplicates } from "./copies.ts";

/** Documents about one event, best first; their indices are into the list that was grouped. */
export type Story = {
  documents: BriefingDocument[];
  /** Different sites that tell it. */
  sites: number;
  /** Nothing in it is of the topic, while other stories are. */
  isOffTopic?: boolean;
};

/**
 * How much more alike than the usual pair of these texts two groups must be to tell one story, and its bounds: texts
 * on one narrow topic are all somewhat alike (up to 0.18 in the examples), texts on many topics are not (below 0.13).
 */
const sameStory = { aboveUsual: 0.14, least: 0.17, most: 0.23, amongFew: 0.18 };
/** So few pairs show nothing of what is usual: they may all be one story. */
const fewPairs = 5;
/** An event is written about for some days. */
const storyDays = 5;
const dayMs = 86_400_000;
const openingChars = 1_200;
/** Below this nothing makes two texts one story. */
const leastAlike = 0.08;

/** Merges the two groups whose texts together are most alike, until none are alike enough. */
export function groupStories(documents: BriefingDocument[]): Story[] {
  const likeness = likenessOf(documents);
  const pairs = pairsInOneLanguage(documents, likeness);
  const isFew = pairs.length <= fewPairs;
  const threshold = isFew ? sameStory.amongFew : thresholdAbove(pairs);
  let groups = documents.map((_, index) => [index]);
  for (;;) {
    const best = closestPair(groups, likeness, { threshold, isFew });
    if (best === undefined) break;
    groups = [...groups.filter((group) => group !== best.a && group !== best.b), [...best.a, ...best.b]];
  }
  return groups.map((group) =>
    toStory(group.sort((a, b) => a - b).flatMap((index) => documents[index] ?? [])),
  );
}

function toStory(documents: BriefingDocument[]): Story {
  return { documents, sites: new Set(documents.flatMap((document) => document.site ?? [])).size };
}

type Likeness = (a: number, b: number) => number;

/**
 * How alike two documents are, from 0: the cosine of their terms, more when they name the same numbers, people and
 * places, less when they name others. Minus 1 where they cannot be one story.
 */
function likenessOf(documents: BriefingDocument[]): Likeness {
  const vectors = toVectors(documents.map(openingTerms), 10);
  const reports = documents.map(toReport);
  const rows = reports.map((a, i) =>
    reports.map((b, j) => {
      if (!isSameTime(a.document, b.document)) return -1;
      const alike = similarity(vectors[i] ?? new Map(), vectors[j] ?? new Map());
      if (i === j || alike < leastAlike) return alike;
      return tellsOther(a, b) ? -1 : alike * agreement(a, b);
    }),
  );
  return (a, b) => rows[a]?.[b] ?? 0;
}

function openingTerms({ title, text, language }: BriefingDocument): string[] {
  const titleTerms = termsOf(title, language);
  return [...titleTerms, ...titleTerms, ...termsOf(text.slice(0, openingChars), language)];
}

function pairsInOneLanguage(documents: BriefingDocument[], likeness: Likeness): number[] {
  return documents.flatMap((a, i) =>
    documents.flatMap((b, j) => (i < j && isSameLanguage(a, b) ? [likeness(i, j)] : [])),
  );
}

function thresholdAbove(pairs: number[]): number {
  const usual = pairs.toSorted((a, b) => a - b)[Math.floor(pairs.length / 2)] ?? 0;
  return Math.min(sameStory.most, Math.max(sameStory.least, usual + sameStory.aboveUsual));
}

function isSameLanguage(a: BriefingDocument, b: BriefingDocument): boolean {
  return baseLanguage(a.language) === baseLanguage(b.language);
}

function closestPair(
  groups: number[][],
  likeness: Likeness,
  { threshold, isFew }: { threshold: number; isFew: boolean },
) {
  const within = new Map(groups.map((group) => [group, sumOf(group, group, likeness)]));
  let best: { a: number[]; b: number[]; value: number } | undefined;
  for (const [index, a] of groups.entries()) {
    for (const b of groups.slice(index + 1)) {
      if (a.some((i) => b.some((j) => likeness(i, j) < 0))) continue;
      const sum = sumOf(a, b, likeness);
      // The cosine between the sums of both groups' vectors, which grows with the groups whatever they tell; and the
      // mean of their pairs, which falls with every other angle of one story. Halfway, both mistakes are rare. A few
      // texts make no large groups.
      const cosine = sum / Math.sqrt((within.get(a) ?? 1) * (within.get(b) ?? 1));
      const value = isFew ? cosine : (cosine + sum / (a.length * b.length)) / 2;
      if (value >= threshold && value > (best?.value ?? 0)) best = { a, b, value };
    }
  }
  return best;
}

function sumOf(a: number[], b: number[], likeness: Likeness): number {
  return a.reduce((sum, i) => sum + b.reduce((row, j) => row + likeness(i, j), 0), 0);
}

function isSameTime(a: BriefingDocument, b: BriefingDocument): boolean {
  if (a.publishedAt === undefined || b.publishedAt === undefined) return true;
  return Math.abs(a.publishedAt - b.publishedAt) <= storyDays * dayMs;
}
