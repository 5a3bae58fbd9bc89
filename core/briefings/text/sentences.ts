// Splits a text into sentences, in any language that Intl.Segmenter splits, and mends what it splits wrongly.
import { baseLanguage } from "./stopwords.ts";

/** Abbreviations before a name or a number, which end no sentence. Lower case, without the final point. */
const abbreviations: Record<string, string> = {
  en: "mr mrs ms messrs dr prof st gov sen rep gen col lt sgt capt cmdr rev hon pres vs v cf approx jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e mt ft",
  de: "dr prof hr fr st bzw ca mio mrd z.b d.h u.a a z.t i.d.r vgl evtl ggf inkl exkl sog jan feb febr apr jun jul aug sept okt nov dez geb gest z d i hrsg ing dipl",
  fr: "m mm mme mmes mlle mlles dr pr st ste p.ex cf env janv févr avr juil sept oct nov déc",
  es: "sr sra sres srta dr dra d dña prof profa ing lic gral avda p.ej ee rr ss aa ud uds ene feb abr jun jul ago sept oct nov dic",
  it: "sig sig.ra dott dott.ssa prof ing avv on cfr es gen feb apr giu lug ago set ott nov dic s",
  pt: "sr sra dr dra prof profa eng av ex jan fev abr jun jul ago set out nov dez",
  nl: "dhr mevr mw dr drs prof ir ing bijv bv d.w.z o.a m.b.t ca jl jan feb mrt apr jun jul aug sept okt nov dec",
  sv: "dr prof kl ca bl.a t.ex d.v.s jan feb apr jun jul aug sept okt nov dec",
  pl: "dr prof inż mgr ul tys mln mld tzw np im św",
  ru: "т.е т млн млрд тыс им ул акад проф гос г-н г-жа янв февр апр июн июл авг сент окт нояб дек",
  uk: "т млн млрд тис ім вул акад проф",
};
/** Of companies, people and American states: they end a sentence where the next begins as sentences do. With their capital: "he fell ill." ends one. */
const titled =
  /^(?:Inc|Corp|Ltd|Co|Bros|Cos|Plc|LLC|LLP|Jr|Sr|Esq|Ph\.D|M\.D|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Vt|Va|Wash|Wis|Wyo|Ont|Que|Alta|Dept|Assn|Univ|Inst|Ave|Blvd|Rd|Sq|Intl|Natl)$/;
/** Words that begin sentences and not names. */
const sentenceOpening =
  /^(?:["“‘«(]?)(?:The|A|An|In|It|Its|He|His|She|Her|They|Their|We|Our|But|And|This|That|These|Those|On|At|As|For|From|With|By|To|After|Before|When|While|If|Since|During|There|Here|Some|Many|Most|All|Both|Each|No|Not|Now|Then|What|Who|How|Why|One|Two|Three|According|However|Meanwhile|Also|So|Yet|Last|Police|Officials|Shares)(?!\p{L})/u;
/** Abbreviations only before a number: "No. 7", and otherwise ordinary words. */
const beforeNumbers = /^(?:no|nos|nr|n|núm|fig|figs|art|abs|vol|ch|sec|p|pp|pag|pág|págs|стр|рис|ст|с|д|кв)$/;

const abbreviationSets = new Map(
  Object.entries(abbreviations).map(([language, list]) => [language, new Set(list.split(" "))]),
);
/** Languages in which a number with a point is an ordinal: "am 3. Oktober". */
const ordinalLanguages: ReadonlySet<string> = new Set([
  "de",
  "sv",
  "pl",
  "da",
  "nb",
  "no",
  "fi",
  "cs",
  "hu",
  "tr",
]);

const longestSentence = 1_000;

const segmenters = new Map<string, Intl.Segmenter>();

/** Sentences in their order. A line break always ends one. */
export function sentencesOf(text: string, language?: string): string[] {
  const base = baseLanguage(language) || "en";
  const sentences: string[] = [];
  for (const line of unglued(text, base).split("\n")) {
    // A heading or a table's cell needs no segmenter, which costs more than all else here.
    if (!/\p{Sentence_Terminal}/u.test(line)) {
      if (line.trim() !== "") sentences.push(line.trim());
      continue;
    }
    let current = "";
    for (const { segment } of segmenterFor(base).segment(line)) {
      if (current !== "" && !continues(current, segment, base)) {
        sentences.push(current.trim());
        current = "";
      }
      current += segment;
    }
    if (current.trim() !== "") sentences.push(current.trim());
  }
  return sentences.filter(Boolean);
}

/** "BackgroundThe company", "on Monday.The city": two blocks of a page of which the break was lost. */
const glued =
  /(?<=\p{Ll}{3}[.!?]?["”]?)(?=(?:The|This|These|In|It|He|She|They|We|On|At|When|After|But|For|As|While|With|By|There|What|How|Why|An|If)\s\p{Ll})/gu;

function unglued(text: string, language: string): string {
  return language === "en" ? text.replace(glued, "\n") : text;
}

/** A heading of a few words, and the sentence that stands behind it on one line: "How it works The array has six rotors." */
const headed =
  /^(?:[\p{L}\p{N}’'&-]+\s+){1,6}?(?=(?:The|This|These|It|When|After|They|He|She|We|But)\s+\p{Ll}{2,})/u;

/** The sentence without the title of its text, or another heading, that ran into it. */
export function withoutHeading(sentence: string, title: string): string {
  if (title.length > 8 && sentence.startsWith(title)) {
    const rest = sentence.slice(title.length).replace(/^[\s:–—|-]+/, "");
    if (/^[\p{Lu}\p{N}"“«]/u.test(rest)) return rest;
  }
  const heading = headed.exec(sentence)?.[0] ?? "";
  // A heading has no verb that says so; one that ends as a title or a verb of speech does belongs to its sentence.
  return heading === "" || !isHeading(heading) ? sentence : sentence.slice(heading.length);
}

/** It begins with a capital, and does not end with a word after which a name or a clause follows. */
function isHeading(words: string): boolean {
  return (
    /^\p{Lu}/u.test(words) &&
    !/(?:^|\s)(?:the|a|an|of|in|on|at|by|for|from|to|with|and|or|that|as|when|if|is|are|was|were|says?|said|than|like|called|see|but|while|because|since|not)\s+$/i.test(
      words,
    )
  );
}

/** True when the segmenter split what belongs together. */
function continues(before: string, after: string, language: string): boolean {
  // No sentence is this long: joining on and on would cost time that grows with the square.
  if (before.length > longestSentence) return false;
  const head = before.trimEnd();
  const next = after.trimStart();
  if (next === "") return true;
  // A closing bracket or quotation mark belongs to what it closes, and so does a clause that goes on in lower case.
  if (/^[)\]}»”’」』）］]/.test(next) || /^[,;:]/.test(next)) return true;
  if (/\.$/.test(head) && /^\p{Ll}/u.test(next)) return true;
  if (/[!?]["”’»]$/.test(head) && /^\p{Ll}/u.test(next)) return true;
  if (hasOpenBracket(head)) return true;
  if (!head.endsWith(".")) return false;
  const lastWord = /([\p{L}\p{M}\p{N}.º-]+)\.$/u.exec(head)?.[1] ?? "";
  // Initials: "J. Smith", "U.S. Senate". An initial that really ends a sentence costs a long sentence, no more.
  if (/^\p{Lu}$/u.test(lastWord) && !/^(?:I|В)$/.test(lastWord)) return true;
  if (/^(?:\p{Lu}\.)+\p{Lu}$/u.test(lastWord) || titled.test(lastWord)) return !sentenceOpening.test(next);
  if (ordinalLanguages.has(language) && /^\d{1,2}$/.test(lastWord)) return true;
  // "г. Москва" is a city; after a year, "2024 г." may end a sentence.
  if (language === "ru" && lastWord === "г") return !/\d\s*г\.$/.test(head);
  if (beforeNumbers.test(lastWord.toLowerCase()) && /^\d/.test(next)) return true;
  return abbreviationSets.get(language)?.has(lastWord.toLowerCase()) ?? false;
}

/** Quotations of several sentences stay whole where their marks show how far they go, up to a length that is still one sentence. */
function hasOpenBracket(text: string): boolean {
  if (text.length > 300) return false;
  if (count(text, /[「『（(]/g) > count(text, /[」』）)]/g)) return true;
  if (count(text, /«/g) > count(text, /»/g) && /«\s*\S/.test(text)) return true;
  // German opens „ and closes “, with which English opens.
  const german = count(text, /„/g);
  if (german > 0) return german > count(text, /[“”]/g);
  return count(text, /“/g) > count(text, /”/g);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function segmenterFor(language: string): Intl.Segmenter {
  let segmenter = segmenters.get(language);
  if (segmenter === undefined) {
    segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
    segmenters.set(language, segmenter);
  }
  return segmenter;
}
