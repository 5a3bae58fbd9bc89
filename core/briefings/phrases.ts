// The phrases around a briefing that stand beside its text, in the languages of `labels.ts`; English for the others.
import { baseLanguage } from "./text/stopwords.ts";

/** Each has one place, written {}. Where a number bends the words around it, it stands behind a colon. */
type Phrases = {
  covers: string;
  minutes: string;
  quoted: string;
  byClaude: string;
  sites: string;
  more: string;
};

const english: Phrases = {
  covers: "covers {}",
  minutes: "{} min read",
  quoted: "extractive: quoted sentences, no language model",
  byClaude: "written by Claude ({})",
  sites: "{} independent sites",
  more: "and {} more",
};

function phrases(
  covers: string,
  minutes: string,
  quoted: string,
  byClaude: string,
  ...rest: string[]
): Phrases {
  const [sites = english.sites, more = english.more] = rest;
  return { covers, minutes, quoted, byClaude, sites, more };
}

// biome-ignore format: one language a line
const byLanguage = new Map<string, Phrases>(Object.entries({
  de: phrases("Zeitraum {}", "{} Min. Lesezeit", "zitierte Sätze, ohne Sprachmodell", "geschrieben von Claude ({})", "{} unabhängige Websites", "und {} weitere"),
  fr: phrases("période : {}", "{} min de lecture", "phrases citées, sans modèle de langage", "rédigé par Claude ({})", "{} sites indépendants", "et {} de plus"),
  es: phrases("periodo: {}", "{} min de lectura", "frases citadas, sin modelo de lenguaje", "escrito por Claude ({})", "{} sitios independientes", "y {} más"),
  it: phrases("periodo: {}", "{} min di lettura", "frasi citate, senza modello linguistico", "scritto da Claude ({})", "{} siti indipendenti", "e altri {}"),
  pt: phrases("período: {}", "{} min de leitura", "frases citadas, sem modelo de linguagem", "escrito por Claude ({})", "{} sites independentes", "e mais {}"),
  nl: phrases("periode: {}", "{} min lezen", "geciteerde zinnen, zonder taalmodel", "geschreven door Claude ({})", "{} onafhankelijke sites", "en nog {}"),
  ru: phrases("период: {}", "{} мин чтения", "цитаты, без языковой модели", "написано Claude ({})", "независимых сайтов: {}", "и ещё {}"),
  ja: phrases("期間 {}", "読了 {} 分", "引用のみ、言語モデルなし", "Claude ({}) が作成", "独立した {} サイト", "ほか {}"),
  zh: phrases("涵盖 {}", "阅读约 {} 分钟", "引用原句，未使用语言模型", "由 Claude ({}) 撰写", "{} 个独立网站", "另有 {} 家"),
  ko: phrases("기간 {}", "읽는 시간 {}분", "인용문, 언어 모델 없음", "Claude ({}) 작성", "독립 사이트 {}곳", "외 {}곳"),
  ar: phrases("الفترة: {}", "مدة القراءة بالدقائق: {}", "جمل مقتبسة، دون نموذج لغوي", "كتبه Claude ({})", "مواقع مستقلة: {}", "وأخرى: {}"),
}));

/** `phrase(language, "minutes", 3)` is "3 min read". */
export function phrase(language: string, name: keyof Phrases, value: string | number = ""): string {
  const own = byLanguage.get(baseLanguage(language)) ?? english;
  return own[name].replace("{}", () => String(value));
}
