// Makes text from anywhere safe to show and compare: no control characters, no direction tricks, plain spaces.

// Control characters other than line breaks, zero-width characters, soft hyphens and overrides of the writing direction.
const invisible = /[\p{Cc}\u00AD\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu;
/** Spaces other than a single plain one. */
const spaces = /[^\S ]+\s*| \s+/g;
const lineBreaks = /\r\n?|\u2028|\u2029|\u0085/g;

/** One line. */
export function cleanLine(text: string): string {
  return text.replace(spaces, " ").replace(invisible, "").toWellFormed().trim();
}

/** Paragraphs, one a line, none of them empty. */
export function cleanParagraphs(text: string): string {
  return text.replace(lineBreaks, "\n").split("\n").map(cleanLine).filter(Boolean).join("\n");
}

/** Cuts at a space before `maxChars`, and says so with an ellipsis. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars - 1).toWellFormed();
  const space = cut.lastIndexOf(" ");
  return `${(space > maxChars / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:–—-]+$/, "")}…`;
}
