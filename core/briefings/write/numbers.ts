// Finds the numbers of a text by value, however they are written: 38,000 = 38 000 = 38.000, 3.5 million = 3,500,000, and in sources nine = 9.
import { baseLanguage } from "../text/stopwords.ts";

const scales: [pattern: RegExp, factor: number][] = [
  [/^(?:mil millones|thousand million)/i, 1e9],
  [/^(?:thousand|k\b|tausend|mille\b|mil\b|mila\b|duizend|tusen|tys|тыс|千)/iu, 1e3],
  [/^(?:万|萬|만)/u, 1e4],
  [
    /^(?:million|millones|millón|milion|milhõ|milhão|miljoen|miljon|mio\b|mn\b|mln\b|млн|миллион|百万|m\b)/iu,
    1e6,
  ],
  [/^(?:亿|億|억)/u, 1e8],
  [/^(?:billion|milliard|miliard|mrd\b|bn\b|bilhõ|bilhão|miljard|млрд|миллиард)/iu, 1e9],
];
/** Thousands in groups, else with one point or comma, else plain. */
const digits = /(?<!\d)\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?/g;
/** Digits of other scripts, by the code point of their zero. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

/** For each number of a text the values that it may stand for: "1.234" is a thousand and some, or one and some. */
export function numbersIn(text: string): string[][] {
  const plain = withPlainDigits(text);
  return [...plain.matchAll(digits)].map((match) => {
    const factor = scaleBehind(plain, match.index + match[0].length);
    return readings(match[0]).map((value) => canonical(value * factor));
  });
}

/** All values that a source has, in digits or in words. */
export function numbersOfSource(text: string, language: string | undefined): Set<string> {
  const found = new Set(numbersIn(text).flat());
  const values = wordValues(baseLanguage(language));
  if (values.size === 0) return found;
  const words = [...values.keys()].toSorted((a, b) => b.length - a.length).join("|");
  const isHan = values.has("一");
  const pattern = new RegExp(isHan ? words : `(?<![\\p{L}-])(?:${words})(?!\\p{L})`, "giu");
  for (const match of text.matchAll(pattern)) {
    const value = values.get(match[0].toLowerCase()) ?? 0;
    found.add(canonical(value)).add(canonical(value * scaleBehind(text, match.index + match[0].length)));
  }
  return found;
}

function readings(written: string): number[] {
  const compact = written.replace(/['’\u00a0\u202f ]/g, "");
  const separators = compact.match(/[.,]/g) ?? [];
  const last = separators.at(-1);
  if (last === undefined) return [Number(compact)];
  const at = compact.lastIndexOf(last);
  const decimal = Number(`${compact.slice(0, at).replace(/[.,]/g, "")}.${compact.slice(at + 1)}`);
  const isGrouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(compact) && new Set(separators).size === 1;
  if (!isGrouped) return [decimal];
  const grouped = Number(compact.replace(/[.,]/g, ""));
  // Three digits behind a comma are a group nearly everywhere; behind a point they may be decimals, but not three noughts.
  const isSurelyGrouped = separators.length > 1 || last === "," || compact.endsWith("000");
  return isSurelyGrouped ? [grouped] : [grouped, decimal];
}

function scaleBehind(text: string, at: number): number {
  const next = text.slice(at, at + 20).replace(/^[\s\u00a0-]+/, "");
  return scales.find(([pattern]) => pattern.test(next))?.[1] ?? 1;
}

function canonical(value: number): string {
  return String(Number(value.toPrecision(12)));
}

function withPlainDigits(text: string): string {
  return text.normalize("NFKC").replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0;
    const zero = zeros.find((candidate) => point >= candidate && point < candidate + 10);
    return zero === undefined ? digit : String(point - zero);
  });
}

/** From nought. */
const cardinals: Record<string, string> = {
  en: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
  de: "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
  fr: "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
  es: "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte",
  it: "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti",
  pt: "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove vinte",
  nl: "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig",
  ru: "ноль один два три четыре пять шесть семь восемь девять десять",
  zh: "〇 一 二 三 四 五 六 七 八 九 十",
  ja: "〇 一 二 三 四 五 六 七 八 九 十",
};
const englishTens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const englishOrdinals =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(" ");
const englishMonths =
  "january february march april may june july august september october november december".split(" ");
const wordsByLanguage = new Map<string, Map<string, number>>();

function wordValues(language: string): Map<string, number> {
  const known = wordsByLanguage.get(language);
  if (known !== undefined) return known;
  const values = new Map(
    (Object.hasOwn(cardinals, language) ? (cardinals[language] ?? "") : "")
      .split(" ")
      .filter(Boolean)
      .map((word, value) => [word, value]),
  );
  if (language === "en") addEnglish(values);
  wordsByLanguage.set(language, values);
  return values;
}

function addEnglish(values: Map<string, number>): void {
  const units = [...values.keys()].slice(1, 10);
  for (const [index, ten] of englishTens.entries()) {
    values.set(ten, 20 + 10 * index);
    for (const [unit, word] of units.entries()) values.set(`${ten}-${word}`, 21 + 10 * index + unit);
  }
  values.set("hundred", 100).set("thousand", 1_000).set("million", 1e6).set("dozen", 12).set("half", 0.5);
  for (const [index, word] of englishOrdinals.entries()) values.set(word, index + 1);
  for (const [index, word] of englishMonths.entries()) values.set(word, index + 1);
}
