// Colours and links only where a terminal can show them.
import { PassThrough } from "node:stream";
import tty from "node:tty";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { linkFor, painterFor, statusStyle } from "../../cli/style.ts";
import { type Column, fieldLines, tableLines } from "../../cli/table.ts";

/** A terminal, or a pipe. */
const stream = (isTTY: boolean) =>
  Object.assign(new PassThrough(), {
    isTTY,
    getColorDepth: tty.WriteStream.prototype.getColorDepth,
  }) as unknown as NodeJS.WriteStream;

beforeEach(() => {
  for (const name of [
    "NO_COLOR",
    "FORCE_COLOR",
    "NODE_DISABLE_COLORS",
    "FORCE_HYPERLINK",
    "CI",
    "COLORTERM",
  ]) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv("TERM", "xterm-256color");
});
afterEach(() => vi.unstubAllEnvs());

const RED = "\x1b[31mdead\x1b[39m";
const paint = (isTTY: boolean) => painterFor(stream(isTTY))("dead", "bad");

describe("a colour", () => {
  it("is shown in a terminal, and not in a pipe", () => {
    expect(paint(true)).toBe(RED);
    expect(paint(false)).toBe("dead");
  });

  it.each([
    ["NO_COLOR", "1"],
    ["TERM", "dumb"],
    ["NODE_DISABLE_COLORS", "1"],
  ])("is not shown with %s=%s", (name, value) => {
    vi.stubEnv(name, value);
    expect(paint(true)).toBe("dead");
  });

  it("is shown in a pipe with FORCE_COLOR, unless that is 0", () => {
    vi.stubEnv("FORCE_COLOR", "1");
    expect(paint(false)).toBe(RED);
    vi.stubEnv("FORCE_COLOR", "0");
    expect(paint(true)).toBe("dead");
  });
});

describe("a link", () => {
  const URL = "file:///docs/runbook.md";
  const link = (isTTY: boolean) => linkFor(stream(isTTY))("clock", URL);

  it("is one in a terminal that makes one of it", () => {
    vi.stubEnv("TERM_PROGRAM", "WezTerm");
    vi.stubEnv("TERM_PROGRAM_VERSION", "20240203-110809");
    expect(link(true)).toBe(`\x1b]8;;${URL}\x1b\\clock\x1b]8;;\x1b\\`);
    expect(link(false)).toBe("clock");
    vi.stubEnv("NO_COLOR", "1");
    expect(link(true)).toBe("clock");
  });

  it("is text in a terminal that is not known to", () => {
    vi.stubEnv("TERM_PROGRAM", undefined);
    vi.stubEnv("VTE_VERSION", undefined);
    expect(link(true)).toBe("clock");
  });
});

describe("a status", () => {
  it.each([
    ["succeeded", "good"],
    ["dead (exhausted) after 5 attempts", "bad"],
    ["retrying at 21:44:05", "warn"],
    ["running: fetch 2/3", "busy"],
    ["cancelled", "quiet"],
    ["a title", undefined],
  ])("%j is %s", (text, style) => {
    expect(statusStyle(text)).toBe(style);
  });
});

describe("a table in colours", () => {
  const columns: Column<{ id: string; status: string; title: string }>[] = [
    { heading: "id", cell: ({ id }) => id },
    { heading: "status", cell: ({ status }) => status },
    { heading: "title", cell: ({ title }) => title, detail: "whole" },
  ];
  const row = { id: "brf_1", status: "dead (killed)", title: "Offshore wind" };
  const marked = (text: string, style?: string) => (style ? `<${style} ${text}>` : text);

  it("paints headings, what is a status and what is empty, and no padding", () => {
    expect(tableLines(columns, [row, { ...row, status: "", title: "dead" }], 80, marked)).toEqual([
      "<heading id>     <heading status>         <heading title>",
      "brf_1  <bad dead (killed)>  Offshore wind",
      "brf_1  <quiet ->              dead",
    ]);
  });

  it("is the same text as without", () => {
    for (const width of [80, 30, 12]) {
      const without = tableLines(columns, [row], width).map((line) => line.trimEnd());
      const painted = tableLines(columns, [row], width, (text, style) => (style ? `‹${text}›` : text));
      expect(painted.map((line) => line.replaceAll(/[‹›]/g, "").trimEnd())).toEqual(without);
    }
  });

  it("paints the names of fields, and a status", () => {
    expect(
      fieldLines(
        [
          ["status", "dead (killed)"],
          ["title", "dead"],
        ],
        80,
        marked,
      ),
    ).toEqual(["<quiet status>  <bad dead (killed)>", "<quiet title >  dead"]);
  });
});
