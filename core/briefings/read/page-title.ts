// Finds a page's title among the places that hold one, less the name of the site.
import { limits } from "../limits.ts";
import { siteOf } from "../outlet.ts";
import { cleanLine, shorten } from "../text/clean.ts";
import { wordsOf } from "../text/words.ts";

export type TitleCandidates = {
  /** What the page says for machines: linked data, Open Graph. Best first. */
  declared: (string | undefined)[];
  /** The `title` element. */
  page: string | undefined;
  /** The texts of its `h1` elements. */
  headings: string[];
};

/**
 * The candidate that most others agree with; of equals, what the page says for machines, in its order. Encyclopaedias
 * give a description for a headline, and shops their name for a title: those agree with nothing. Empty when the page
 * has none.
 */
export function choosePageTitle({ declared, page, headings }: TitleCandidates, siteNames: string[]): string {
  const names = siteNames.map(letters);
  const found = [...declared, headingIn(page, headings), page, ...headings.slice(0, 3)]
    .map((text) => withoutSiteName(cleanLine(text ?? ""), siteNames))
    .filter(Boolean);
  const telling = found.filter((title) => !names.includes(letters(title)));
  const candidates = (telling.length > 0 ? telling : found).map((title) => ({
    title,
    words: wordSet(title),
  }));
  let best = { title: "", agreeing: -1 };
  for (const { title, words } of candidates) {
    const agreeing = candidates.filter((other) => agree(words, other.words)).length;
    if (agreeing > best.agreeing) best = { title, agreeing };
  }
  return shorten(best.title, limits.read.titleChars);
}

/** A heading may be the site's logo: one that stands in the title element is the article's. */
function headingIn(page: string | undefined, headings: string[]): string | undefined {
  return headings.map(cleanLine).find((text) => text !== "" && page?.includes(text));
}

function wordSet(title: string): Set<string> {
  return new Set(wordsOf(title));
}

/** Most words are the same. */
function agree(a: Set<string>, b: Set<string>): boolean {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared > 0 && (2 * shared) / (a.size + b.size) >= 0.6;
}

/** What a site may call itself: its name, its host, and the part of the host that it registered. */
export function siteNamesOf(publisher: string | undefined, url: URL): string[] {
  const host = url.hostname.replace(/^www\./, "");
  const [registered = host] = siteOf(url.href).split(".");
  return [...(publisher === undefined ? [] : [publisher]), host, registered];
}

/** "Ferry strike ends | The Harbour Times" → "Ferry strike ends", when what follows, or stands before, is the site's name. */
export function withoutSiteName(title: string, siteNames: string[]): string {
  const match = /^(.{8,}?)\s+(?:[|·»«•]|[-–—]|::)\s+([^|·»«•]{2,60})$/u.exec(title);
  const [, head, tail] = match ?? [];
  if (head !== undefined && tail !== undefined && siteNames.some((name) => isNameOf(tail, name)))
    return withoutSiteName(head, siteNames);
  const [, first, rest] = /^(.{2,60}?)\s*(?:[|·»«•:]|\s[-–—]|::)\s+(.{8,})$/u.exec(title) ?? [];
  const isName = first !== undefined && siteNames.some((name) => letters(name) === letters(first));
  return isName && rest !== undefined ? rest : title;
}

/** "BBC News" for "bbc", "Harbour Times Online" for "The Harbour Times"; but not "good news" for "news". */
function isNameOf(tail: string, name: string): boolean {
  const [a, b] = [letters(tail), letters(name)];
  if (a === b) return true;
  const isShort = tail.split(/\s+/).length <= 3;
  return (
    (a.length >= 4 && b.includes(a)) ||
    (b.length >= 6 && a.includes(b)) ||
    (isShort && b.length >= 3 && a.startsWith(b))
  );
}

/** Letters and digits only; never empty, so that names without any are not all the same. */
function letters(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/^the\s/, "")
      .replace(/[^\p{L}\p{N}]/gu, "") || "\0"
  );
}
