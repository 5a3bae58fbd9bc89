// The one way to standard output and standard error: every text passes here, and its control characters become visible.
import { clearLine, cursorTo } from "node:readline";
import { visibleJson, visibleMarkup, visibleText } from "../core/visible-text.ts";
import { type Column, fieldLines, tableLines } from "./table.ts";

/** Text for people on standard output. */
export const print = (text: string): void => out(visibleText(text));

/** What is no part of the answer, on standard error: how far a job is, where there is more, what is wrong. */
export const note = (text: string): void => noteWritten(`${text}\n`);

/** The same of text that brings its line breaks along. */
export const noteWritten = (text: string): void => void process.stderr.write(visibleText(text));

/** One line on standard error, a terminal, in place of the one before. */
export function redraw(line: string): void {
  clearLine(process.stderr, 0);
  cursorTo(process.stderr, 0);
  process.stderr.write(visibleText(line));
}

/** Markdown or HTML. */
export const printMarkup = (markup: string): void => out(visibleMarkup(markup));

/** One JSON document; on one line unless `pretty`. */
export const printJson = (value: unknown, pretty = false): void =>
  out(visibleJson(JSON.stringify(value, undefined, pretty ? 2 : undefined)));

/** In a terminal as wide as that; elsewhere each row is one whole line. */
export const printTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void =>
  tableLines(columns, rows, widthOf(process.stdout)).forEach(out);

/** Names and values below each other. */
export const printFields = (fields: readonly (readonly [name: string, value: string])[]): void =>
  fieldLines(fields, widthOf(process.stdout)).forEach(out);

/** The same on standard error. */
export const noteFields = (fields: readonly (readonly [name: string, value: string])[]): void =>
  fieldLines(fields, widthOf(process.stderr)).forEach(note);

export const noteTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void =>
  tableLines(columns, rows, widthOf(process.stderr)).forEach(note);

/** Undefined where the stream is no terminal. */
export const widthOf = (stream: NodeJS.WriteStream): number | undefined =>
  stream.isTTY ? stream.columns : undefined;

const out = (text: string): void => void process.stdout.write(`${text}\n`);
