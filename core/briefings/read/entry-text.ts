// The text of a feed entry: its content where there is one, else its description.
import { limits } from "../limits.ts";
import { cleanParagraphs } from "../text/clean.ts";
import { htmlToText } from "./block-text.ts";
import type { RawEntry } from "./feed-formats.ts";

/** Paragraphs, one a line; the longest of what the entry offers. */
export function entryText(entry: RawEntry): string {
  const candidates = entry.contents.map(({ value, isPlain }) => {
    const cut = value.slice(0, limits.read.feedEntryChars);
    return isPlain ? cleanParagraphs(cut) : htmlToText(cut);
  });
  return candidates.reduce((longest, text) => (text.length > longest.length ? text : longest), "");
}

/** Cut behind the last whole line that fits. */
export function cutText(text: string): { text: string; truncated: boolean } {
  const { textChars } = limits.read;
  if (text.length <= textChars) return { text, truncated: false };
  const end = text.lastIndexOf("\n", textChars);
  return { text: text.slice(0, end > textChars / 2 ? end : textChars).toWellFormed(), truncated: true };
}
