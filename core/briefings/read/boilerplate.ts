// Removes the lines of an article that are about the site and not about the news: newsletters, sharing, bylines, captions.
import { countWords } from "../text/words.ts";

/** Phrases that are about the site wherever they stand. Only short lines are judged by them. */
const furniture = new RegExp(
  [
    "our (?:free )?newsletters?|sign up (?:for|to)|click here|all rights reserved|follow us\\b|share this (?:article|story|page)|terms of (?:use|service)|privacy policy|getty images|(?:image|photo|picture) (?:credit|copyright|caption|source)|join the conversation|comments? (?:are )?closed|listen to this article|continue reading|skip to (?:main )?content|support our journalism|download (?:the|our) app|copyright ©|^©",
    "newsletter abonnieren|jetzt lesen|mehr zum thema|lesen sie auch|alle rechte vorbehalten|zur startseite",
    "abonnez-vous|lire aussi|tous droits réservés|inscrivez-vous à",
    "suscríbe(?:te|ase)|lea también|todos los derechos reservados",
    "iscriviti all|leggi anche|leia também|leia mais|lees ook|läs också|czytaj także",
    "подписывайтесь|читайте также|все права защищены",
    "اقرأ أيضا|جميع الحقوق محفوظة",
    "関連記事|あわせて読みたい|無断転載|会員登録|続きを読む|版权所有|相关阅读|扫码|责任编辑|编辑：|관련기사|무단전재",
  ].join("|"),
  "iu",
);
/** Words that are furniture where a line starts with them, and ordinary within a sentence. */
const opening =
  /^(?:subscribe|sign in|log in|register (?:now|here|for)|read (?:more|next|also)|see also|related (?:articles|stories|topics)|more (?:on this story|from)|newsletters?|share (?:this|on|via)|اشترك)(?![\p{L}\p{N}])/iu;
/** Words that make a label furniture: "Advertisement", "5 min read", "Cookie settings". */
const label =
  /cookies?\b|advertisement|sponsored|\b\d{1,3} min(?:ute)?s? read|^(?:anzeige|publicité|publicidad|реклама)$|点击/iu;
const longestLabel = 6;
/** "By Jane Doe": names begin with capitals, so the case counts. */
const byline =
  /^(?:By|BY|by|Von|Par|Por|Di|Door)\s+\p{Lu}[\p{L}.'’-]+(?:\s+(?:(?:and|und|et|y|&)\s+)?\p{Lu}[\p{L}.'’-]+){0,6}\s*(?:[,|·].{0,60})?$/u;
/** "Published 3 November 2026, 10:14", "Photo: …". */
const dated =
  /^(?:published|updated|last updated|posted|first published|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|опубликовано|обновлено)(?!\p{L})(?=.*\d).{0,60}[^.]$/iu;
const caption = /^(?:photo|image|picture|foto|bild|video|caption|credit)s?\s*[:/].{0,200}$/iu;
const longestFurniture = 25;
/** In characters: few words may still be a long line. */
const longestLine = 400;

/** A short line or sentence about the site itself. */
export function isFurniture(line: string, words = countWords(line)): boolean {
  if (words > longestFurniture || line.length > longestLine) return false;
  return furniture.test(line) || opening.test(line) || (words <= longestLabel && label.test(line));
}

function isLabel(line: string): boolean {
  return byline.test(line) || dated.test(line) || caption.test(line);
}

/** Also drops lines that repeat, and the title where it stands again as the first line. */
export function withoutBoilerplate(
  text: string,
  known: { title: string; author: string | undefined },
): string {
  const seen = new Set<string>();
  const lines = text.split("\n").filter((line) => {
    if (line === "" || seen.has(line) || line === known.title || line === known.author) return false;
    seen.add(line);
    if (/^[^\p{L}\p{N}]+$/u.test(line) || isLabel(line)) return false;
    return !isFurniture(line);
  });
  return lines.join("\n");
}

/** What stands in an article's place: a question for consent, a test for robots, a paywall, an error of the site. */
const wall =
  /cookies?\b|consent|your privacy|our partners|personal data|verify (?:that )?you(?:'re| are) (?:a )?human|are you a robot|not a robot|enable javascript|javascript is (?:disabled|required)|unusual traffic|checking your browser|access denied|subscribe(?:rs)? (?:to|now)|to continue reading|already a subscriber|log in to|einwilligung|datenschutz|zustimmen|consentement|vie privée|consentimiento|privacidad|同意|согласие/iu;
const longestWall = 300;

/** True when at least half of a short text is such a notice. */
export function isWall(text: string): boolean {
  const words = countWords(text);
  if (words > longestWall) return false;
  const notice = text.split("\n").filter((line) => wall.test(line));
  return countWords(notice.join("\n")) >= words / 2;
}
