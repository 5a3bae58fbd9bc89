// Finds where sources give different numbers for the same thing, each in its own words.
import type { Disagreement } from "../briefing.ts";
import type { Story } from "../stories.ts";
import { similarity, toVectors, type Vector } from "../text/terms.ts";
import type { Candidate } from "./candidates.ts";

/** Sentences this much alike, their numbers apart, are about the same thing. */
const sameSubject = 0.45;
/** Counts of the same things need less: "38,000 homes" here and "41,000 homes" there. */
const relatedSubject = 0.1;
/** Numbers further apart than this mostly count different things. */
const largestRatio = 1.5;
/** What is measured and not counted: much in a story comes to some percent or days. */
const measures =
  /^(?:percent|per|cent|prozent|pour|por|million|billion|mio|mrd|day|week|month|year|hour|minut|second|tag|woch|monat|jahr|stund|jour|mois|día|mes|dollar|euro|pound|crown|km|kilomet|metr|meter|mile|megawatt|gigawatt|ton|tonn|degre|grad|point|%|процен|милли|миллиа|дней|час|рубле)/;
const months = /^(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)/;
/** A story rarely has more that are worth a reader's time. */
const most = 2;

type Counted = { candidate: Candidate; counts: Map<string, number>; vector: Vector };

/** Only between different sites, and only where neither text has the other's number as well. */
export function findDisagreements(story: Story, candidates: Candidate[]): Disagreement[] {
  const vectors = toVectors(candidates.map(({ terms }) => terms.filter((term) => !/\p{N}/u.test(term))));
  const counted = candidates
    .map(
      (candidate, index): Counted => ({
        candidate,
        counts: countsIn(candidate),
        vector: vectors[index] ?? new Map(),
      }),
    )
    .filter(({ counts }) => counts.size > 0);
  const found: Disagreement[] = [];
  const told = new Set<string>();
  for (const [index, a] of counted.entries()) {
    for (const b of counted.slice(index + 1)) {
      if (siteOf(story, a) === siteOf(story, b)) continue;
      const noun = contradictedNoun(a, b, counted);
      if (noun === undefined || told.has(noun)) continue;
      told.add(noun);
      found.push({
        about: story.documents[0]?.title ?? "",
        statements: [toStatement(story, a), toStatement(story, b)],
      });
      if (found.length === most) return found;
    }
  }
  return found;
}

function contradictedNoun(a: Counted, b: Counted, all: Counted[]): string | undefined {
  const alike = similarity(a.vector, b.vector);
  for (const [noun, number] of a.counts) {
    const other = b.counts.get(noun);
    if (other === undefined || other === number) continue;
    const isClose = Math.max(number, other) / Math.max(1, Math.min(number, other)) <= largestRatio;
    const isAbout = alike >= sameSubject || (alike >= relatedSubject && isClose && !measures.test(noun));
    if (isAbout && !says(all, a, noun, other) && !says(all, b, noun, number)) return noun;
  }
  return undefined;
}

/** The text of `where` has this number of these things too. */
function says(all: Counted[], where: Counted, noun: string, number: number): boolean {
  return all.some(
    ({ candidate, counts }) => candidate.document === where.candidate.document && counts.get(noun) === number,
  );
}

/** A given text is its own site. */
function siteOf(story: Story, { candidate }: Counted): string {
  const document = story.documents[candidate.document];
  return document?.site ?? `text ${document?.id}`;
}

function toStatement(story: Story, { candidate }: Counted) {
  return { text: candidate.text, sources: [story.documents[candidate.document]?.id ?? 1] };
}

/** The number before each counted noun. Dates and years count nothing. */
function countsIn({ terms }: Candidate): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [index, term] of terms.entries()) {
    const noun = terms[index + 1];
    if (!/^\p{N}[\p{N}.,]*$/u.test(term) || noun === undefined || /\p{N}/u.test(noun) || months.test(noun))
      continue;
    const number = Number(term.replace(/[.,](?=\d{3}(?:\D|$))/g, "").replace(",", "."));
    if (Number.isNaN(number) || (Number.isInteger(number) && number >= 1900 && number < 2100)) continue;
    counts.set(noun, number);
  }
  return counts;
}
