// Finds a page's title among the places that hold one, less the name of the site.
import { limits } from "../limits.ts";
import { siteOf } from "../outlet.ts";
import { cleanLine, shorten } from "../text/clean.ts";

export type TitleCandidates = {
  /** What the page says for machines: linked data, Open Graph. Best first. */
  declared: (string | undefined)[];
  /** The `title` element. */
  page: string | undefined;
  /** The texts of its `h1` elements. */
  headings: string[];
};

/** Empty when the page has none. */
export function choosePageTitle({ declared, page, headings }: TitleCandidates, siteNames: string[]): string {
  const names = siteNames.map(letters);
  // A heading may be the site's logo: one that stands in the title element is the article's.
  const heading = headings
    .map(cleanLine)
    .find((text) => text !== "" && !names.includes(letters(text)) && page?.includes(text));
  const title = declared.find(Boolean) ?? heading ?? page ?? headings.map(cleanLine).find(Boolean) ?? "";
  return shorten(withoutSiteName(title, siteNames), limits.read.titleChars);
}

/** What a site may call itself: its name, its host, and the part of the host that it registered. */
export function siteNamesOf(publisher: string | undefined, url: URL): string[] {
  const host = url.hostname.replace(/^www\./, "");
  const [registered = host] = siteOf(url.href).split(".");
  return [...(publisher === undefined ? [] : [publisher]), host, registered];
}

/** "Ferry strike ends | The Harbour Times" → "Ferry strike ends", when what follows is the site's name. */
export function withoutSiteName(title: string, siteNames: string[]): string {
  const match = /^(.{8,}?)\s+(?:[|·»«•]|[-–—]|::)\s+([^|·»«•]{2,60})$/u.exec(title);
  const [, head, tail] = match ?? [];
  if (head === undefined || tail === undefined) return title;
  return siteNames.some((name) => isNameOf(tail, name)) ? withoutSiteName(head, siteNames) : title;
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
