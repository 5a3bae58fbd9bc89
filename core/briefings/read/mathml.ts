// Writes MathML on a line, as a reader would type it.
import type { DomNode } from "./dom.ts";
import { grouped, lowered, raised } from "./line-notation.ts";

const deepest = 30;

/** Nothing for what needs two dimensions: matrices, sums with limits. */
export function writeMathml(node: DomNode, depth = 0): string | undefined {
  if (node.nodeType === 3) return node.nodeValue ?? "";
  if (node.nodeType !== 1 || depth > deepest) return depth > deepest ? undefined : "";
  const name = node.nodeName.toLowerCase();
  const parts = elementsOf(node);
  const written = () => parts.map((part) => writeMathml(part, depth + 1));
  switch (name) {
    case "annotation":
    case "annotation-xml":
    case "mphantom":
    case "mspace":
      return "";
    case "mi":
    case "mn":
    case "mtext":
    case "ms":
      return node.textContent ?? "";
    case "mo":
      return operator((node.textContent ?? "").trim());
    case "msup":
    case "msub":
    case "msubsup":
      return scripts(name, written());
    case "mfrac": {
      const [above, below] = written();
      return above === undefined || below === undefined ? undefined : `${grouped(above)}/${grouped(below)}`;
    }
    case "msqrt": {
      const inside = joined(written());
      return inside === undefined ? undefined : `√${grouped(inside)}`;
    }
    case "math":
    case "semantics":
    case "mrow":
    case "mstyle":
    case "mpadded":
    case "mfenced":
      return name === "mfenced" ? fenced(written()) : joined(written());
    default:
      return undefined;
  }
}

function elementsOf(node: DomNode): DomNode[] {
  const elements: DomNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.nodeType === 1) elements.push(child);
  return elements;
}

function joined(parts: (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join("");
}

function fenced(parts: (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : `(${parts.join(", ")})`;
}

/** Relations and sums have spaces around them; what is invisible in print is nothing here. */
function operator(sign: string): string {
  if (/^[\u2061-\u2064]?$/.test(sign)) return "";
  return /^(?:[=<>≤≥≈≠≡∼∝→+±×÷∈∉⊂⊆∪∩∧∨⇒⇔]|:=|-|−)$/.test(sign) ? ` ${sign.replace("-", "−")} ` : sign;
}

function scripts(name: string, parts: (string | undefined)[]): string | undefined {
  const [base, first, second] = parts;
  if (base === undefined || first === undefined) return undefined;
  if (name === "msup") return base + raised(first);
  if (name === "msub") return base + lowered(first);
  return second === undefined ? undefined : base + lowered(first) + raised(second);
}
