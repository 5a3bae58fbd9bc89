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
  getAttributeNames(): string[];
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  removeAttribute(name: string): void;
  matches(selector: string): boolean;
  contains(other: DomNode): boolean;
  remove(): void;
  replaceWith(...nodes: (DomNode | string)[]): void;
  replaceChildren(...nodes: DomNode[]): void;
  append(...nodes: DomNode[]): void;
};
export type DomDocument = Pick<DomElement, "querySelector" | "querySelectorAll"> & {
  readonly documentElement: DomElement | null;
  readonly body: DomElement | null;
};

/** Parses a whole page. Scripts do not run and nothing is loaded. */
export function parsePage(html: string): DomDocument {
  // linkedom needs a root element to give a document.
  const hasRoot = /<html[\s>]/i.test(html);
  const document: DomDocument = parseHTML(hasRoot ? html : inRoot("", html)).document;
  return isInOrder(document) ? document : parseInOrder(html);
}

/**
 * A browser puts what stands before, between and behind head and body into one of them. linkedom leaves it where it
 * is, and then answers an empty body.
 */
function isInOrder({ documentElement, body }: DomDocument): boolean {
  if (documentElement?.nodeName !== "HTML" || body === null || body.firstChild === null) return false;
  if (isElement(documentElement.nextSibling) || isElement(documentElement.previousSibling)) return false;
  for (let child = documentElement.firstChild; child !== null; child = child.nextSibling)
    if (isElement(child) && child.nodeName !== "HEAD" && child !== body) return false;
  return true;
}

function parseInOrder(html: string): DomDocument {
  const attributes = /<html\b([^>]{0,1000})>/i.exec(html)?.[1] ?? "";
  const rest = html.replace(/<!doctype[^>]{0,500}>|<\/?(?:html|head|body)(?=[\s>/])[^>]{0,2000}>/gi, " ");
  const document: DomDocument = parseHTML(inRoot(attributes, rest)).document;
  const head = document.querySelector("head");
  head?.append(...document.querySelectorAll("body title, body meta, body link, body base"));
  return document;
}

function inRoot(attributes: string, html: string): string {
  return `<!doctype html><html${attributes}><head></head><body>${html}</body></html>`;
}

function isElement(node: DomNode | null): boolean {
  return node?.nodeType === 1;
}

/** Parses a piece of a page and answers the element around it. */
export function parseFragment(html: string): DomElement {
  const { body } = parsePage(`<!doctype html><html><body>${html}</body></html>`);
  if (body === null) throw new Error("linkedom made a page without a body");
  return body;
}
