// Guesses the language of a text: by its script, and within the Latin one by its commonest words.
import { baseLanguage, stopwordsOf } from "./stopwords.ts";

const scripts: [language: string, letters: RegExp][] = [
  ["ja", /[\p{sc=Hiragana}\p{sc=Katakana}]/gu],
  ["ko", /\p{sc=Hangul}/gu],
  ["zh", /\p{sc=Han}/gu],
  ["ar", /\p{sc=Arabic}/gu],
  ["ru", /\p{sc=Cyrillic}/gu],
  ["el", /\p{sc=Greek}/gu],
  ["he", /\p{sc=Hebrew}/gu],
  ["th", /\p{sc=Thai}/gu],
  ["hi", /\p{sc=Devanagari}/gu],
];
const latinLanguages = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr"];
/** Enough to tell; more only costs time. */
const sampleChars = 4_000;

/** A BCP 47 language, or nothing when the text does not show it clearly. */
export function detectLanguage(text: string): string | undefined {
  const sample = text.slice(0, sampleChars);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 20) return undefined;
  for (const [language, pattern] of scripts) {
    const share = (sample.match(pattern)?.length ?? 0) / letters;
    // Japanese mixes its own letters with Chinese ones: a tenth of them tells.
    if (share > (language === "ja" ? 0.1 : 0.4)) return withinScript(language, sample);
  }
  return detectLatin(sample);
}

/** What the page says of itself, unless its text clearly says something else: many templates say "en" whatever they hold. */
export function chooseLanguage(declared: string | undefined, text: string): string | undefined {
  const valid = canonicalLanguage(declared);
  const detected = detectLanguage(text);
  if (detected === undefined) return valid;
  return baseLanguage(valid) === detected ? valid : detected;
}

/** "en_US" → "en-US"; nothing for what is no language tag. */
export function canonicalLanguage(tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined;
  try {
    const [canonical] = Intl.getCanonicalLocales(tag.trim().replaceAll("_", "-"));
    return canonical === "und" ? undefined : canonical;
  } catch {
    return undefined;
  }
}

function withinScript(language: string, sample: string): string {
  if (language === "ru" && /[іїєґ]/i.test(sample)) return "uk";
  if (language === "ar" && (sample.match(/[پچژگ]/g)?.length ?? 0) > sample.length / 100) return "fa";
  return language;
}

function detectLatin(sample: string): string | undefined {
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  let best: { language: string; share: number } | undefined;
  for (const language of latinLanguages) {
    const stopwords = stopwordsOf(language);
    const share = words.filter((word) => stopwords.has(word)).length / words.length;
    if (share > (best?.share ?? 0)) best = { language, share };
  }
  return best !== undefined && best.share > 0.15 ? best.language : undefined;
}
