// Removes the lines of an article that are about the site and not about the news: newsletters, sharing, bylines, captions.

import { countWords, hasWords } from "../text/words.ts";
import { parseDate } from "./dates.ts";
import { isAboutSite, isDateOnly } from "./site-lines.ts";

/** Phrases that are about the site wherever they stand. Only short lines are judged by them. */
const furniture = new RegExp(
  [
    "our (?:free )?newsletters?|sign up (?:for|to)|click here|all rights reserved|follow us\\b|share this (?:article|story|page)|terms of (?:use|service)|privacy policy|getty images|(?:image|photo|picture) (?:credit|copyright|caption|source)|join the conversation|comments? (?:are )?closed|listen to this article|continue reading|skip to (?:main )?content|support our journalism|download (?:the|our) app|copyright ©|^©",
    "newsletter abonnieren|jetzt lesen|mehr zum thema|lesen sie auch|alle rechte vorbehalten|zur startseite",
    "abonnez-vous|lire aussi|tous droits réservés|inscrivez-vous à",
    "suscríbe(?:te|ase)|lea también|todos los derechos reservados",
    "iscriviti all|leggi anche|leia também|leia mais|lees ook|läs också|czytaj także",
    "подписывайтесь|читайте также|все права защищены",
    // Labels of other stories, of comments and of ratings, whole lines with at most a colon behind.
    `^(?:${[
      "you (?:may|might) (?:also )?(?:like|be interested in)|(?:also )?recommended(?: (?:stories|articles|for you|reading))?|further reading|more (?:stories|articles|news)|latest (?:stories|articles|news)|most read|leave a (?:comment|reply)|(?:no|\\d+) comments?|was this (?:article|page) helpful|rate this article",
      "auch interessant|schon gelesen|zum weiterlesen|weiterlesen|(?:verwandte|weitere|ähnliche|neueste|empfohlene|passende) (?:artikel|beiträge|themen|meldungen|nachrichten)|das könnte (?:sie|dich|euch) auch interessieren|weiterführende (?:links?|informationen)|mehr (?:themen|artikel|informationen)|keine kommentare|kommentar (?:verfassen|schreiben|hinterlassen)|(?:diesen |diese )?(?:artikel|seite|beitrag) teilen|teilen mit|zur übersicht|alle angaben ohne gewähr|wird geladen",
      "à lire aussi|sur le même sujet|articles? (?:liés|similaires|associés)|vous aimerez aussi|aucun commentaire|laisser un commentaire|partager (?:cet article|la page)",
      "(?:le|te) puede interesar|puedes ver|lee también|leer más|notas relacionadas|artículos relacionados|noticias relacionadas|deja (?:un|tu) comentario|sin comentarios|compartir",
      "potrebbe interessarti|articoli correlati|notícias relacionadas|artigos relacionados|veja também|saiba mais|compartilhe|condividi",
      "lees (?:meer|verder)|gerelateerde artikelen|läs (?:mer|vidare)|relaterade artiklar|les (?:også|mer)|læs (?:også|mere)|lue myös",
      "czytaj (?:też|więcej|dalej)|zobacz (?:też|również|także)|polecamy|čtěte také|související články|citește și|mai multe|olvasta már|kapcsolódó cikkek",
      "по теме|материалы по теме|читайте также|ilgili haberler|bunlar da ilginizi çekebilir|διαβάστε (?:επίσης|ακόμα)",
    ].join("|")})\\s*[:?!.…]*$`,
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
  /^(?:published|updated|last updated|posted|first published|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|опубликовано|обновлено)(?!\p{L})(?=.*\d)(?:.{0,60}[^.]|[\s\p{L}]{0,12}[\d./ :-]{6,20}\.?)$/iu;
const caption = /^(?:photo|image|picture|foto|bild|video|caption|credit)s?\s*[:/].{0,200}$/iu;
const longestFurniture = 25;
const shortestRepeat = 8;
/** Where a page says when it was made. */
const linesAbove = 3;
/** In characters: few words may still be a long line. */
const longestLine = 400;

/** A short line or sentence about the site itself. */
export function isFurniture(line: string): boolean {
  if (line.length > longestLine || hasWords(line, longestFurniture + 1)) return false;
  return (
    furniture.test(line) ||
    opening.test(line) ||
    (label.test(line) && !hasWords(line, longestLabel + 1)) ||
    isAboutSite(line)
  );
}

function isLabel(line: string): boolean {
  return byline.test(line) || dated.test(line) || caption.test(line);
}

/** Also drops paragraphs that repeat, and the title where it stands again as the first line. */
export function withoutBoilerplate(
  text: string,
  known: { title: string; author: string | undefined },
): string {
  const seen = new Set<string>();
  const lines = text.split("\n").filter((line, index) => {
    if (line === "" || line === known.title || line === known.author) return false;
    // Cells of a table may be equal; a whole paragraph that stands there twice is a mistake of the page.
    if (seen.has(line) && hasWords(line, shortestRepeat)) return false;
    seen.add(line);
    if (/^[^\p{L}\p{N}]+$/u.test(line) || isLabel(line)) return false;
    if (index < linesAbove && isDateOnly(line) && parseDate(line) !== undefined) return false;
    return !isFurniture(line);
  });
  return lines.join("\n");
}

/** What only a notice in an article's place says: a test for robots, a paywall, an error of the site, a consent dialog. */
const notice =
  /verify (?:that )?you(?:'|’)?(?:re| are) (?:a )?human|are you a robot|not a robot|enable javascript|javascript is (?:disabled|required)|unusual traffic|checking your browser|access denied|subscribe(?:rs)? (?:to continue|now)|to continue reading|already a subscriber|log in to|(?:we|our \d* ?partners|wir|nous|usamos|utilizamos|utilizziamo|usiamo|wij|vi|мы) (?:and our [\p{L}\d ]{0,20}partners |und unsere partner |et nos partenaires )?(?:use|store|value|verwenden|nutzen|verarbeiten|speichern|utilisons|stockons|gebruiken|använder|bruger|bruker|используем)|accept all|alle akzeptieren|tout accepter|aceptar todo|manage (?:your )?(?:preferences|cookies|consent)/iu;
/** What news may be about as well. */
const subject =
  /cookies?\b|consent|your privacy|our partners|personal data|einwilligung|datenschutz|zustimm|consentement|vie privée|données personnelles|consentimiento|privacidad|datos personales|consenso|toestemming|samtycke|同意|согласие/iu;
/** A notice speaks for the site and to its reader; news speaks of others. */
const speakers: [site: RegExp, reader: RegExp][] = [
  [/\b(?:we|our|us)\b/iu, /\b(?:you|your)\b/iu],
  [/(?<!\p{L})(?:wir|uns|unser\p{L}*)(?!\p{L})/iu, /(?<!\p{L})(?:Sie|Ihr\p{L}*|du|dein\p{L}*)(?!\p{L})/u],
  [/(?<!\p{L})(?:nous|nos|notre)(?!\p{L})/iu, /(?<!\p{L})(?:vous|vos|votre)(?!\p{L})/iu],
  [
    /(?<!\p{L})(?:nuestr[oa]s?|nosotros|\p{L}+amos)(?!\p{L})/iu,
    /(?<!\p{L})(?:usted|su|sus|tu|tus)(?!\p{L})/iu,
  ],
  [/(?<!\p{L})(?:nostr[oiae]|\p{L}+iamo)(?!\p{L})/iu, /(?<!\p{L})(?:tu[oaei]?|suoi?|vostr[oiae])(?!\p{L})/iu],
  [/(?<!\p{L})(?:мы|наш\p{L}*)(?!\p{L})/iu, /(?<!\p{L})(?:вы|ваш\p{L}*)(?!\p{L})/iu],
  [/我们|当社|当サイト|弊社/u, /您|お客様|あなた/u],
];
const longestWall = 300;

/** True when at least half of a short text is such a notice. What stands in quotation marks is said by others. */
export function isWall(text: string): boolean {
  if (hasWords(text, longestWall + 1)) return false;
  const words = countWords(text);
  const own = text.replace(/[“"„«][^“”"„«»\n]{0,600}[”"“»]/gu, " ");
  const speaksToReader = speakers.some(([site, reader]) => site.test(own) && reader.test(own));
  const lines = own.split("\n").filter((line) => notice.test(line) || (speaksToReader && subject.test(line)));
  return countWords(lines.join("\n")) >= words / 2;
}
