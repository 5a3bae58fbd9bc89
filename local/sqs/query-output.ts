// Writes the query protocol's answers: an action's output becomes elements, and these become XML.
import { elementName, mapsByJsonName } from "./query-names.ts";

export type Element = { name: string; content: string | Element[] };

/** The members of `output` as elements. A list repeats its element; a map has an element with name and value for each entry. */
export function toElements(action: string, output: object): Element[] {
  return Object.entries(output).flatMap(([name, value]) => member(action, name, value));
}

function member(action: string, name: string, value: unknown): Element[] {
  if (Array.isArray(value)) {
    return value.map((item) => ({ name: elementName(action, name), content: content(action, item) }));
  }
  const map = mapsByJsonName.get(name);
  if (!map || typeof value !== "object" || value === null) return [{ name, content: content(action, value) }];
  return Object.entries(value).map(([key, item]) => ({
    name: map.query,
    content: [
      { name: map.key, content: key },
      { name: "Value", content: content(action, item) },
    ],
  }));
}

function content(action: string, value: unknown): string | Element[] {
  return typeof value === "object" && value !== null ? toElements(action, value) : String(value);
}

export function toXml({ name, content: inner }: Element, namespace?: string): string {
  const open = namespace === undefined ? name : `${name} xmlns="${namespace}"`;
  const text =
    typeof inner === "string" ? escapeText(inner) : inner.map((element) => toXml(element)).join("");
  return text === "" ? `<${open}/>` : `<${open}>${text}</${name}>`;
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};
/** Characters that XML 1.0 cannot hold, even escaped. Only an error that quotes its cause has them. */
const unwritable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Carriage returns are escaped too: an XML parser would turn them into line feeds. */
function escapeText(text: string): string {
  return text
    .replace(unwritable, "\ufffd")
    .replace(/[&<>"\r]/g, (character) => entities[character] ?? character);
}
