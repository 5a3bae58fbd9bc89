// Tells when two sentences say one thing in other words, by the terms and the numbers that they share.
import type { Candidate } from "./candidates.ts";
import { numbersOfSource } from "./numbers.ts";

type Sentence = Pick<Candidate, "text" | "terms" | "language">;

/** Of the terms of the sentence that has fewer. */
const sameTerms = 0.65;
/** The same two numbers of the same things are one statement, though less of the rest is alike. */
const sameTermsWithNumbers = 0.4;
const fewestTerms = 4;

export function saysTheSame(a: Sentence, b: Sentence): boolean {
  const [terms, others] = [new Set(a.terms), new Set(b.terms)];
  const least = Math.min(terms.size, others.size);
  if (least < fewestTerms) return false;
  const shared = [...terms].filter((term) => others.has(term)).length;
  if (shared >= sameTerms * least) return true;
  if (shared < sameTermsWithNumbers * least) return false;
  const numbers = numbersOfSource(b.text, b.language);
  const sharedNumbers = [...numbersOfSource(a.text, a.language)].filter((value) => numbers.has(value)).length;
  // Two sentences about one day share its date, and little else.
  return sharedNumbers >= 2 && shared - sharedNumbers >= 2;
}
