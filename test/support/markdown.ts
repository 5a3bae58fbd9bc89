// Reads documents: their headings as GitHub links to them, and their tables.
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The part of a link to a heading: lower case, without punctuation, a hyphen for each space. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

type Heading = { level: number; anchor: string; at: number };

/** Without those in blocks of code, where `#` begins a comment. */
function headingsOf(text: string): Heading[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, " "));
  return [...prose.matchAll(/^(#{1,6}) (.+)$/gm)].map(({ 1: marks = "", 2: words = "", index }) => ({
    level: marks.length,
    anchor: anchorOf(words),
    at: index,
  }));
}

/** Of this document: paths, with or without the name of a heading. */
export const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map((match) => match[1] ?? "");

/**
 * What a link leads to: a section, a file, or the TypeScript of a folder.
 * @returns undefined when the file or the heading is not there.
 */
export function readLink(link: string, document: string): string | undefined {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(target)) return undefined;
  if (statSync(target).isDirectory()) {
    return globSync(join(target, "**/*.ts"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
  }
  const text = readFileSync(target, "utf8");
  return anchor === undefined ? text : sectionOf(text, anchor);
}

function sectionOf(text: string, anchor: string): string | undefined {
  const headings = headingsOf(text);
  const index = headings.findIndex((heading) => heading.anchor === anchor);
  const first = headings[index];
  if (!first) return undefined;
  const next = headings.slice(index + 1).find(({ level }) => level <= first.level);
  return text.slice(first.at, next?.at);
}

/** The cells of each row of each table, without the row of headings. */
export const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/^\|[-:| ]+\|\n((?:\|.*\|\n)+)/gm)].flatMap(({ 1: rows = "" }) =>
    rows
      .trimEnd()
      .split("\n")
      .map((row) =>
        row
          .slice(1, -1)
          .split("|")
          .map((cell) => cell.trim()),
      ),
  );

/** What stands between backticks. */
export const codeIn = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
