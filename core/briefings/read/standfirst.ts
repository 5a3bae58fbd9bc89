// Finds the standfirst: the sentences between the title and the article that say what it is about.
import { hasWords } from "../text/words.ts";
import type { Line } from "./block-text.ts";
import type { DomElement, DomNode } from "./dom.ts";
import type { Metadata } from "./metadata.ts";

const names =
  /(?:^|[\s_-])(?:lead|lede|intro|introduction|teaser|standfirst|chapo|chapeau|deck|dek|sub-?title|sub-?headline|subline|summary|abstract|excerpt|vorspann|entradilla|bajada|sottotitolo|sommario|preamble|ingress|manchette?|perex|zajawka|leader|key-?points)(?=$|[\s_-])/i;

/** Lines of the page before the first chosen one that are its standfirst, in their order. */
export function standfirstOf(
  page: Line[],
  chosen: Line[],
  metadata: Pick<Metadata, "title" | "description">,
): string[] {
  const present = new Set(chosen.map(({ text }) => text));
  const first = page.findIndex(({ text }) => present.has(text) && hasWords(text, 8));
  const title = page
    .slice(0, Math.max(first, 0))
    .findLastIndex(({ text, block }) => block.nodeName === "H1" || text === metadata.title);
  if (first < 0 || title < 0) return [];
  return page
    .slice(title + 1, first)
    .filter((line) => !present.has(line.text) && isStandfirst(line, metadata.description))
    .map(({ text }) => text);
}

function isStandfirst({ text, linkShare, block }: Line, description: string | undefined): boolean {
  if (linkShare > 0.4 || !hasWords(text, 6) || hasWords(text, 151)) return false;
  if (description !== undefined && description.slice(0, 60) === text.slice(0, 60)) return true;
  for (
    let node: DomNode | null = block, depth = 0;
    node !== null && depth < 3;
    node = node.parentNode, depth++
  ) {
    if (isElement(node) && names.test(`${node.getAttribute("class") ?? ""} ${node.getAttribute("id") ?? ""}`))
      return true;
  }
  return hasWords(text, 15) && /[.!?…。！？]["”’»)]*$/.test(text);
}

function isElement(node: DomNode): node is DomElement {
  return node.nodeType === 1;
}
