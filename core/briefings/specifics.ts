// Finds what a report names that others of its kind do not: numbers, and names of people, places and things.

import { baseLanguage, stopwordsOf } from "./text/stopwords.ts";
import { numbersOfSource } from "./write/numbers.ts";

/** How much each says: a small number stands in many reports by chance. */
export type Specifics = Map<string, number>;

/** Names are declined in these languages: "Toruń, w Toruniu", «Зенит», «Зенитом». */
const declining = /^(?:ru|uk|be|bg|sr|hr|bs|sl|mk|pl|cs|sk|lt|lv|et|fi|hu|el|tr|la|is|ga)$/;
/** Capitals within a sentence. At its beginning a capital says nothing, unless a second one follows. */
const within =
  /(?<=[\p{Ll}\p{N},;:]\s["“«„»‘'(]?)\p{Lu}[\p{L}\p{M}\p{N}]+|\p{Lu}[\p{L}\p{M}]+(?=\s\p{Lu}\p{Ll})|(?<=[«“„]\s?)\p{Lu}[\p{L}\p{M}]+/gu;
/** German writes every noun with a capital; a name follows its preposition without an article, or a first name. */
const germanNames =
  /(?<=(?<!\p{L})(?:in|bei|aus|nach|von|Richtung|zwischen|und|mit|für|gegen)\s)\p{Lu}\p{Ll}+|\p{Lu}\p{Ll}+(?=\s\p{Lu}\p{Ll})|(?<=\p{Lu}\p{Ll}+\s)\p{Lu}\p{Ll}+/gu;
/** "A7", "CVE", "BCE", "HTTP/3": letters and digits, or capitals only. */
const codes = /(?<![\p{L}\p{N}])(?:\p{Lu}{2,6}|\p{Lu}{1,3}-?\d{1,4}|\d+\.\d+(?:\.\d+)+)(?![\p{L}\p{N}])/gu;

export function specificsOf(text: string, language: string | undefined): Specifics {
  const found: Specifics = new Map();
  for (const number of numbersOfSource(text, language)) found.set(number, weightOf(Number(number)));
  for (const name of namesIn(text, language)) found.set(name, 1);
  return found;
}

function namesIn(text: string, language: string | undefined): string[] {
  const stopwords = stopwordsOf(language ?? "en");
  const pattern = baseLanguage(language) === "de" ? germanNames : within;
  const names = [...(text.match(pattern) ?? []), ...(text.match(codes) ?? [])].filter(
    (name) => !isOfCalendar(name, language) && !stopwords.has(name.toLowerCase()),
  );
  return names.map((name) => nameKey(name, language));
}

/** What the forms of one name share. */
export function nameKey(name: string, language: string | undefined): string {
  const plain = name.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ł", "l");
  return plain.slice(0, declining.test(baseLanguage(language)) ? 4 : 6);
}

function weightOf(value: number): number {
  if (!Number.isInteger(value)) return 1;
  if (value <= 2) return 0;
  if (value <= 12) return 0.5;
  return value >= 1990 && value <= 2040 ? 0.25 : 1;
}

const calendars = new Map<string, Set<string>>();

/** Days and months, which English writes with a capital. */
function isOfCalendar(name: string, language: string | undefined): boolean {
  const key = baseLanguage(language) || "en";
  let words = calendars.get(key);
  if (words === undefined) {
    const days = new Intl.DateTimeFormat(key, { weekday: "long", timeZone: "UTC" });
    const months = new Intl.DateTimeFormat(key, { month: "long", timeZone: "UTC" });
    const names = Array.from({ length: 12 }, (_, at) => [
      days.format(Date.UTC(2026, 0, at + 1)),
      months.format(Date.UTC(2026, at, 1)),
    ]);
    words = new Set(names.flat().map((word) => word.toLowerCase()));
    calendars.set(key, words);
  }
  return words.has(name.toLowerCase());
}

export function weigh(specifics: Iterable<[string, number]>): number {
  let sum = 0;
  for (const [, weight] of specifics) sum += weight;
  return sum;
}
