// The words around a briefing's text, in the languages that most readers ask for; English for the others.
import { baseLanguage } from "./text/stopwords.ts";

export type Labels = {
  briefing: string;
  bottomLine: string;
  stories: string;
  whyItMatters: string;
  disagreements: string;
  alsoNotable: string;
  sources: string;
  coverage: string;
  /** Before the other headlines of a merged story. */
  also: string;
};

const english: Labels = {
  briefing: "Briefing",
  bottomLine: "Bottom line",
  stories: "Stories",
  whyItMatters: "Why it matters",
  disagreements: "Where sources disagree",
  alsoNotable: "Also notable",
  sources: "Sources",
  coverage: "Coverage",
  also: "Also",
};

function labels(...words: string[]): Labels {
  const [briefing, bottomLine, stories, whyItMatters, disagreements, alsoNotable, sources, coverage, also] =
    words;
  return {
    ...english,
    ...compact({
      briefing,
      bottomLine,
      stories,
      whyItMatters,
      disagreements,
      alsoNotable,
      sources,
      coverage,
      also,
    }),
  };
}

function compact(words: { [Label in keyof Labels]: string | undefined }): Partial<Labels> {
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined));
}

const byLanguage: Record<string, Labels> = {
  de: labels(
    "Briefing",
    "Das Wichtigste",
    "Meldungen",
    "Warum es wichtig ist",
    "Wo sich Quellen widersprechen",
    "Außerdem",
    "Quellen",
    "Abdeckung",
    "Auch",
  ),
  fr: labels(
    "Synthèse",
    "L’essentiel",
    "Sujets",
    "Pourquoi c’est important",
    "Où les sources divergent",
    "À noter aussi",
    "Sources",
    "Couverture",
    "Aussi",
  ),
  es: labels(
    "Informe",
    "Lo esencial",
    "Noticias",
    "Por qué importa",
    "Donde las fuentes discrepan",
    "También destaca",
    "Fuentes",
    "Cobertura",
    "También",
  ),
  it: labels(
    "Briefing",
    "In sintesi",
    "Notizie",
    "Perché è importante",
    "Dove le fonti divergono",
    "Da segnalare",
    "Fonti",
    "Copertura",
    "Anche",
  ),
  pt: labels(
    "Resumo",
    "O essencial",
    "Notícias",
    "Por que importa",
    "Onde as fontes divergem",
    "Também relevante",
    "Fontes",
    "Cobertura",
    "Também",
  ),
  nl: labels(
    "Briefing",
    "De kern",
    "Nieuws",
    "Waarom het ertoe doet",
    "Waar bronnen elkaar tegenspreken",
    "Verder",
    "Bronnen",
    "Dekking",
    "Ook",
  ),
  ru: labels(
    "Сводка",
    "Главное",
    "Темы",
    "Почему это важно",
    "В чём источники расходятся",
    "Также",
    "Источники",
    "Охват",
    "Также",
  ),
  ja: labels(
    "ブリーフィング",
    "要点",
    "ニュース",
    "なぜ重要か",
    "情報源の食い違い",
    "その他",
    "情報源",
    "対象範囲",
    "関連",
  ),
  zh: labels("简报", "要点", "要闻", "为何重要", "来源分歧", "其他要点", "来源", "覆盖范围", "另见"),
  ko: labels("브리핑", "핵심", "소식", "왜 중요한가", "출처 간 차이", "그 밖에", "출처", "범위", "관련"),
  ar: labels(
    "موجز",
    "الخلاصة",
    "الأخبار",
    "لماذا يهم",
    "اختلاف المصادر",
    "أيضًا",
    "المصادر",
    "التغطية",
    "أيضًا",
  ),
};

export function labelsFor(language: string): Labels {
  const base = baseLanguage(language);
  return (Object.hasOwn(byLanguage, base) ? byLanguage[base] : undefined) ?? english;
}
