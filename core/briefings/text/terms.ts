// The words of a text that carry its subject, brought to one form each, and vectors of them that can be compared.
import { stemmer } from "stemmer";
import { baseLanguage, stopwordsOf } from "./stopwords.ts";
import { wordsOf } from "./words.ts";

/** Outside of English, words of one stem mostly share their first letters: six tell them apart well enough. */
const stemChars = 6;
const stems = new Map<string, string>();
/** Bounds the memory of a long-lived process. */
const mostStems = 100_000;

/** Terms in text order, repeats included. */
export function termsOf(text: string, language: string | undefined): string[] {
  const stopwords = stopwordsOf(language ?? "en");
  const isEnglish = (baseLanguage(language) || "en") === "en";
  const terms: string[] = [];
  for (const word of wordsOf(text, language)) {
    if (stopwords.has(word) || isWeak(word)) continue;
    terms.push(isEnglish ? englishStem(word) : stemByLength(word));
  }
  return terms;
}

/** Single letters, and single Hiragana, which are grammar. */
function isWeak(word: string): boolean {
  return /^(?:[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Arabic}]|\p{sc=Hiragana}{1,2})$/u.test(word);
}

function stemByLength(word: string): string {
  return /^[\p{sc=Han}\p{sc=Katakana}\p{N}]/u.test(word) ? word : word.slice(0, stemChars);
}

function englishStem(word: string): string {
  let stem = stems.get(word);
  if (stem === undefined) {
    if (stems.size >= mostStems) stems.clear();
    stem = /^[a-z]+$/.test(word) && word.length < 40 ? stemmer(word) : word;
    stems.set(word, stem);
  }
  return stem;
}

export type Vector = Map<string, number>;

/** Unit vectors of term frequency × rarity among the given texts. `background` texts without any of the terms are assumed beside them. */
export function toVectors(texts: readonly (readonly string[])[], background = 0): Vector[] {
  const documentCounts = new Map<string, number>();
  for (const terms of texts)
    for (const term of new Set(terms)) documentCounts.set(term, (documentCounts.get(term) ?? 0) + 1);
  return texts.map((terms) => {
    const vector: Vector = new Map();
    for (const term of terms) vector.set(term, (vector.get(term) ?? 0) + 1);
    let squares = 0;
    for (const [term, frequency] of vector) {
      const weight =
        (1 + Math.log(frequency)) *
        Math.log(1 + (texts.length + background) / (documentCounts.get(term) ?? 1));
      vector.set(term, weight);
      squares += weight * weight;
    }
    const length = Math.sqrt(squares) || 1;
    for (const [term, weight] of vector) vector.set(term, weight / length);
    return vector;
  });
}

/** Cosine of two unit vectors, 0 to 1. */
export function similarity(a: Vector, b: Vector): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
  return sum;
}
