// The small part of the DOM that reading uses, so that the browser's globals stay out of the project's types.
import { parseHTML } from "linkedom";

export type DomNode = {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly textContent: string | null;
  readonly firstChild: DomNode | null;
  readonly lastChild: DomNode | null;
  readonly previousSibling: DomNode | null;
  readonly nextSibling: DomNode | null;
  readonly parentNode: DomNode | null;
};
export type DomElement = DomNode & {
  getAttribute(name: string): string | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  remove(): void;
};
export type DomDocument = Pick<DomElement, "querySelector" | "querySelectorAll"> & {
  readonly documentElement: DomElement | null;
  readonly body: DomElement | null;
};

/** Parses a whole page. Scripts do not run and nothing is loaded. */
export function parsePage(html: string): DomDocument {
  // linkedom needs a root element to give a document.
  const hasRoot = /<html[\s>]/i.test(html);
  return parseHTML(hasRoot ? html : `<!doctype html><html><head></head><body>${html}</body></html>`).document;
}

/** Parses a piece of a page and answers the element around it. */
export function parseFragment(html: string): DomElement {
  const { body } = parsePage(`<!doctype html><html><body>${html}</body></html>`);
  if (body === null) throw new Error("linkedom made a page without a body");
  return body;
}
