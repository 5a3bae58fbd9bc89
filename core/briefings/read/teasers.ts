// Removes teasers: small parts of a page whose heading leads to another page, with what stands beside that heading.
import type { DomDocument, DomElement, DomNode } from "./dom.ts";
import { measureProse, sumOver } from "./prose.ts";

/** A teaser has a sentence or three beside its heading; more is a section of the article. In characters. */
const mostProse = 450;

/** `title` and `url` are of the page: a heading that leads to itself is no teaser. */
export function removeTeasers(document: DomDocument, page: { title: string; url: URL }): void {
  const { body } = document;
  if (body === null) return;
  const leading = [...body.querySelectorAll("h2, h3, h4, h5, h6")].filter((heading) =>
    leadsElsewhere(heading, page),
  );
  if (leading.length === 0) return;
  const proseOf = measureProse(body);
  const headingsOf = sumOver(body, (node) => ({ own: /^H[1-6]$/.test(node.nodeName) ? 1 : 0 }));
  const isTeaser = (node: DomNode) => headingsOf(node) === 1 && proseOf(node) <= mostProse;
  for (const heading of leading) {
    if (!body.contains(heading)) continue;
    let part = heading;
    for (
      let node = heading.parentNode;
      isElement(node) && node !== body && isTeaser(node);
      node = node.parentNode
    )
      part = node;
    part.remove();
  }
}

function leadsElsewhere(heading: DomElement, page: { title: string; url: URL }): boolean {
  const text = textOf(heading);
  if (text === "" || text === page.title) return false;
  const link = heading.querySelector("a[href]") ?? linkAround(heading);
  if (link === undefined || textOf(link).length < text.length * 0.9) return false;
  const target = URL.parse(link.getAttribute("href") ?? "", page.url.href);
  if (target === null || !/^https?:$/.test(target.protocol)) return false;
  return target.host === page.url.host && target.pathname !== page.url.pathname;
}

function linkAround(heading: DomElement): DomElement | undefined {
  for (
    let node = heading.parentNode, depth = 0;
    isElement(node) && depth < 3;
    node = node.parentNode, depth++
  )
    if (node.nodeName === "A" && node.getAttribute("href") !== null) return node;
  return undefined;
}

function textOf(node: DomNode): string {
  return (node.textContent ?? "").replace(/\s+/g, " ").trim();
}

function isElement(node: DomNode | null): node is DomElement {
  return node?.nodeType === 1;
}
