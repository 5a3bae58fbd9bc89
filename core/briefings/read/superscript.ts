// Writes what stands raised in a line: powers stay numbers, and marks of footnotes go.
import type { DomElement, DomNode } from "./dom.ts";

const raised: Record<string, string> = Object.fromEntries(
  [..."0123456789+-−–"].map((sign, index) => [sign, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻"[index] ?? ""]),
);

/** `before` is the text in front of it, of which a few letters are enough. "10<sup>6</sup>" must not become 106. */
export function writeSuperscript(element: DomNode, before: string): string {
  const text = (element.textContent ?? "").trim();
  if (isFootnoteMark(text) || leads(element)) return "";
  if (!/^[+\-−–]?\d{1,4}$/.test(text)) return text;
  // Behind a number or a unit it is a power; behind a word or a sentence it counts footnotes.
  const isPower = /(?:[\d)]|(?<!\p{L})\p{L}{1,2})$/u.test(before);
  return isPower ? [...text].map((sign) => raised[sign] ?? sign).join("") : "";
}

/** "[12]", "[a]": a reference of the page, which means nothing outside of it. Signs like "*" and "†" are marks too. */
function isFootnoteMark(text: string): boolean {
  return /^\[\s*\w{1,3}\s*\]$|^[*†‡§]{1,3}$/.test(text);
}

function leads(node: DomNode): boolean {
  return node.parentNode?.nodeName === "A" || (isElement(node) && node.querySelector("a") !== null);
}

function isElement(node: DomNode): node is DomElement {
  return node.nodeType === 1;
}
