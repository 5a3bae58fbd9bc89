// Puts formulas into the line of their sentence: as a reader would type them, or as a mark that says one is missing.
import type { DomElement } from "./dom.ts";
import { writeMathml } from "./mathml.ts";
import { fromTex } from "./tex.ts";

/** Stands where a formula cannot be written on a line. A sentence that holds it is not quoted. */
export const formulaMark = "[formula]";

/** What programs that show formulas wrap around one: a hidden MathML or TeX form, and a picture or pieces of text. */
const wrappers = ".mwe-math-element, .katex-display, .katex, mjx-container, .MathJax, .MathJax_Display";
/** Pictures of formulas, which name their TeX. */
const pictures =
  "img[alt].tex, img[alt].latex, img[alt][class*=mwe-math], img[alt][src*='latex.php'], img[alt][src*=codecogs]";
const longest = 60;

/** Most pages have no formula, and looking for them in a large tree costs time. */
const signs = /<math|katex|mjx-|mathjax|mwe-math|latex|class=["']?tex\b/i;

/**
 * Replaces every formula of the tree, which was parsed from `html`, by text. Must run before hidden text is removed: the
 * readable form of many is hidden.
 */
export function writeOutFormulas(root: Pick<DomElement, "querySelectorAll">, html: string): void {
  if (!signs.test(html)) return;
  for (const wrapper of [...root.querySelectorAll(wrappers)]) {
    if (wrapper.parentNode !== null) wrapper.replaceWith(` ${withoutWords(wrappedFormula(wrapper))} `);
  }
  for (const math of [...root.querySelectorAll("math")])
    if (math.parentNode !== null) math.replaceWith(` ${onLine(fromMath(math))} `);
  for (const picture of [...root.querySelectorAll(pictures)])
    picture.replaceWith(` ${withoutWords(onLine(fromTex(picture.getAttribute("alt") ?? "")))} `);
}

/** A hidden form may say anything. What reads like words is no formula. */
function withoutWords(text: string): string {
  const words = text
    .match(/\p{L}{4,}/gu)
    ?.filter((word) => !/^(?:sinh|cosh|tanh|arcsin|arccos|arctan)$/.test(word));
  return text === formulaMark || words === null || words === undefined || words.length === 0
    ? text
    : formulaMark;
}

function wrappedFormula(wrapper: DomElement): string {
  const math = wrapper.querySelector("math");
  const typed = math === null ? undefined : fromMath(math);
  const alt = wrapper.querySelector("img[alt]")?.getAttribute("alt");
  return onLine(typed ?? (alt ? fromTex(alt) : undefined));
}

function onLine(text: string | undefined): string {
  const line = text?.replace(/\s+/g, " ").trim() ?? "";
  return line === "" || line.length > longest ? formulaMark : line;
}

function fromMath(math: DomElement): string | undefined {
  const written = writeMathml(math);
  if (written !== undefined && written.trim() !== "") return written;
  const tex = math.querySelector('annotation[encoding*="tex"]')?.textContent ?? math.getAttribute("alttext");
  return tex ? fromTex(tex) : undefined;
}
