// Weighs whether two reports that use the same words tell of the same thing: by the numbers and names in them, and by what their headlines put in one place.
import type { BriefingDocument } from "./document.ts";
import { nameKey, type Specifics, specificsOf, weigh } from "./specifics.ts";
import { termsOf } from "./text/terms.ts";
import { wordsOf } from "./text/words.ts";

export type Report = {
  document: BriefingDocument;
  specifics: Specifics;
  leadSpecifics: Specifics;
  titleSpecifics: Specifics;
  titleWords: string[];
  titleTerms: string[];
  /** The term of the headline's first word, where the text writes that with a capital too: it may be a name. */
  firstTerm: string | undefined;
  terms: Set<string>;
};

const openingChars = 1_200;
/** What a report is about it says at its beginning. */
const leadChars = 200;
/** As if every report named this much more, of which the usual share is found: a single name proves little. */
const assumed = { weight: 2, share: 0.6 };
/** The factor for reports that name the same, and for those that name nothing of each other's. */
const most = 1.05;
const least = 0.2;
/** Headlines of one form share half of their words in one order; with more the rest must be what differs. */
const oneForm = { half: 0.5, nearlyAll: 0.75 };

export function toReport(document: BriefingDocument): Report {
  const { title, language } = document;
  const text = `${title}. ${document.text.slice(0, openingChars)}`;
  const specifics = specificsOf(text, language);
  const titleWords = wordsOf(title, language);
  const inTitle = new Set(titleWords.map((word) => nameKey(word, language)));
  return {
    document,
    specifics,
    titleSpecifics: new Map(
      [...specifics].filter(([name]) => inTitle.has(name)).concat([...specificsOf(title, language)]),
    ),
    leadSpecifics: specificsOf(`${title}. ${document.text.slice(0, leadChars)}`, language),
    titleWords,
    titleTerms: termsOf(title, language),
    firstTerm: firstNameIn(document),
    terms: new Set(termsOf(text, language)),
  };
}

/** How much of what each names at its beginning the other names too: a factor about 1. */
export function agreement(a: Report, b: Report): number {
  const named = weigh(a.leadSpecifics) + weigh(b.leadSpecifics);
  const found = foundIn(a.leadSpecifics, b) + foundIn(b.leadSpecifics, a);
  const share = (found + assumed.weight * assumed.share) / (named + assumed.weight);
  return Math.min(most, Math.max(least, (share / assumed.share) ** 2));
}

function foundIn(specifics: Specifics, other: Report): number {
  return weigh([...specifics].filter(([name]) => other.specifics.has(name)));
}

/** Headlines of one form that put different things into it: "Kestrel 2.4 released", "Marlin 2.4 released". */
export function tellsOther(a: Report, b: Report): boolean {
  const shared = sharedShare(a.titleWords, b.titleWords);
  if (shared < oneForm.half) return false;
  if (hasOwn(a, b) && hasOwn(b, a)) return true;
  const differ = hasOwnTerm(a, b) && hasOwnTerm(b, a);
  return differ && (shared >= oneForm.nearlyAll || !nameTheSame(a, b));
}

function nameTheSame(a: Report, b: Report): boolean {
  const shorter = Math.min(weigh(a.specifics), weigh(b.specifics));
  return foundIn(a.specifics, b) >= assumed.share * shorter;
}

/** Words that both headlines have in one order, of the shorter. */
function sharedShare(a: string[], b: string[]): number {
  let before = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const row = [0];
    for (const [index, other] of b.entries())
      row.push(word === other ? (before[index] ?? 0) + 1 : Math.max(row[index] ?? 0, before[index + 1] ?? 0));
    before = row;
  }
  const shared = before.at(-1) ?? 0;
  return shared < 2 ? 0 : shared / Math.min(a.length, b.length);
}

/** Its headline has a number or a name that the other report has nowhere. */
function hasOwn({ titleSpecifics, firstTerm }: Report, other: Report): boolean {
  if (firstTerm !== undefined && !other.terms.has(firstTerm)) return true;
  return [...titleSpecifics].some(([name, weight]) => weight > 0 && !other.specifics.has(name));
}

function firstNameIn({ title, text, language }: BriefingDocument): string | undefined {
  const first = /^\p{Lu}[\p{L}\p{M}]+/u.exec(title)?.[0];
  if (first === undefined || !text.slice(0, openingChars).includes(first)) return undefined;
  return termsOf(first, language)[0];
}

function hasOwnTerm({ titleTerms }: Report, other: Report): boolean {
  return titleTerms.some((term) => !other.terms.has(term));
}
