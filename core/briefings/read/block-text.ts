// Turns HTML into lines of plain text, one for each paragraph: blocks become lines, inline markup disappears.
import { cleanLine, cleanParagraphs } from "../text/clean.ts";
import { type DomNode, parseFragment } from "./dom.ts";
import { writeOutFormulas } from "./formula.ts";
import { removeHidden } from "./hidden.ts";
import { assertReadable } from "./html-limits.ts";
import { proseLength } from "./prose.ts";
import { writeSuperscript } from "./superscript.ts";

/** One paragraph, heading, list entry or table cell. */
export type Line = {
  text: string;
  /** The part of its characters that are the text of links, from 0 to 1. */
  linkShare: number;
  /** Its characters as running text (`prose.ts`). */
  prose: number;
  isHeading: boolean;
  /** The innermost block around it. */
  block: DomNode;
};

const blocks: ReadonlySet<string> = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DETAILS DIV DL DT FIELDSET FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TH THEAD TR UL".split(
    " ",
  ),
);
/** What is no part of the running text: neither what was struck out, nor how a word is pronounced. */
const skipped: ReadonlySet<string> = new Set(
  "AUDIO BUTTON CANVAS DEL FIGCAPTION IFRAME INPUT NOSCRIPT OBJECT RP RT S SCRIPT SELECT STRIKE STYLE SVG TEMPLATE TEXTAREA VIDEO".split(
    " ",
  ),
);
const elementNode = 1;
const textNode = 3;
const fragmentNodes: ReadonlySet<number> = new Set([9, 11]);

/** Lines of an element, in its order; none is empty. Walks without recursion: depth costs no stack. */
export function linesOf(root: DomNode): Line[] {
  const lines: Line[] = [];
  const open: DomNode[] = [root];
  let linksOpen = 0;
  let parts: string[] = [];
  let linked = 0;
  let total = 0;
  const flush = () => {
    const linkShare = total === 0 ? 0 : linked / total;
    const block = open.at(-1) ?? root;
    const isHeading = /^H[1-6]$/i.test(block.nodeName);
    for (const text of breakLines(parts.join("")))
      lines.push({ text, linkShare, prose: proseLength(text), isHeading, block });
    parts = [];
    linked = 0;
    total = 0;
  };
  const stack: (DomNode | (() => void))[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node === "function") node();
    else if (node.nodeType === textNode) {
      const text = (node.nodeValue ?? "").replace(/[^\S ]+/g, " ");
      parts.push(text);
      total += text.trim().length;
      if (linksOpen > 0) linked += text.trim().length;
    } else if (node.nodeType === elementNode) {
      const name = node.nodeName.toUpperCase();
      if (skipped.has(name)) continue;
      if (name === "SUP") {
        parts.push(writeSuperscript(node, parts.slice(-3).join("")));
        continue;
      }
      if (name === "Q") {
        parts.push("“");
        stack.push(() => {
          parts.push("”");
        });
      }
      // A single <br> may stand within a sentence; the mark is settled when the whole paragraph is known.
      if (name === "BR") parts.push("\v");
      else if (blocks.has(name)) {
        flush();
        open.push(node);
        stack.push(() => {
          flush();
          open.pop();
        });
      } else if (name === "A") {
        linksOpen++;
        stack.push(() => {
          linksOpen--;
        });
      }
      pushChildren(stack, node);
    } else if (node === root && fragmentNodes.has(node.nodeType)) pushChildren(stack, node);
  }
  flush();
  return lines;
}

/** Those of `lines` that stand within an element, which is a part of what they were read from. */
export function linesWithin(lines: Line[], element: DomNode): Line[] {
  if (!blocks.has(element.nodeName.toUpperCase())) return linesOf(element);
  return lines.filter(({ block }) => {
    let node: DomNode | null = block;
    while (node !== null && node !== element) node = node.parentNode;
    return node !== null;
  });
}

/** A single line break is a space, unless it ends a sentence; several end the paragraph. */
function breakLines(paragraph: string): string[] {
  if (paragraph.trim() === "") return [];
  if (!paragraph.includes("\v")) return cleanParagraphs(paragraph).split("\n").filter(Boolean);
  return cleanParagraphs(
    paragraph
      .replace(/[ \t]*\v[ \t]*/g, "\v")
      .replace(/\v{2,}/g, "\n")
      .replace(/([.!?…:。！？]["”’»」]?)\v/g, "$1\n")
      .replaceAll("\v", " "),
  )
    .split("\n")
    .filter(Boolean);
}

/** Paragraphs of an element, one a line. */
export function blockText(root: DomNode): string {
  return linesOf(root)
    .map(({ text }) => text)
    .join("\n");
}

function pushChildren(stack: (DomNode | (() => void))[], node: DomNode): void {
  for (let child = node.lastChild; child !== null; child = child.previousSibling) stack.push(child);
}

/** Paragraphs of a piece of HTML, such as a feed entry's description, without what it hides. */
export function htmlToText(html: string): string {
  // Without markup there is nothing to parse.
  if (!/[<&]/.test(html)) return cleanParagraphs(html);
  assertReadable(html);
  const fragment = parseFragment(html);
  writeOutFormulas(fragment, html);
  removeHidden(fragment);
  return blockText(fragment);
}

/** One line of plain text: a title that may hold markup, or may not. */
export function htmlToLine(html: string): string {
  return cleanLine(htmlToText(html));
}
