// The text of a feed entry: its content where there is one, else its description.
import { limits } from "../limits.ts";
import { SourceError } from "../source-error.ts";
import { htmlToText } from "./block-text.ts";
import type { RawEntry } from "./feed-formats.ts";
import { unwrapLines } from "./plain-text.ts";

/** Paragraphs, one a line; the longest of what the entry offers. */
export function entryText(entry: RawEntry): string {
  const candidates = entry.contents.map(({ value, isPlain }) => {
    const cut = value.slice(0, limits.read.feedEntryChars);
    return isPlain ? unwrapLines(cut) : markupText(cut);
  });
  return candidates.reduce((longest, text) => (text.length > longest.length ? text : longest), "");
}

/** An entry too complex to read costs its text and not the whole feed. */
function markupText(html: string): string {
  try {
    return htmlToText(html);
  } catch (error) {
    if (error instanceof SourceError) return "";
    throw error;
  }
}
