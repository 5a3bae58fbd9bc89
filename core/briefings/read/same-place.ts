// Finds the rest of an article that a page keeps in several elements of one kind, of which only one was chosen.
import type { Line } from "./block-text.ts";
import type { DomElement, DomNode } from "./dom.ts";

/** A block and three elements around it tell a paragraph of the article from a teaser or a comment. */
const depth = 4;
const leastProse = 80;

/** The names and classes of a block and of what it stands in. To be asked before Readability takes the page apart. */
export function placeOf(block: DomNode): string {
  const names: string[] = [];
  for (let node: DomNode | null = block; node !== null && names.length < depth; node = node.parentNode)
    names.push(isElement(node) ? `${node.nodeName}.${node.getAttribute("class") ?? ""}` : node.nodeName);
  return names.join(" ");
}

/** `chosen`, and the paragraphs of the page below its first that stand in places of the same kind. `places` are of `page`. */
export function withSamePlaces(page: Line[], places: string[], chosen: Line[]): Line[] {
  const present = new Set(chosen.map(({ text }) => text));
  const kinds = new Set(
    places.filter((_, index) => isParagraph(page[index]) && present.has(page[index]?.text ?? "")),
  );
  const behind = new Map<string, Line[]>();
  let last: string | undefined;
  for (const [index, line] of page.entries()) {
    if (present.has(line.text)) last = line.text;
    else if (last !== undefined && isParagraph(line) && kinds.has(places[index] ?? ""))
      behind.set(last, [...(behind.get(last) ?? []), line]);
  }
  return chosen.flatMap((line) => {
    const missed = behind.get(line.text) ?? [];
    behind.delete(line.text);
    return [line, ...missed];
  });
}

function isParagraph(line: Line | undefined): boolean {
  return line !== undefined && line.linkShare < 0.3 && line.prose >= leastProse;
}

function isElement(node: DomNode): node is DomElement {
  return node.nodeType === 1;
}
