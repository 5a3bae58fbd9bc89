// Text from outside, made harmless for a terminal in the notations of text, JSON and markup.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleJson, visibleLine, visibleMarkup, visibleText } from "../../core/visible-text.ts";

const hostile = {
  "an escape sequence": ["\x1b[31mred", "\\x1b[31mred"],
  "the clipboard, by OSC 52": ["\x1b]52;c;aGk=\x07", "\\x1b]52;c;aGk=\\x07"],
  "a C1 control, which some terminals take for ESC [": ["\x9b2J", "\\x9b2J"],
  "a carriage return over what stands there": ["safe\rEVIL", "safe\\x0dEVIL"],
  "a backspace and DEL": ["a\b\x7f", "a\\x08\\x7f"],
  "an override of the writing direction": ["\u202egnp.exe", "\\u202egnp.exe"],
  "an isolate": ["\u2066x\u2069", "\\u2066x\\u2069"],
  "a tag character": ["\u{e0041}", "\\u{e0041}"],
} as const;

/** All of Unicode's control characters but line break and tab, and its bidi controls. */
const acting = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;

/** Of all code points, and often of those that act. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\x00\x07\x1b\r\n\t\x7f\x9b\u200f\u202e\u2066\u2069\u061c\\"'),
    fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code).toWellFormed()),
  ),
});

describe("text from outside", () => {
  it.each(Object.entries(hostile))("shows %s", (_, [text, shown]) => {
    expect(visibleText(text)).toBe(shown);
  });

  it("keeps line breaks and tabs, also those of Windows", () => {
    expect(visibleText("a\r\n\tb\n")).toBe("a\n\tb\n");
  });

  it("keeps what languages need: letters of all scripts, joiners, emoji", () => {
    const text = "naïve 日本語 می‌خواهم क्‍ष 👨‍👩‍👧 🇩🇪";
    expect(visibleText(text)).toBe(text);
  });

  it("is one line where one line is wanted", () => {
    expect(visibleLine("  first\r\nsecond\t third\x07 ")).toBe("first second third\\x07");
  });

  it("keeps its value as JSON", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = visibleJson(JSON.stringify({ text }));
        expect(json).not.toMatch(acting);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
    expect(visibleJson(JSON.stringify("\x9b\u202e\u{e0041}"))).toBe('"\\u009b\\u202e\\udb40\\udc41"');
  });

  it("becomes character references in markup", () => {
    expect(visibleMarkup("<p>\u202eevil\x1b</p>\r\n")).toBe("<p>&#x202e;evil&#x1b;</p>\n");
  });

  it("never acts, whatever it is", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const make of [visibleText, visibleLine, visibleMarkup]) expect(make(text)).not.toMatch(acting);
        expect(visibleLine(text)).not.toContain("\n");
      }),
    );
  });
});

describe("the command line", () => {
  it("writes by its one printer only", () => {
    const files = readdirSync("cli").filter((file) => file !== "print.ts");
    expect(files.length).toBeGreaterThan(10);
    const writers = files.filter((file) =>
      /\bconsole\.|\bstd(out|err)\.write\(|writeSync\(/.test(readFileSync(`cli/${file}`, "utf8")),
    );
    expect(writers).toEqual([]);
  });
});
