// The sentences of documents that can stand alone in a briefing, each with its terms and place.
import type { BriefingDocument } from "../document.ts";
import { limits } from "../limits.ts";
import { isFurniture } from "../read/boilerplate.ts";
import { cleanLine, shorten } from "../text/clean.ts";
import { sentencesOf } from "../text/sentences.ts";
import { baseLanguage } from "../text/stopwords.ts";
import { termsOf } from "../text/terms.ts";
import { countWords } from "../text/words.ts";

export type Candidate = {
  text: string;
  words: number;
  terms: string[];
  /** Index of its document in the list given. */
  document: number;
  /** Place among the document's sentences, from 0. */
  position: number;
  /** It points at a sentence before it, and should not open an item. */
  leansOnContext: boolean;
};

const fewestWords = 5;
const mostWords = 60;
/** Of what is no sentence, in characters. */
const longestQuote = 300;
const sentenceEnd = /[.!?…。！？｡؟۔।॥։][\p{Pe}\p{Pf}"'”’»」』]*$/u;
/** "LONDON (Newswire) – ", "BERLIN, 3 Nov. — ": where a text was written, not what it says. */
const dateline =
  /^(?:\p{Lu}[\p{Lu}\s.'’-]{2,30}(?:,\s[^—–(-]{2,30})?\s?(?:\([^)]{2,30}\)\s?)?[—–-]+\s|\p{Lu}[\p{L}\s.'’-]{2,30}\s\([^)]{2,30}\)\s[—–-]\s)/u;

/** How sentences begin that need the one before; only of languages in which the first word tells. */
const leaning: Record<string, RegExp> = {
  en: /^(?:he|she|it|they|we|i|you|this|that|these|those|his|her|its|their|such|but|and|or|so|yet|however|meanwhile|also|still|then|instead|moreover|nevertheless|nonetheless|therefore|thus|both|another|others?|here|there|in (?:addition|contrast|turn)|as a result|for example|at the same time|by contrast|on the other hand|the (?:latter|former|two|same)|what|which|who|(?:[\w-]+ ){1,3}of (?:them|these|those|which|whom))\b/i,
  de: /^(?:er|sie|es|wir|ich|dies|diese[rsmn]?|das|dabei|damit|dadurch|daher|deshalb|dennoch|doch|aber|und|oder|auch|außerdem|zudem|so|dann|dort|hier|jedoch|allerdings|beide|sein|seine|ihre?|trotzdem|gleichzeitig|demnach|darüber hinaus)[\s,]/i,
  fr: /^(?:il|elle|ils|elles|nous|je|on|ce|cela|cette|cet|ces|celui|celle|ceux|mais|et|ou|aussi|cependant|toutefois|pourtant|ainsi|puis|ensuite|alors|de plus|en outre|par ailleurs|son|sa|ses|leurs?|les deux|là|c['’]est)[\s,]/i,
  es: /^(?:él|ella|ellos|ellas|esto|este|esta|estos|estas|ese|esa|eso|su|sus|pero|y|o|también|además|sin embargo|así|entonces|luego|por (?:ello|eso|otra parte)|ambos|ambas|allí|aquí|no obstante)[\s,]/i,
  it: /^(?:egli|lui|lei|essi|loro|questo|questa|questi|queste|quello|suo|sua|ma|e|o|anche|inoltre|tuttavia|così|poi|quindi|entrambi)[\s,]/i,
  pt: /^(?:ele|ela|eles|elas|isto|isso|este|esta|esse|essa|seu|sua|mas|e|ou|também|além disso|no entanto|assim|então|depois|ambos)[\s,]/i,
  ru: /^(?:он|она|оно|они|мы|я|это|этот|эта|эти|его|её|ее|их|но|а|и|или|также|однако|поэтому|затем|там|здесь|кроме того|при этом|тем не менее|оба)[\s,]/i,
  ja: /^(?:これ|それ|この|その|彼|また|しかし|一方|さらに|そして|ただし|なお|同|両)/,
  zh: /^(?:他|她|它|这|该|其|但|而|同时|此外|然而|不过|另外|因此|并)/,
  ar: /^(?:وهو|وهي|هو|هي|هذا|هذه|ذلك|لكن|كما|وأضاف|وقال|وأكد|وأوضح)/,
};

type Found = Pick<Candidate, "text" | "words" | "document" | "position"> & { language: string | undefined };

/** Sentences in document order; when nothing looks like a whole sentence, what there is. */
export function findCandidates(
  documents: Pick<BriefingDocument, "text" | "title" | "language">[],
): Candidate[] {
  const common = commonLines(documents);
  const all: Found[] = [];
  const seen = new Set<string>();
  for (const [document, { text, language }] of documents.entries()) {
    const lines = text.split("\n").filter((line) => !common.has(line));
    for (const { text: sentence, ...rest } of quotable(sentencesOf(lines.join("\n"), language))) {
      const key = sentence.toLowerCase();
      if (seen.has(key)) continue;
      seen.add(key);
      all.push({ text: sentence, ...rest, document, language });
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

function toCandidate({ language, ...found }: Found): Candidate {
  const base = baseLanguage(language) || "en";
  const leans = Object.hasOwn(leaning, base) ? leaning[base] : undefined;
  return { ...found, terms: termsOf(found.text, language), leansOnContext: leans?.test(found.text) ?? false };
}

type Quotable = Pick<Found, "text" | "words" | "position">;

/** Good sentences; where a text has none, short or unfinished ones; at the last whatever says something. */
function quotable(sentences: string[]): Quotable[] {
  const all = sentences.map((sentence, position): Quotable => {
    const text = cleanLine(sentence).replace(dateline, "");
    return { text, words: countWords(text), position };
  });
  const sound = all.filter(
    ({ text, words }) => words > 0 && words <= mostWords && !isBroken(text) && !isFurniture(text, words),
  );
  const good = sound.filter(({ text, words }) => words >= fewestWords && sentenceEnd.test(text));
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
