// The one way to standard output and standard error: every text passes here, and its control characters become visible.
import { clearLine, cursorTo } from "node:readline";
import { visibleJson, visibleLine, visibleMarkup, visibleText } from "../core/visible-text.ts";
import { linkFor, painterFor, type Style } from "./style.ts";
import { type Column, fieldLines, tableLines } from "./table.ts";
import { textWidth } from "./text-width.ts";

/** Text for people on standard output. */
export const print = (text: string): void => out(visibleText(text));

/** `width`: it takes at least so many columns. `url`: it leads to a place of ours. */
export type Piece = { text: string; style?: Style | undefined; url?: string; width?: number };

/** Pieces of one line on standard output, each in its style. */
export const printStyled = (...pieces: readonly Piece[]): void => out(pieces.map(shownPiece).join(" "));

function shownPiece({ text, style, url, width = 0 }: Piece): string {
  const line = visibleLine(text);
  const painted = painterFor(process.stdout)(line, style);
  const linked = url === undefined ? painted : linkFor(process.stdout)(painted, url);
  return linked + " ".repeat(Math.max(0, width - textWidth(line)));
}

/** What is no part of the answer, on standard error: how far a job is, where there is more, what is wrong. */
export const note = (text: string): void => noteWritten(`${text}\n`);

/** The same of text that brings its line breaks along. */
export const noteWritten = (text: string): void => err(visibleText(text));

/** One line on standard error, a terminal, in place of the one before. In a frame that is drawn as a whole it has no place. */
export function redraw(line: string): void {
  if (frame) return;
  clearLine(process.stderr, 0);
  cursorTo(process.stderr, 0);
  process.stderr.write(visibleText(line));
}

/** What moves the cursor, and frames: their text became visible when it was collected (`collectFrame`). */
export const drawInTerminal = (drawn: string): void => void process.stdout.write(drawn);

/** Markdown or HTML. */
export const printMarkup = (markup: string): void => out(visibleMarkup(markup));

/** One JSON document; on one line unless `pretty`. */
export const printJson = (value: unknown, pretty = false): void =>
  out(visibleJson(JSON.stringify(value, undefined, pretty ? 2 : undefined)));

/** In a terminal as wide as that; elsewhere each row is one whole line. */
export const printTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void =>
  tableLines(columns, rows, widthOf(process.stdout), painterFor(process.stdout)).forEach(out);

/** Names and values below each other. */
export const printFields = (fields: readonly (readonly [name: string, value: string])[]): void =>
  fieldLines(fields, widthOf(process.stdout), painterFor(process.stdout)).forEach(out);

/** The same on standard error. */
export const noteFields = (fields: readonly (readonly [name: string, value: string])[]): void =>
  fieldLines(fields, widthOf(process.stderr), painterFor(process.stderr)).forEach(noteLine);

export const noteTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void =>
  tableLines(columns, rows, widthOf(process.stderr), painterFor(process.stderr)).forEach(noteLine);

/** Undefined where the stream is no terminal, or one that does not say its width. */
export const widthOf = (stream: NodeJS.WriteStream): number | undefined =>
  stream.isTTY ? stream.columns || undefined : undefined;

/** Lines whose text has become visible already, in their colours. */
const noteLine = (line: string): void => err(`${line}\n`);
const out = (text: string): void => write(process.stdout, `${text}\n`);
const err = (text: string): void => write(process.stderr, text);

/** Gets all that is written, instead of the terminal. */
let frame: string[] | undefined;

function write(stream: NodeJS.WriteStream, text: string): void {
  if (frame) frame.push(text);
  else stream.write(text);
}

/** @returns what `work` would have written to standard output and standard error, in its order. */
export async function collectFrame(work: () => Promise<unknown>): Promise<string> {
  const collected: string[] = [];
  frame = collected;
  try {
    await work();
  } finally {
    frame = undefined;
  }
  return collected.join("");
}
