// Shows the control characters of text from outside, so that the text cannot act on the terminal that prints it.

/**
 * C0 (with ESC, which begins OSC and CSI sequences), DEL and C1; the marks, embeddings, overrides and isolates of the
 * writing direction; separators and fillers that no terminal shows; and the tag characters. Line breaks and tabs are
 * not among them. The joiners U+200C and U+200D are not either: Persian, Hindi and emoji need them.
 */
const hidden =
  /(?![\n\t])[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text of several lines; each hidden character reads as `\x1b` or `\u202e`. */
export const visibleText = (text: string): string => text.replaceAll("\r\n", "\n").replace(hidden, escaped);

/** The same on one line: line breaks, tabs and runs of spaces become one space. */
export const visibleLine = (text: string): string => visibleText(text).replace(/\s+/g, " ").trim();

/** JSON text: hidden characters become JSON's own escapes, so that the value stays the same. */
export const visibleJson = (json: string): string =>
  json.replace(hidden, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(""),
  );

/** Markdown or HTML: hidden characters become character references, which a browser reads as the character. */
export const visibleMarkup = (markup: string): string =>
  markup.replaceAll("\r\n", "\n").replace(hidden, (character) => `&#x${hex(codePointOf(character), 1)};`);

function escaped(character: string): string {
  const code = codePointOf(character);
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 1)}}`;
}

const codePointOf = (character: string): number => character.codePointAt(0) ?? 0;
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");
