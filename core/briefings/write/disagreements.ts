// Finds where sources give different numbers for the same thing, each in its own words.
import type { Disagreement } from "../briefing.ts";
import type { Story } from "../stories.ts";
import { similarity, toVectors } from "../text/terms.ts";
import type { Candidate } from "./candidates.ts";

/** Two sentences must be this much alike, their numbers apart, to be about the same thing. */
const sameSubject = 0.45;
/** A story rarely has more that are worth a reader's time. */
const most = 2;

/** Numbers that count the same noun and differ: "12 workers" here, "14 workers" there. Dates and years do not count. */
export function findDisagreements(story: Story, candidates: Candidate[]): Disagreement[] {
  const counted = candidates
    .map((candidate) => ({ candidate, counts: countsIn(candidate) }))
    .filter(({ counts }) => counts.size > 0);
  const vectors = toVectors(
    counted.map(({ candidate }) => candidate.terms.filter((term) => !/\p{N}/u.test(term))),
  );
  const found: Disagreement[] = [];
  const told = new Set<string>();
  for (const [i, a] of counted.entries()) {
    for (const [j, b] of counted.entries()) {
      if (j <= i || found.length === most || a.candidate.document === b.candidate.document) continue;
      if (story.documents[a.candidate.document]?.site === story.documents[b.candidate.document]?.site)
        continue;
      const noun = contradictedNoun(a.counts, b.counts);
      if (
        noun === undefined ||
        told.has(noun) ||
        similarity(vectors[i] ?? new Map(), vectors[j] ?? new Map()) < sameSubject
      )
        continue;
      told.add(noun);
      found.push({
        about: story.documents[0]?.title ?? "",
        statements: [a, b].map(({ candidate }) => ({
          text: candidate.text,
          sources: [story.documents[candidate.document]?.id ?? 1],
        })),
      });
    }
  }
  return found;
}

function contradictedNoun(a: Map<string, string>, b: Map<string, string>): string | undefined {
  for (const [noun, number] of a) {
    const other = b.get(noun);
    if (other !== undefined && other !== number) return noun;
  }
  return undefined;
}

const months = /^(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)/;

/** The term behind each number. */
function countsIn({ terms }: Candidate): Map<string, string> {
  const counts = new Map<string, string>();
  for (const [index, term] of terms.entries()) {
    const noun = terms[index + 1];
    if (!/^\p{N}[\p{N}.,]*$/u.test(term) || noun === undefined || /\p{N}/u.test(noun) || months.test(noun))
      continue;
    if (/^(?:19|20)\d{2}$/.test(term)) continue;
    counts.set(noun, term);
  }
  return counts;
}
