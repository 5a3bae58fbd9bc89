// Removes the lines of an article that are about the site and not about the news: newsletters, sharing, bylines, captions.
import { countWords } from "../text/words.ts";

/** Phrases of site furniture. Only short lines are judged by them: an article may be about cookies. */
const furniture = new RegExp(
  [
    "subscribe|sign up (?:for|to)|newsletter|click here|cookies?\\b|all rights reserved|follow us|advertisement|sponsored|share (?:this|on)|read (?:more|next|also)|related (?:articles|stories|topics)|more on this story|terms of (?:use|service)|privacy policy|getty images|(?:image|photo|picture) (?:credit|copyright|caption|source)|log in|sign in|join the conversation|comments? (?:are )?closed|min(?:ute)? read|listen to this article|continue reading|skip to|support our journalism|download (?:the|our) app|copyright ©|^©",
    "abonnieren|jetzt lesen|mehr zum thema|lesen sie auch|datenschutz|alle rechte vorbehalten|anzeige$|zur startseite",
    "abonnez-vous|s'abonner|lire aussi|à lire aussi|tous droits réservés|inscrivez-vous|publicité$",
    "suscríbe(?:te|ase)|lea también|más información|todos los derechos reservados|publicidad$",
    "iscriviti|leggi anche|assine|leia também|leia mais|lees ook|läs också|czytaj także",
    "подписывайтесь|читайте также|все права защищены|реклама$",
    "اقرأ أيضا|اشترك|جميع الحقوق محفوظة",
    "関連記事|あわせて読みたい|無断転載|会員登録|続きを読む|版权所有|相关阅读|点击|扫码|责任编辑|编辑：|관련기사|무단전재",
  ].join("|"),
  "iu",
);
/** "By Jane Doe", "Published 3 November 2026, 10:14", "Photo: …". */
const labels =
  /^(?:by|von|par|por|di|door)\s+\p{Lu}[\p{L}.'-]+(?:\s+(?:and\s+|und\s+|et\s+|y\s+|&\s+)?\p{Lu}[\p{L}.'-]+){0,6}\s*(?:[,|·].{0,60})?$|^(?:published|updated|last updated|posted|first published|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|опубликовано|обновлено)\b.{0,80}$|^(?:photo|image|picture|foto|bild|video|caption|credit)s?\s*[:/].{0,200}$/iu;
const longestFurniture = 25;

/** A short line or sentence about the site itself. */
export function isFurniture(line: string, words = countWords(line)): boolean {
  return words <= longestFurniture && furniture.test(line);
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
    if (/^[^\p{L}\p{N}]+$/u.test(line) || labels.test(line)) return false;
    return !isFurniture(line);
  });
  return lines.join("\n");
}
