// A briefing as Markdown: readable as it stands, and safe to turn into HTML.
import type { Briefing } from "./briefing.ts";
import { type Marks, renderOutline } from "./render-outline.ts";

/** CommonMark. Text from sources is escaped: it never becomes markup, and only http and https are linked. */
export const renderMarkdown = (briefing: Briefing): string => renderOutline(briefing, markdown);

const markdown: Marks = {
  text: escapeMarkdown,
  heading: (level, text, number) =>
    `${"#".repeat(level)} ${number === undefined ? "" : `${number}. `}${escapeMarkdown(text)}`,
  facts: (text) => `*${escapeInline(text)}*`,
  label: (text, weight) => (weight === "strong" ? `**${text}:**` : `*${text}:*`),
  subject: (text) => `**${escapeMarkdown(text)}**`,
  citation: (sources) => sources.map((id) => `\\[${id}\\]`).join(""),
  link: (title, url) => `[${escapeMarkdown(title)}](${escapeUrl(url)})`,
  aside: (text) => ` — ${escapeInline(text)}`,
};

/** Also what could start a list or a heading's line, at the start of a block: "1." and "-" and "+". */
function escapeMarkdown(text: string): string {
  return escapeInline(text)
    .replace(/^(\d{1,9})([.)])/, "$1\\$2")
    .replace(/^([-+=])/, "\\$1");
}

/** What could start markup anywhere in a line; and one line it stays. */
function escapeInline(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_{}[\]<>#|~!&]/g, "\\$&");
}

function escapeUrl(url: string): string {
  return url.replace(
    /[()<>\\\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
}
