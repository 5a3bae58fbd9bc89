// Turns HTML into paragraphs of plain text: blocks become lines, inline markup disappears.
import { cleanLine, cleanParagraphs } from "../text/clean.ts";
import { type DomNode, parseFragment } from "./dom.ts";
import { assertReadable } from "./html-limits.ts";

const blocks: ReadonlySet<string> = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DETAILS DIV DL DT FIELDSET FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TH THEAD TR UL".split(
    " ",
  ),
);
/** What is no part of the running text. */
const skipped: ReadonlySet<string> = new Set(
  "AUDIO BUTTON CANVAS FIGCAPTION IFRAME INPUT MATH NOSCRIPT OBJECT SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA VIDEO".split(
    " ",
  ),
);
const elementNode = 1;
const textNode = 3;

/** Paragraphs of an element, one a line. Walks without recursion: depth costs no stack. */
export function blockText(root: DomNode): string {
  const parts: string[] = [];
  const stack: (DomNode | string)[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node === "string") parts.push(node);
    else if (node.nodeType === textNode) parts.push((node.nodeValue ?? "").replace(/\s+/g, " "));
    else if (node.nodeType !== elementNode) {
      if (node === root) pushChildren(stack, node);
    } else pushElement(stack, node);
  }
  return cleanParagraphs(
    parts
      .join("")
      .replace(/[ \t]*\v[ \t]*/g, "\v")
      .replace(/\v{2,}/g, "\n")
      .replace(/([.!?…:。！？]["”’»」]?)\v/g, "$1\n")
      .replaceAll("\v", " "),
  );
}

function pushElement(stack: (DomNode | string)[], node: DomNode): void {
  const name = node.nodeName.toUpperCase();
  if (skipped.has(name) || isFootnoteMark(node, name)) return;
  // A single <br> may stand within a sentence; the mark is settled when the whole text is known.
  if (name === "BR") stack.push("\v");
  else if (blocks.has(name)) {
    stack.push("\n");
    pushChildren(stack, node);
    stack.push("\n");
  } else pushChildren(stack, node);
}

function pushChildren(stack: (DomNode | string)[], node: DomNode): void {
  for (let child = node.lastChild; child !== null; child = child.previousSibling) stack.push(child);
}

/** "[12]" after a sentence: a reference of the page, which means nothing outside of it. */
function isFootnoteMark(node: DomNode, name: string): boolean {
  return (
    name === "SUP" &&
    /^\s*\[?[\d\w]{1,3}\]?\s*$/.test(node.textContent ?? "") &&
    /\[/.test(node.textContent ?? "")
  );
}

/** Paragraphs of a piece of HTML, such as a feed entry's description. */
export function htmlToText(html: string): string {
  // Without markup there is nothing to parse.
  if (!/[<&]/.test(html)) return cleanParagraphs(html);
  assertReadable(html);
  return blockText(parseFragment(html));
}

/** One line of plain text: a title that may hold markup, or may not. */
export function htmlToLine(html: string): string {
  return cleanLine(htmlToText(html));
}
