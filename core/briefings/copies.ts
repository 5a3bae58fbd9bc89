// Finds which documents are copies of one text, and keeps one of each.
import type { BriefingDocument } from "./document.ts";
import { wordsOf } from "./text/words.ts";

export type Duplicate = { document: BriefingDocument; of: BriefingDocument };

/** Two texts of which this share of word runs is common are one text, copied. */
const copyShare = 0.6;
/** Short texts of one kind share their phrases, as notes on two versions do: of them only what is nearly the same is a copy. */
const copyShareOfShort = 0.85;
const shortRuns = 40;
const runWords = 4;

/** Of each set of copies keeps the fullest text, then the earliest. */
export function dropDuplicates(documents: BriefingDocument[]): {
  kept: BriefingDocument[];
  duplicates: Duplicate[];
} {
  const order = [...documents].sort(
    (a, b) =>
      Number(a.status === "feed-excerpt") - Number(b.status === "feed-excerpt") ||
      sizeOf(b) - sizeOf(a) ||
      (a.publishedAt ?? Number.POSITIVE_INFINITY) - (b.publishedAt ?? Number.POSITIVE_INFINITY) ||
      a.id - b.id,
  );
  const kept: { document: BriefingDocument; print: Fingerprint }[] = [];
  const duplicates: Duplicate[] = [];
  for (const document of order) {
    const print = fingerprintOf(document);
    const original = kept.find((other) => isCopy(print, other.print));
    if (original === undefined) kept.push({ document, print });
    else duplicates.push({ document, of: original.document });
  }
  const keptIds = new Set(kept.map(({ document }) => document.id));
  return { kept: documents.filter((document) => keptIds.has(document.id)), duplicates };
}

/** Sizes that differ by less than half or double count as one, so that a site's extra line does not make a copy the original. */
function sizeOf(document: BriefingDocument): number {
  return Math.round(Math.log2(document.text.length + 1));
}

type Fingerprint = { runs: Set<string>; numbers: Set<string> };

function fingerprintOf({ text, title, language }: BriefingDocument): Fingerprint {
  const words = wordsOf(text.slice(0, 8_000) || title, language);
  const runs = new Set<string>();
  for (let at = 0; at + runWords <= words.length; at++) runs.add(words.slice(at, at + runWords).join(" "));
  if (runs.size === 0) runs.add(words.join(" "));
  return { runs, numbers: new Set(words.filter((word) => /\p{N}/u.test(word))) };
}

/** Most of the shorter text stands in the longer one, and so do all its numbers: with others it tells other news. */
function isCopy(a: Fingerprint, b: Fingerprint): boolean {
  const [small, large] = a.runs.size <= b.runs.size ? [a, b] : [b, a];
  let common = 0;
  for (const run of small.runs) if (large.runs.has(run)) common++;
  const share = small.runs.size < shortRuns ? copyShareOfShort : copyShare;
  return common / small.runs.size >= share && [...small.numbers].every((number) => large.numbers.has(number));
}
