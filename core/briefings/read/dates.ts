// Reads the dates that feeds and pages write: ISO 8601, RFC 822, and what people make of them in their languages. Never in the machine's own time zone.
import { monthBeginning, monthOf } from "./month-names.ts";
import { zoneOffsetMs } from "./time-zones.ts";

const earliest = Date.UTC(1990, 0, 1);
const mostChars = 120;

type Day = { year: number; month: number; day: number };
/** What stands before and behind the time of day. */
type Split = { date: string; hour: number; minute: number; second: number; zone: string };

/**
 * Milliseconds since the epoch, or nothing. A time without a zone counts as UTC. `language` (BCP 47) decides what is
 * ambiguous: the order of day and month in 03/11/2026, and names that two languages use for different months.
 */
export function parseDate(value: string | undefined, language?: string): number | undefined {
  const text = inAsciiDigits(value ?? "")
    .replace(/[\u200e\u200f\u061c]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  if (text === "" || text.length > mostChars) return undefined;
  // Seconds or milliseconds since the epoch.
  const sinceEpoch = /^(\d{10})(\d{3})?$/.exec(text);
  if (sinceEpoch !== null) return Number(sinceEpoch[1]) * 1_000 + Number(sinceEpoch[2] ?? 0);
  const compact = /^(\d{4})(-?)(\d{2})\2(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(?![:\d])(.*))?$/i.exec(text);
  const [, year, , month, dayOfMonth, hours, minutes, seconds = "00", rest] = compact ?? [];
  const clock = hours === undefined ? "" : ` ${hours}:${minutes}:${seconds}${rest}`;
  const spelled = compact === null ? text : `${year}-${month}-${dayOfMonth}${clock}`;
  const { date, hour, minute, second, zone } = splitTime(spelled);
  const day = readDay(date, { language, hasMeridiem: /\b[ap]\.?m\b/i.test(text) });
  if (day === undefined || hour > 24 || minute > 59 || second > 60) return undefined;
  const local = Date.UTC(day.year, day.month, day.day, hour, minute, second);
  return Date.UTC(day.year, day.month, day.day) < earliest ? undefined : local - zoneOffsetMs(zone, local);
}

/** Arabic, Persian, Devanagari and other digits, and full-width forms. */
function inAsciiDigits(text: string): string {
  return text.normalize("NFKC").replace(/[^\p{ASCII}]/gu, (char) => {
    if (!/\p{Nd}/u.test(char)) return char;
    // The digits of a script stand in a row that begins at a multiple of ten, counted from the row's own zero.
    let zero = char.codePointAt(0) ?? 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && (char.codePointAt(0) ?? 0) - zero < 9) zero--;
    return String((char.codePointAt(0) ?? 0) - zero);
  });
}

const time =
  /(?:^|[\sT,(])(午前|午後|上午|下午|오전|오후)?\s?(\d{1,2})(?:\s?[:h時时시.]\s?(\d{2})(?!\d)(?:\s?[:分분.]\s?(\d{2})(?!\d)(?:[.,]\d+)?)?[秒초分분]?)?\s?(a\.?\s?m\b\.?|p\.?\s?m\b\.?)?(?![\d./年년월月日일]|\.\d|-(?!(?:0\d|1[0-4])(?::?[0-5]\d)?(?!\d)))/giu;

/** Finds the time of day: with a colon, with "h", or with "am" and "pm". */
function splitTime(text: string): Split {
  // "am" must end there: "10:30 America/Denver" names a zone.
  for (const match of text.matchAll(time)) {
    const [whole, asian, hours, minutes, seconds, meridiem] = match;
    const isTime = minutes !== undefined || asian !== undefined || meridiem !== undefined;
    if (!isTime || Number(hours) > 24 || isPartOfDate(text, match.index, whole)) continue;
    const isAfternoon = /^p|午後|下午|오후/i.test(meridiem ?? asian ?? "");
    const isTwelveHours = meridiem !== undefined || asian !== undefined;
    const hour = isTwelveHours ? (Number(hours) % 12) + (isAfternoon ? 12 : 0) : Number(hours);
    const rest = text.slice(match.index + whole.length);
    // asctime ends with the year: "Tue Nov  3 10:14:00 UTC 2026".
    const year = /(?:^|\s)((?:19|20)\d{2})\s*$/.exec(rest)?.[1] ?? "";
    const before = text.slice(0, match.index);
    const hasYear = /\d{4}/.test(before);
    const isDateBehind = !/\d/.test(before) && /\d{4}/.test(rest);
    return {
      date: isDateBehind ? rest : `${before} ${hasYear ? "" : year}`,
      hour,
      minute: Number(minutes ?? 0),
      second: Number(seconds ?? 0),
      zone: isDateBehind ? "" : rest.replace(/^\s*(?:uhr|h|hrs?|o'clock)\b/i, "").trim(),
    };
  }
  return { date: text, hour: 0, minute: 0, second: 0, zone: "" };
}

/** "03.11" of "03.11.2026" is no time. "-0500" behind a time is its zone. */
function isPartOfDate(text: string, index: number, whole: string): boolean {
  const rest = text.slice(index + whole.length);
  const isZone = whole.includes(":") && /^\s?-(?:0\d|1[0-4])(?::?[0-5]\d)?(?!\d)/.test(rest);
  return !isZone && /^\s?[./-]\d/.test(rest);
}

function readDay(
  text: string,
  hints: { language: string | undefined; hasMeridiem: boolean },
): Day | undefined {
  const day = readNumericDay(text, hints) ?? readNamedDay(text, hints.language);
  if (day === undefined) return undefined;
  const date = new Date(Date.UTC(day.year, day.month, day.day));
  // The 31st of April is no date.
  return date.getUTCMonth() === day.month && date.getUTCDate() === day.day ? day : undefined;
}

function readNumericDay(
  text: string,
  hints: { language: string | undefined; hasMeridiem: boolean },
): Day | undefined {
  const yearFirst = /(?:^|\D)((?:19|20|25)\d{2})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)/.exec(
    text,
  );
  if (yearFirst !== null)
    return { year: fullYear(yearFirst[1] ?? ""), month: Number(yearFirst[2]) - 1, day: Number(yearFirst[3]) };
  const yearLast = /(?:^|[^\d])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)/.exec(text);
  if (yearLast === null) return undefined;
  const [, first, separator, second, year] = yearLast;
  const [a, b] = [Number(first), Number(second)];
  const isMonthFirst = b > 12 || (a <= 12 && separator === "/" && writesMonthFirst(hints));
  return { year: fullYear(year ?? ""), month: (isMonthFirst ? a : b) - 1, day: isMonthFirst ? b : a };
}

/** Only Americans do, and they count hours to twelve. */
function writesMonthFirst({
  language,
  hasMeridiem,
}: {
  language: string | undefined;
  hasMeridiem: boolean;
}): boolean {
  if (language === undefined) return hasMeridiem;
  return /^en(?:-us|-ph)?$/i.test(language.replace("_", "-"));
}

function readNamedDay(text: string, language: string | undefined): Day | undefined {
  // Vietnamese counts its months: "3 tháng 11 năm 2026".
  const counted = /(?:tháng|thg)\s?(\d{1,2})\b/iu.exec(text);
  const words = text.replace(counted?.[0] ?? "", " ").match(/[\p{L}\p{M}’']+\.?|\d+/gu) ?? [];
  const numbers = words.filter((word) => /^\d+$/.test(word));
  const year = numbers.find((word) => word.length === 4) ?? numbers[1];
  const day = numbers.find(
    (word) => word.length <= 2 && Number(word) >= 1 && Number(word) <= 31 && word !== year,
  );
  if (year === undefined || day === undefined || numbers.length > 2) return undefined;
  const names = words.filter((word) => !/^\d/.test(word));
  const month = counted === null ? monthAmong(names, language) : Number(counted[1]) - 1;
  return month === undefined ? undefined : { year: fullYear(year), month, day: Number(day) };
}

/** Days of the week may be called like months ("mar." is Tuesday and March): the last name that is a month counts. */
function monthAmong(words: string[], language: string | undefined): number | undefined {
  // Each word on its own, then the names of two words, such as "كانون الثاني".
  for (const size of [1, 2]) {
    for (let at = words.length - size; at >= 0; at--) {
      const month = monthOf(words.slice(at, at + size).join(" "), language);
      if (month !== undefined) return month;
    }
  }
  // Then what is shorter than the usual abbreviation: "ноя" for "нояб.".
  for (const word of words.toReversed()) {
    const month = monthBeginning(word, language);
    if (month !== undefined) return month;
  }
  return undefined;
}

/** RFC 2822: two digits up to 49 are of this century. */
function fullYear(text: string): number {
  const year = Number(text);
  // Thailand counts from the Buddha's death.
  if (text.length > 2) return year >= 2400 ? year - 543 : year;
  return year < 50 ? 2000 + year : 1900 + year;
}
