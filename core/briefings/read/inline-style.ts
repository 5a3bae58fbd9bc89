// Reads CSS declarations and answers whether they hide what they are set on.

export type Declarations = ReadonlyMap<string, string>;

/** `color: red; display:none !important` → its properties and values, in lower case. */
export function declarationsOf(style: string): Declarations {
  const found = new Map<string, string>();
  if (style === "") return found;
  const text = style
    .slice(0, 4_000)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\\([\da-f]{1,6})\s?/gi, (_, code: string) => letter(Number.parseInt(code, 16)));
  for (const part of text.toLowerCase().split(";")) {
    const colon = part.indexOf(":");
    if (colon < 0) continue;
    const value = part
      .slice(colon + 1)
      .replace("!important", "")
      .trim();
    if (value !== "") found.set(part.slice(0, colon).trim(), value);
  }
  for (const [name, value] of found)
    if (value.includes("var("))
      found.set(
        name,
        value.replace(/var\(\s*(--[\w-]+)[^()]*\)/g, (_, variable) => found.get(variable) ?? ""),
      );
  return found;
}

function letter(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** True when the element is hidden with all that is in it, whatever that sets for itself. */
export function hidesAll(style: Declarations): boolean {
  if (style.size === 0) return false;
  return (
    style.get("display") === "none" ||
    style.get("content-visibility") === "hidden" ||
    isTransparent(style) ||
    isOffScreen(style) ||
    isClippedAway(style) ||
    isWithoutSize(style)
  );
}

/** The properties that hide the element's text, and that an element within it can set anew. */
export function hidingProperties(style: Declarations): string[] {
  const hiding = [];
  if (/^(?:hidden|collapse)$/.test(style.get("visibility") ?? "")) hiding.push("visibility");
  if (isTinySize(style.get("font-size"))) hiding.push("font-size");
  // A letter may be filled by the picture behind it.
  const isFilled = ["background-clip", "-webkit-background-clip"].some((name) => style.get(name) === "text");
  const color = plainColor(style.get("-webkit-text-fill-color") ?? style.get("color"));
  const background = plainColor(style.get("background-color") ?? style.get("background"));
  if (color !== undefined && !isFilled && (isClear(color) || color === background)) hiding.push("color");
  return hiding;
}

/** Frameworks begin what they fade in as transparent, and say so by what else moves. */
function isTransparent(style: Declarations): boolean {
  const isMoved = ["transform", "transition", "animation", "will-change"].some((name) => style.has(name));
  const isClearAll =
    /^0*\.?0+%?$/.test(style.get("opacity") ?? "") ||
    /opacity\(\s*0*\.?0+%?\s*\)/.test(style.get("filter") ?? "");
  return isClearAll && !isMoved;
}

const farAway = /^(?:calc\(\s*)?-\s*(?:\d{4,}(?:\.\d+)?(?:px|pt)?|\d{3,}(?:\.\d+)?(?:r?em|vw|vh|%))(?:\s|$)/;

function isOffScreen(style: Declarations): boolean {
  const isFar = (name: string) => farAway.test(style.get(name) ?? "");
  const isPlaced = /^(?:absolute|fixed)$/.test(style.get("position") ?? "");
  if (isPlaced && ["left", "right", "top", "bottom", "inset-inline-start"].some(isFar)) return true;
  if (["text-indent", "margin-left", "margin-top"].some(isFar)) return true;
  return /translate(?:x|y|3d)?\(\s*-\d{4,}/.test(style.get("transform") ?? "");
}

function isClippedAway(style: Declarations): boolean {
  return (
    /^rect\(\s*[01](?:px)?(?:[\s,]+[01](?:px)?){3}\s*\)$/.test(style.get("clip") ?? "") ||
    /^inset\(\s*(?:50|[6-9]\d|100)%\s*\)$|^circle\(\s*0|^polygon\((?:\s*0[a-z%]*\s+0[a-z%]*\s*,?)+\)/.test(
      style.get("clip-path") ?? "",
    ) ||
    /\bscale(?:x|y|3d)?\(\s*0(?:\.0+)?\s*[,)]/.test(style.get("transform") ?? "")
  );
}

function isWithoutSize(style: Declarations): boolean {
  if (!/^(?:hidden|clip)$/.test(style.get("overflow") ?? style.get("overflow-y") ?? "")) return false;
  return ["height", "max-height", "width", "max-width"].some((name) =>
    /^[01](?:px)?$/.test(style.get(name) ?? ""),
  );
}

function isTinySize(size: string | undefined): boolean {
  return (
    size !== undefined &&
    /^(?:(?:0?\.\d+|[01](?:\.\d+)?)(?:px|pt)|0*\.?0+(?:r?em|%|vw|vh)?|0?\.0\d*r?em)$/.test(size)
  );
}

/** "white", "#fff" and "rgb(255, 255, 255)" are one colour. Of a shorthand, the first value. */
function plainColor(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const first = /^(?:[\w-]+\([^)]*\)|\S+)/.exec(value)?.[0] ?? value;
  const named: Record<string, string> = { white: "#ffffff", black: "#000000" };
  const numbers = /^rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/.exec(first)?.slice(1);
  if (numbers !== undefined)
    return `#${numbers.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
  if (/^#[\da-f]{3}$/.test(first)) return first.replace(/[\da-f]/g, "$&$&");
  return Object.hasOwn(named, first) ? named[first] : first;
}

function isClear(color: string): boolean {
  return color === "transparent" || /^(?:rgba|hsla)\([^)]*[,/]\s*0(?:\.0+)?%?\s*\)$/.test(color);
}
