// Refuses pages that are built to keep a parser busy, before and after parsing them.
import { limits } from "../limits.ts";
import { SourceError } from "../source-error.ts";
import type { DomNode } from "./dom.ts";

/** @throws SourceError `too-large` when the HTML is longer, or has more elements, than any article. */
export function assertReadable(html: string): void {
  if (html.length > limits.read.htmlChars)
    throw tooLarge(`more than ${limits.read.htmlChars} characters of HTML`);
  let elements = 0;
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at + 1)) {
    if (isLetter(html.charCodeAt(at + 1)) && ++elements > limits.read.htmlElements) {
      throw tooLarge(`more than ${limits.read.htmlElements} elements`);
    }
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
 * Removes comments, styles and scripts, of which linked data is kept: half of a news page, and none of its text.
 * One pass: what is opened and never closed ends it, as it does in a browser.
 */
export function withoutScripts(html: string): string {
  const kept: string[] = [];
  const opening = /<(script|style)(?=[\s>/])|<!--/gi;
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
      from = end === null ? html.length : closing.lastIndex;
    }
    if (end === null) break;
    opening.lastIndex = closing.lastIndex;
  }
  kept.push(html.slice(from));
  return kept.join("");
}

function tooLarge(what: string): SourceError {
  return new SourceError("too-large", `the page has ${what}`);
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
