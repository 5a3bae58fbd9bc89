// Text that comes as text: lines that were wrapped at a width become paragraphs again, and what is too long is cut.
import { limits } from "../limits.ts";
import { cleanParagraphs } from "../text/clean.ts";

/** Shorter lines than this are headings, list entries or verses, and stand alone. */
const wrappedLineChars = 45;

/** Paragraphs, one a line. A line that is long, ends no sentence and starts no list goes on in the next. */
export function unwrapLines(text: string): string {
  const paragraphs = text.replace(/\r\n?/g, "\n").split(/\n[^\S\n]*\n/);
  return cleanParagraphs(paragraphs.map(unwrapParagraph).join("\n"));
}

function unwrapParagraph(paragraph: string): string {
  let unwrapped = "";
  let previous = "";
  for (const line of paragraph.split("\n").map((part) => part.trim())) {
    const goesOn =
      previous.length >= wrappedLineChars &&
      !/[.!?…:。！？؟।]["”’»)」]*$/.test(previous) &&
      !/^(?:[-*•–]|\d+[.)])\s/.test(line);
    unwrapped += goesOn ? ` ${line}` : `\n${line}`;
    previous = line;
  }
  return unwrapped;
}

/** Cut behind the last whole line that fits. */
export function cutText(text: string): { text: string; truncated: boolean } {
  const { textChars } = limits.read;
  if (text.length <= textChars) return { text, truncated: false };
  const end = text.lastIndexOf("\n", textChars);
  return { text: text.slice(0, end > textChars / 2 ? end : textChars).toWellFormed(), truncated: true };
}
