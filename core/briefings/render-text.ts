// A briefing as plain text, for readers that show no markup, such as the plain part of an e-mail.
import type { Briefing } from "./briefing.ts";
import { type Marks, renderOutline } from "./render-outline.ts";
import { cleanLine } from "./text/clean.ts";

/** Text from sources stays on its line, without characters that nobody sees. */
export const renderText = (briefing: Briefing): string => renderOutline(briefing, plain);

const LONGEST_RULE = 60;

const plain: Marks = {
  text: cleanLine,
  heading: (level, text, number) => {
    const line = `${number === undefined ? "" : `${number}. `}${cleanLine(text)}`;
    if (level === 3) return line;
    return `${line}\n${(level === 1 ? "=" : "-").repeat(Math.min(LONGEST_RULE, [...line].length))}`;
  },
  facts: cleanLine,
  label: (text) => `${text}:`,
  subject: cleanLine,
  citation: (sources) => sources.map((id) => `[${id}]`).join(""),
  // The address on a line of its own: programs that make links of addresses find its end.
  link: (title, url) => `${cleanLine(title)}\n   ${url}`,
  aside: (text) => `\n   ${cleanLine(text)}`,
};
