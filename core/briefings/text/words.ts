// Splits text into words and counts them, in any script.
import { baseLanguage } from "./stopwords.ts";

/** Scripts written without spaces: only a dictionary finds their words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const unspacedAll = new RegExp(unspaced, "gu");
/** The blocks of Unicode in which their letters are, and a few others: quick to ask of a text that has none of them. */
const maybeUnspaced =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1a00-\u1aaf\u2e80-\ud8ff\ua9e0-\uaa7f\uf900-\uffff]/;
/** With combining marks, as in Hindi; and numbers with their inner points: 1,200.50. */
const word = /\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}\p{N}]+/gu;

const segmenters = new Map<string, Intl.Segmenter>();

/** Words in lower case. */
export function wordsOf(text: string, language?: string): string[] {
  if (!hasUnspaced(text)) {
    return (
      text
        .toLowerCase()
        .replace(/[’']s(?!\p{L})/gu, "")
        .match(word) ?? []
    );
  }
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenterFor(language).segment(text.toLowerCase())) {
    if (isWordLike) words.push(segment);
  }
  return words;
}

/** How many words a reader reads. Two characters of an unspaced script count as one word. */
export function countWords(text: string): number {
  return countUpTo(text, Number.POSITIVE_INFINITY);
}

/** Whether there are as many, without counting further. */
export function hasWords(text: string, least: number): boolean {
  // Words of more than a hundred letters are none.
  return text.length > least * 100 || countUpTo(text, least) >= least;
}

function countUpTo(text: string, most: number): number {
  const isUnspaced = hasUnspaced(text);
  const next = new RegExp(word);
  let count = 0;
  let unspacedChars = 0;
  // Counts without collecting: texts are long, and this is asked often.
  for (let start = 0; count < most && next.test(text); start = next.lastIndex) {
    if (!isUnspaced) count++;
    else {
      const part = text.slice(start, next.lastIndex);
      if (unspaced.test(part)) unspacedChars += part.match(unspacedAll)?.length ?? 0;
      else count++;
    }
  }
  return count + Math.ceil(unspacedChars / 2);
}

function hasUnspaced(text: string): boolean {
  return maybeUnspaced.test(text) && unspaced.test(text);
}

function segmenterFor(language: string | undefined): Intl.Segmenter {
  const key = baseLanguage(language) || "en";
  let segmenter = segmenters.get(key);
  if (segmenter === undefined) {
    segmenter = new Intl.Segmenter(key, { granularity: "word" });
    segmenters.set(key, segmenter);
  }
  return segmenter;
}
