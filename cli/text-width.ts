// Measures and cuts text by the columns that it takes in a terminal: a Chinese character takes two, a combining mark none.
import stringWidth from "string-width";

export const textWidth = (text: string): number => stringWidth(text);

/** The text, or its beginning and an ellipsis: at most `width` columns. */
export function cutToWidth(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  return width < 1 ? "" : `${beginning(text, width - 1)}…`;
}

export const padToWidth = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - stringWidth(text)));

/** Lines of at most `width` columns, broken at spaces where there are any. */
export function wrapToWidth(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (stringWidth(rest) > width) {
    const fitting = beginning(rest, width) || firstCharacter(rest);
    const space = rest.lastIndexOf(" ", fitting.length);
    const line = space > 0 ? rest.slice(0, space) : fitting;
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return rest === "" ? lines : [...lines, rest];
}

/** What a reader sees as one character: a letter with its accents, an emoji of several code points. */
const characters = new Intl.Segmenter();

function beginning(text: string, width: number): string {
  let taken = 0;
  for (const { index, segment } of characters.segment(text)) {
    taken += stringWidth(segment);
    if (taken > width) return text.slice(0, index);
  }
  return text;
}

/** Also of a text whose first character alone is too wide: something must be taken from it. */
const firstCharacter = (text: string): string => [...characters.segment(text)][0]?.segment ?? text;
