// Refuses pages that are built to keep a parser busy, before and after parsing them.
import { limits } from "../limits.ts";
import { SourceError } from "../source-error.ts";
import type { DomNode } from "./dom.ts";

/** @throws SourceError `too-large` when the HTML is longer, or has more elements or entities, than any article. */
export function assertReadable(html: string): void {
  if (html.length > limits.read.htmlChars)
    throw tooLarge(`more than ${limits.read.htmlChars} characters of HTML`);
  const { htmlElements, htmlEntities } = limits.read;
  let elements = 0;
  let brackets = 0;
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at + 1)) {
    if (isLetter(html.charCodeAt(at + 1)) && ++elements > htmlElements)
      throw tooLarge(`more than ${htmlElements} elements`);
    // Closing tags, comments, and what is no tag at all.
    if (++brackets > 4 * htmlElements) throw tooLarge(`more than ${4 * htmlElements} tags`);
  }
  assertFewAttributes(html);
  let entities = 0;
  for (let at = html.indexOf("&"); at >= 0; at = html.indexOf("&", at + 1))
    if (++entities > htmlEntities) throw tooLarge(`more than ${htmlEntities} entities`);
}

/** The time to parse a tag grows steeply with its attributes: 100,000 took 3 s. Real tags have up to about 100. */
function assertFewAttributes(html: string): void {
  for (const [tag] of html.matchAll(/<[a-z][^<>]{20000,}/gi)) {
    if ((tag.match(/\s[^\s=]+=/g)?.length ?? 0) > limits.read.htmlAttributes)
      throw tooLarge(`a tag of more than ${limits.read.htmlAttributes} attributes`);
  }
}

/** Readability's time grows steeply with depth. @throws SourceError `too-large`. */
export function assertShallow(root: DomNode): void {
  let depth = 0;
  let node: DomNode | null = root;
  while (node !== null) {
    if (depth > limits.read.htmlDepth) throw tooLarge(`elements nested deeper than ${limits.read.htmlDepth}`);
    if (node.firstChild !== null) {
      node = node.firstChild;
      depth++;
      continue;
    }
    while (node !== null && node !== root && node.nextSibling === null) {
      node = node.parentNode;
      depth--;
    }
    node = node === null || node === root ? null : node.nextSibling;
  }
}

/**
 * Removes comments, styles, scripts and what is meant for browsers without scripts: half of a news page, and none of
 * its text. Linked data is kept, and the styles are answered beside the page.
 * One pass: what is opened and never closed ends it, as it does in a browser.
 */
export function splitPage(html: string): { html: string; styles: string[] } {
  const kept: string[] = [];
  const styles: string[] = [];
  const opening = /<(script|style|noscript)(?=[\s>/])|<!--/gi;
  let from = 0;
  for (let match = opening.exec(html); match !== null; match = opening.exec(html)) {
    const name = match[1]?.toLowerCase();
    const closing = name === undefined ? /-->|--!>/g : new RegExp(`</${name}[^>]{0,100}>`, "gi");
    closing.lastIndex = match.index + match[0].length;
    const end = closing.exec(html);
    const tag = html.slice(match.index, match.index + 200);
    const isLinkedData = name === "script" && /^<script[^>]*application\/ld\+json/i.test(tag);
    if (!isLinkedData) {
      kept.push(html.slice(from, match.index));
      // A formula as MathJax 2 keeps it: its text belongs to the sentence.
      if (name === "script" && /^<script[^>]*\bmath\/tex/i.test(tag) && end !== null)
        kept.push(mathOf(html.slice(match.index, end.index)));
      from = end === null ? html.length : closing.lastIndex;
    }
    if (name === "style" && end !== null) styles.push(styleOf(html.slice(match.index, end.index)));
    if (end === null) break;
    opening.lastIndex = closing.lastIndex;
  }
  kept.push(html.slice(from));
  return { html: kept.join(""), styles };
}

function mathOf(element: string): string {
  const tex = element.slice(element.indexOf(">") + 1, element.indexOf(">") + 1_000);
  return `<math alttext="${tex.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;")}"></math>`;
}

/** The page without its scripts and styles. */
export function withoutScripts(html: string): string {
  return splitPage(html).html;
}

/** Empty for a sheet that is for other media than a screen. */
function styleOf(element: string): string {
  const end = element.indexOf(">");
  const isForScreens = !/\bmedia\s*=\s*["']?(?!all|screen)/i.test(element.slice(0, Math.min(end, 500)));
  return isForScreens ? element.slice(end + 1) : "";
}

function tooLarge(what: string): SourceError {
  return new SourceError("too-large", `the page has ${what}`);
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
