// The sentences of documents that can stand alone in a briefing, each with its terms and place.
import type { BriefingDocument } from "../document.ts";
import { limits } from "../limits.ts";
import { isFurniture } from "../read/boilerplate.ts";
import { cleanLine, shorten } from "../text/clean.ts";
import { sentencesOf, withoutHeading } from "../text/sentences.ts";
import { termsOf } from "../text/terms.ts";
import { countWords } from "../text/words.ts";
import { isFirstPerson, pointsBack } from "./leaning.ts";
import { isUnspoken } from "./unspoken.ts";

export type Candidate = {
  text: string;
  words: number;
  terms: string[];
  /** Index of its document in the list given. */
  document: number;
  /** Place among the document's sentences, from 0. */
  position: number;
  /** 0 to 1: how many of its title's terms it has. */
  titleShare: number;
  /** It points at a sentence before it, and should not open an item. */
  leansOnContext: boolean;
  /** The writer speaks of himself. */
  isFirstPerson: boolean;
  /** BCP 47, when known. */
  language: string | undefined;
};

const fewestWords = 5;
const mostWords = 60;
/** Some languages and papers put everything into the first sentence. */
const mostWordsOfFirst = 80;
/** Eighty words of any language fit in. A "word" of a thousand letters would fill the page of whoever reads it. */
const mostCharacters = 1_000;
/** Of what is no sentence, in characters. */
const longestQuote = 300;
/** The rest stands on the page that an excerpt leads to. */
const cutOff = /(?:…|\.\.\.)[\p{Pe}\p{Pf}"'”’»」』]*$/u;
const sentenceEnd = /[.!?…。！？｡؟۔।॥։][\p{Pe}\p{Pf}"'”’»」』]*$/u;
/** "LONDON (Newswire) – ", "BERLIN, 3 Nov. — ": where a text was written, not what it says. */
const dateline =
  /^(?:\p{Lu}[\p{Lu}\s.'’-]{2,30}(?:,\s[^—–(-]{2,30})?\s?(?:\([^)]{2,30}\)\s?)?[—–-]+\s|\p{Lu}[\p{L}\s.'’-]{2,30}\s\([^)]{2,30}\)\s[—–-]+\s|[^()\n]{0,40}\((?:\p{Lu}{2,10}|Reuters|Bloomberg)\)\s*[—–-]+\s)/u;

type Found = Pick<Candidate, "text" | "words" | "document" | "position" | "language"> & {
  titleTerms: Set<string>;
};

/** Sentences in document order; when nothing looks like a whole sentence, what there is. */
export function findCandidates(
  documents: Pick<BriefingDocument, "text" | "title" | "language">[],
): Candidate[] {
  const common = commonLines(documents);
  const all: Found[] = [];
  const seen = new Set<string>();
  for (const [document, { text, title, language }] of documents.entries()) {
    const titleTerms = new Set(termsOf(title, language));
    const lines = text.split("\n").filter((line) => !common.has(line));
    const sentences = sentencesOf(lines.join("\n"), language).map((line) => withoutHeading(line, title));
    for (const { text: sentence, ...rest } of quotable(sentences)) {
      const key = sentence.toLowerCase();
      if (seen.has(key)) continue;
      seen.add(key);
      all.push({ text: sentence, ...rest, document, language, titleTerms });
    }
  }
  return mostEarly(all).map(toCandidate);
}

/** Too many to compare with each other: what stands first in its text stays. */
function mostEarly(all: Found[]): Found[] {
  if (all.length <= limits.write.sentences) return all;
  const last = all.map(({ position }) => position).toSorted((a, b) => a - b)[limits.write.sentences] ?? 0;
  return all.filter(({ position }) => position < last);
}

function toCandidate({ titleTerms, ...found }: Found): Candidate {
  const { language } = found;
  const terms = termsOf(found.text, language);
  const own = new Set(terms);
  const inTitle = [...titleTerms].filter((term) => own.has(term)).length;
  return {
    ...found,
    terms,
    titleShare: titleTerms.size === 0 ? 0 : inTitle / titleTerms.size,
    leansOnContext: pointsBack(found.text, language),
    isFirstPerson: isFirstPerson(found.text, language),
  };
}

/** "She thanked them" says something else behind another sentence: what needs its context is not taken out of it. */
export function standingAlone(candidates: Candidate[]): { candidates: Candidate[]; areSound: boolean } {
  const standing = candidates.filter((candidate) => !candidate.leansOnContext);
  const sound = standing.filter((candidate) => !candidate.isFirstPerson);
  if (sound.length > 0) return { candidates: sound, areSound: true };
  return { candidates: standing.length > 0 ? standing : candidates, areSound: false };
}

type Quotable = Pick<Found, "text" | "words" | "position">;

/** Good sentences; where a text has none, short or unfinished ones; at the last whatever says something. */
function quotable(sentences: string[]): Quotable[] {
  const all = sentences.map((sentence, position): Quotable => {
    const text = cleanLine(sentence).replace(dateline, "");
    return { text, words: countWords(text), position };
  });
  const sound = all.filter(
    ({ text, words, position }) =>
      words > 0 &&
      words <= (position === 0 ? mostWordsOfFirst : mostWords) &&
      text.length <= mostCharacters &&
      !isBroken(text) &&
      !isFurniture(text) &&
      !isUnspoken(text),
  );
  const good = sound.filter(
    ({ text, words }) => words >= fewestWords && sentenceEnd.test(text) && !cutOff.test(text),
  );
  if (good.length > 0) return good;
  if (sound.length > 0) return sound;
  return all
    .filter(({ words }) => words > 0)
    .map((sentence) => ({ ...sentence, text: shorten(sentence.text, longestQuote) }));
}

/** Half of a quotation, a line of a table or a list of links: what segmenting left over. */
function isBroken(text: string): boolean {
  const quotes = text.match(/["]/g)?.length ?? 0;
  const opened = (text.match(/[“«「『„]/g)?.length ?? 0) - (text.match(/[”»」』]/g)?.length ?? 0);
  const letters = text.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
  return (
    quotes % 2 === 1 ||
    Math.abs(opened) > (/[„]/.test(text) ? 2 : 0) ||
    letters < text.length / 2 ||
    /https?:\/\/|www\./.test(text)
  );
}

/** Lines that stand in several documents of one list are furniture of their sites, in whatever language. */
function commonLines(documents: { text: string }[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { text } of documents)
    for (const line of new Set(text.split("\n"))) counts.set(line, (counts.get(line) ?? 0) + 1);
  const common = new Set<string>();
  for (const [line, count] of counts) if (count >= 3 && count > documents.length / 4) common.add(line);
  return common;
}
