// Splits text into words and counts them, in any script.
import { baseLanguage } from "./stopwords.ts";

/** Scripts written without spaces: only a dictionary finds their words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const unspacedAll = new RegExp(unspaced, "gu");
/** With combining marks, as in Hindi; and numbers with their inner points: 1,200.50. */
const word = /\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}\p{N}]+/gu;

const segmenters = new Map<string, Intl.Segmenter>();

/** Words in lower case. */
export function wordsOf(text: string, language?: string): string[] {
  if (!unspaced.test(text)) {
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
  const hasUnspaced = unspaced.test(text);
  const next = new RegExp(word);
  let count = 0;
  let unspacedChars = 0;
  // Counts without collecting: texts are long, and this is asked often.
  for (let start = 0; next.test(text); start = next.lastIndex) {
    if (!hasUnspaced) count++;
    else {
      const part = text.slice(start, next.lastIndex);
      if (unspaced.test(part)) unspacedChars += part.match(unspacedAll)?.length ?? 0;
      else count++;
    }
  }
  return count + Math.ceil(unspacedChars / 2);
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
