// Tables and fields for terminals of any width, and whole lines for scripts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Column, fieldLines, tableLines } from "../../cli/table.ts";
import { cutToWidth, textWidth, wrapToWidth } from "../../cli/text-width.ts";

type Row = { id: string; status: string; title: string };
const columns: Column<Row>[] = [
  { heading: "id", cell: ({ id }) => id },
  { heading: "status", cell: ({ status }) => status },
  { heading: "title", cell: ({ title }) => title, detail: "short" },
];
const row: Row = {
  id: "brf_01234567890123456789012345",
  status: "dead (exhausted)",
  title: "Offshore wind in the North Sea and what it costs",
};

describe("a table", () => {
  it("without a width has one whole line a row, with a mark in every empty cell", () => {
    expect(tableLines(columns, [row, { ...row, status: "" }])).toEqual([
      "id                              status            title",
      "brf_01234567890123456789012345  dead (exhausted)  Offshore wind in the North Sea and what it costs",
      "brf_01234567890123456789012345  -                 Offshore wind in the North Sea and what it costs",
    ]);
  });

  it("shortens a short detail where the line is too narrow", () => {
    expect(tableLines(columns, [row], 80)).toEqual([
      "id                              status            title",
      "brf_01234567890123456789012345  dead (exhausted)  Offshore wind in the North Se…",
    ]);
  });

  it("puts details below the row where hardly any room is left", () => {
    expect(tableLines(columns, [row], 50)).toEqual([
      "id                              status",
      "brf_01234567890123456789012345  dead (exhausted)",
      "  title: Offshore wind in the North Sea and what",
      "  it costs",
    ]);
  });

  it("never shortens a whole detail", () => {
    const whole = columns.map((column) => (column.detail ? { ...column, detail: "whole" as const } : column));
    expect(tableLines(whole, [row], 80)).toEqual([
      "id                              status",
      "brf_01234567890123456789012345  dead (exhausted)",
      "  title: Offshore wind in the North Sea and what it costs",
    ]);
  });

  it("is fields below each other in a terminal narrower than its rows", () => {
    expect(tableLines(columns, [row, row], 46).slice(0, 6)).toEqual([
      "id      brf_01234567890123456789012345",
      "status  dead (exhausted)",
      "title   Offshore wind in the North Sea and",
      "        what it costs",
      "",
      "id      brf_01234567890123456789012345",
    ]);
  });

  it("is never wider than the terminal, whatever its cells hold", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 80 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: text, status: text, title: text }), { maxLength: 4 }),
        fc.integer({ min: 24, max: 140 }),
        (rows, width) => {
          for (const line of tableLines(columns, rows, width))
            expect(textWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it("shows control characters of its cells", () => {
    const [, line] = tableLines(columns, [{ ...row, title: "\x1b[2J\nnext \u202eline" }]);
    expect(line).toMatch(/ {2}\\x1b\[2J next \\u202eline$/);
  });
});

describe("fields", () => {
  it("leave out what is empty", () => {
    const lines = fieldLines([
      ["job", "brf_1"],
      ["a long name", ""],
      ["type", "briefing:generate"],
    ]);
    expect(lines).toEqual(["job   brf_1", "type  briefing:generate"]);
  });
});

describe("width", () => {
  it("is what a terminal shows: two columns for Chinese, none for a combining mark", () => {
    expect(["日本、", "e\u0301", "👨‍👩‍👧"].map(textWidth)).toEqual([6, 1, 2]);
  });

  it("is kept by cutting and by wrapping, which lose nothing but spaces", () => {
    expect(cutToWidth("日本語、洋上", 7)).toBe("日本語…");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 20 }), (text, width) => {
        expect(textWidth(cutToWidth(text, width))).toBeLessThanOrEqual(width);
        const lines = wrapToWidth(text, width);
        const wide = lines.filter((line) => textWidth(line) > width);
        // Only a single character that is wider than the line.
        for (const line of wide) expect([...new Intl.Segmenter().segment(line)]).toHaveLength(1);
        expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      }),
    );
  });
});
