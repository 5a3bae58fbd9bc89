// Holds what a model wrote against the sources that it cites: ids that exist, words that stand there and bear on the claim, quotes, names and numbers.
import type { BriefingDocument } from "../document.ts";
import { cleanLine } from "../text/clean.ts";
import { quotations } from "../text/quotations.ts";
import { baseLanguage } from "../text/stopwords.ts";
import { termsOf } from "../text/terms.ts";
import { countWords } from "../text/words.ts";
import { dateForms } from "./date-forms.ts";
import { numbersIn, numbersOfSource } from "./numbers.ts";

type Claim = { text: string; source_ids: number[] };
type Source = {
  text: string;
  outlet: string;
  numbers: Set<string>;
  dates: string[];
  language: string | undefined;
};

export type ClaimChecker = {
  /** The claim with its citations, or nothing when a check fails; failures are counted. */
  check(claim: Claim & { evidence: string }): { text: string; sources: number[] } | undefined;
  /** For what sums claims up, as a title does: no words of a source are asked for. */
  checkHeading(claim: Claim): { text: string; sources: number[] } | undefined;
  dropped(): number;
};

/** `language` is what the claims are written in. A source's own date may be named, and so may today's. */
export function createClaimChecker(
  documents: BriefingDocument[],
  { now, language }: { now: number; language: string },
): ClaimChecker {
  const known = new Map(documents.map((document) => [document.id, toSource(document, now)]));
  let dropped = 0;
  const check = (claim: Claim, hasGrounds: (text: string, cited: Source[]) => boolean) => {
    const text = cleanLine(claim.text);
    const sources = [...new Set(claim.source_ids)];
    const cited = sources.flatMap((id) => known.get(id) ?? []);
    const areThere = cited.length === sources.length && cited.length > 0;
    if (areThere && text !== "" && isBorneOut(text, cited) && hasGrounds(text, cited))
      return { text, sources };
    dropped++;
    return undefined;
  };
  return {
    dropped: () => dropped,
    check: (claim) => check(claim, (text, cited) => restsOn(claim.evidence, { text, language }, cited)),
    checkHeading: (claim) => check(claim, () => true),
  };
}

function toSource(
  { title, text, publisher, author, publishedAt, language }: BriefingDocument,
  now: number,
): Source {
  const whole = `${title}\n${text}`;
  const numbers = numbersOfSource(whole, language);
  const instants = publishedAt === undefined ? [now] : [publishedAt, now];
  for (const instant of instants) numbers.add(String(new Date(instant).getUTCFullYear()));
  const outlet = normalize(`${publisher} ${author ?? ""}`);
  return { text: normalize(whole), outlet, numbers, dates: instants.flatMap(dateForms), language };
}

const fewestWords = 3;

/** The evidence stands word for word in a cited source, is about what the claim is about, and names nobody else. */
function restsOn(
  evidence: string,
  { text, language }: { text: string; language: string },
  cited: Source[],
): boolean {
  const words = normalize(cleanLine(evidence)).replace(/^[\s"'.,;:!?…]+|[\s"'.,;:!?…。，]+$/g, "");
  if (countWords(words) < fewestWords) return false;
  const source = cited.find((candidate) => partsOf(words).every((part) => candidate.text.includes(part)));
  if (source === undefined) return false;
  // In another language the claim has other words and may write names otherwise.
  if (baseLanguage(language) !== baseLanguage(source.language)) return true;
  return sharesSubject(words, text, source.language) && namesStand(text, cited, source.language);
}

/** Words that a claim was copied beside, and has nothing to do with, bear nothing out. */
function sharesSubject(evidence: string, text: string, language: string | undefined): boolean {
  const terms = new Set(termsOf(normalize(text), language));
  return terms.size === 0 || termsOf(evidence, language).some((term) => terms.has(term));
}

/** Letters of a name that must stand in a source: endings change. */
const nameStem = 4;
/** Capitals that are no names of their own: days, months, and whose they are, as in "French" of France. */
const calendar =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^(?:january|february|march|april|may|june|july|august|september|october|november|december)$|(?:ish|ese|ian|ch|iss|eek)$/i;

/** People, places and companies that no cited source knows were made up. German writes every noun with a capital. */
function namesStand(text: string, cited: Source[], language: string | undefined): boolean {
  if (baseLanguage(language) === "de") return true;
  const names = text.match(/(?<=[\p{Ll}\p{N},;]\s)\p{Lu}\p{Ll}{2,}/gu) ?? [];
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  // A headline in capitals has no names that could be told.
  if (names.length > words.length / 2) return true;
  return names.every((name) => {
    if (calendar.test(name)) return true;
    const stem = normalize(name).slice(0, Math.max(nameStem, name.length - 3));
    return cited.some((source) => source.text.includes(stem) || source.outlet.includes(stem));
  });
}

function isBorneOut(text: string, cited: Source[]): boolean {
  // A model that writes addresses was told to by a source.
  if (/https?:|www\.|\]\(/i.test(text)) return false;
  const quotesStand = quotesIn(text).every((quote) => cited.some((source) => source.text.includes(quote)));
  const dates = cited.flatMap((source) => source.dates);
  const undated = dates.reduce((rest, date) => rest.replaceAll(date, " "), text.toLowerCase());
  const numbersStand = numbersIn(undated).every((values) =>
    cited.some(({ numbers }) => values.some((value) => numbers.has(value))),
  );
  return quotesStand && numbersStand;
}

function quotesIn(text: string): string[] {
  return [...text.matchAll(quotations)].flatMap((match) => {
    const quote = normalize(match.slice(1).find((group) => group !== undefined) ?? "").replace(
      /^[\s.,;:!?…]+|[\s.,;:!?…。，]+$/g,
      "",
    );
    return partsOf(quote);
  });
}

/** An ellipsis joins two parts of what was said. */
function partsOf(quote: string): string[] {
  return quote.split(/\s*(?:\[?…\]?|\.\.\.)\s*/).filter((part) => part !== "");
}

/** Letters decide, not the kind of quotation mark, dash or space, nor a bracketed capital: "[T]he". */
function normalize(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‐‑‒–—−]/g, "-")
    .replace(/\[(\p{L}+)\]/gu, "$1")
    .replace(/\s+/g, " ");
}
