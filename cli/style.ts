// Colours and links, where the terminal can show them: never in a pipe, with NO_COLOR or TERM=dumb; always with FORCE_COLOR.
import { styleText } from "node:util";
import { createSupportsHyperlinks } from "supports-hyperlinks";

export type Style = "good" | "bad" | "warn" | "busy" | "quiet" | "heading";

const FORMATS = {
  good: "green",
  bad: "red",
  warn: "yellow",
  busy: "cyan",
  quiet: "dim",
  heading: "bold",
} as const satisfies Record<Style, string>;

/** Text that has no control characters, in this style. */
export type Paint = (text: string, style?: Style) => string;

export const plain: Paint = (text) => text;

/** What this stream can show: Node knows the variables and the terminals. */
export const painterFor =
  (stream: NodeJS.WriteStream): Paint =>
  (text, style) =>
    style === undefined || text === "" ? text : styleText(FORMATS[style], text, { stream });

/** The text as a link (OSC 8) where the terminal makes one of it; elsewhere the text. */
export const linkFor =
  (stream: NodeJS.WriteStream) =>
  (text: string, url: string): string =>
    createSupportsHyperlinks(stream) && !isDumb() ? `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\` : text;

/** The library looks at what a terminal says that it is, and not at these two. */
const isDumb = (): boolean => process.env.TERM === "dumb" || Boolean(process.env.NO_COLOR);

const STYLES: readonly (readonly [RegExp, Style])[] = [
  [/, archived\b/, "quiet"],
  [/^(succeeded|ok|closed)\b/, "good"],
  [/^(dead|fault|lost|killed|failed|timed-out)\b/, "bad"],
  [/^(retrying|warning|paused|interrupted|unknown|open)\b/, "warn"],
  [/^(running|queued|enqueued)\b/, "busy"],
  [/^(cancelled|skipped|missed|archived|-)/, "quiet"],
];

/** By the word that a status begins with: `dead (exhausted)`. */
export const statusStyle = (text: string): Style | undefined =>
  STYLES.find(([words]) => words.test(text))?.[1];
