// The text of a feed entry: its content where there is one, else its description.
import { limits } from "../limits.ts";
import { SourceError } from "../source-error.ts";
import { cleanParagraphs } from "../text/clean.ts";
import { htmlToText } from "./block-text.ts";
import type { RawEntry } from "./feed-formats.ts";

/** Paragraphs, one a line; the longest of what the entry offers. */
export function entryText(entry: RawEntry): string {
  const candidates = entry.contents.map(({ value, isPlain }) => {
    const cut = value.slice(0, limits.read.feedEntryChars);
    return isPlain ? cleanParagraphs(cut) : markupText(cut);
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

/** Cut behind the last whole line that fits. */
export function cutText(text: string): { text: string; truncated: boolean } {
  const { textChars } = limits.read;
  if (text.length <= textChars) return { text, truncated: false };
  const end = text.lastIndexOf("\n", textChars);
  return { text: text.slice(0, end > textChars / 2 ? end : textChars).toWellFormed(), truncated: true };
}
