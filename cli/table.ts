// Lays rows out under headings for any width: on a line each, with their details below, or as fields below each other.
import { visibleLine } from "../core/visible-text.ts";
import { type Paint, plain, type Style, statusStyle } from "./style.ts";
import { cutToWidth, padToWidth, textWidth, wrapToWidth } from "./text-width.ts";

export type Column<Row> = {
  heading: string;
  /** Empty: there is nothing to say. */
  cell(row: Row): string;
  /**
   * Text of any length, after all other columns. Where it does not fit beside them it stands below the row: "short" when
   * hardly any room is left, "whole" as soon as it would have to be cut.
   */
  detail?: "short" | "whole";
  /** Of its cells; by default that of a status, in a column that shows one. */
  style?(row: Row): Style | undefined;
};

type Field = readonly [name: string, value: string, style?: Style | undefined];
type Cell = { text: string; style?: Style | undefined };

const GAP = "  ";
/** Keeps the columns countable for a script. */
const NOTHING = "-";
const SHOW_A_STATUS = ["status", "state", "outcome", "last run"];
/** A "short" detail in fewer columns says too little. */
const LEAST_DETAIL = 24;

/** Without a width each row is one line, whole. `paint` is given text that cannot act on a terminal. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number = Number.POSITIVE_INFINITY,
  paint: Paint = plain,
): string[] {
  const mains = columns.filter(({ detail }) => !detail).length;
  const headings = columns.map(({ heading }): Cell => ({ text: heading, style: "heading" }));
  const cells = rows.map((row) => columns.map((column) => cellOf(column, row)));
  const widths = columns.map((_, at) =>
    Math.max(...[headings, ...cells].map((line) => textWidth(line[at]?.text ?? ""))),
  );

  const least = columns.map(({ detail }, at) => {
    const whole = widths[at] ?? 0;
    return detail === "short" ? Math.min(whole, LEAST_DETAIL) : whole;
  });
  const shrunk = shareRoom(widths, least, width);
  if (shrunk) return [headings, ...cells].map((line) => lineOf(line, shrunk, paint));

  const fieldsOf = (line: readonly Cell[]): Field[] =>
    line.map(({ text, style }, at) => [headings[at]?.text ?? "", text, style]);
  if (lineWidth(widths.slice(0, mains)) <= width) {
    const main = (line: readonly Cell[]) => lineOf(line.slice(0, mains), widths, paint);
    return [
      main(headings),
      ...cells.flatMap((line) => [main(line), ...below(fieldsOf(line).slice(mains), width)]),
    ];
  }
  return cells.flatMap((line, at) => [
    ...(at === 0 ? [] : [""]),
    ...fieldLines(fieldsOf(line), width, paint),
  ]);
}

function cellOf<Row>({ heading, cell, style }: Column<Row>, row: Row): Cell {
  const text = visibleLine(cell(row));
  const byStatus = SHOW_A_STATUS.includes(heading) ? statusStyle(text) : undefined;
  return { text, style: style ? style(row) : byStatus };
}

/** Names and values below each other, long values wrapped beside their names; without those that are empty. */
export function fieldLines(
  fields: readonly Field[],
  width: number = Number.POSITIVE_INFINITY,
  paint: Paint = plain,
): string[] {
  const said = fields.filter(([, value]) => value !== "");
  const nameWidth = Math.max(...said.map(([name]) => textWidth(name)));
  return said.flatMap(
    ([name, value, style = SHOW_A_STATUS.includes(name) ? statusStyle(value) : undefined]) =>
      wrapToWidth(visibleLine(value), width - nameWidth - GAP.length).map(
        (part, at) => paint(padToWidth(at === 0 ? name : "", nameWidth), "quiet") + GAP + paint(part, style),
      ),
  );
}

/** Widths with which a row fits on one line; undefined when one would be less than its least. */
function shareRoom(widths: readonly number[], least: readonly number[], width: number): number[] | undefined {
  let spare = width - lineWidth(least);
  if (spare < 0) return undefined;
  return widths.map((whole, at) => {
    const needed = least[at] ?? 0;
    const given = Math.min(whole, needed + spare);
    spare -= given - needed;
    return given;
  });
}

const lineWidth = (widths: readonly number[]): number =>
  widths.reduce((sum, each) => sum + GAP.length + each, -GAP.length);

/** What is padded is not painted, so that the line has no space at its end. */
const lineOf = (cells: readonly Cell[], widths: readonly number[], paint: Paint): string =>
  cells
    .map(({ text, style }, at) => {
      const width = widths[at] ?? 0;
      const shown = cutToWidth(text || NOTHING, width);
      const padding = at === cells.length - 1 ? "" : " ".repeat(Math.max(0, width - textWidth(shown)));
      return paint(shown, text === "" ? "quiet" : style) + padding;
    })
    .join(GAP);

/** On one line, where they fit; else each on its own. */
function below(details: readonly Field[], width: number): string[] {
  const said = details.filter(([, text]) => text !== "").map(([heading, text]) => `${heading}: ${text}`);
  const joined = said.join(GAP);
  const room = width - GAP.length;
  const lines = textWidth(joined) <= room ? [joined] : said.flatMap((text) => wrapToWidth(text, room));
  return joined === "" ? [] : lines.map((line) => GAP + line);
}
