// Properties: whatever the bytes, a feed or a page is read or refused in time, and nothing else.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../../core/briefings/read/decode.ts";
import { readAnswer } from "../../../../core/briefings/read/read-answer.ts";
import { SourceContent } from "../../../../core/briefings/source-content.ts";
import { SourceError } from "../../../../core/briefings/source-error.ts";
import { cpuMsOf } from "../../../support/cpu-time.ts";

const url = new URL("https://news.example/page");

/** Pieces that feeds and pages are made of, in any order and nesting. */
const piece = fc.oneof(
  fc.constantFrom(
    "<rss version='2.0'>",
    "</rss>",
    "<channel>",
    "</channel>",
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<link>",
    "</link>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "</feed>",
    "<entry>",
    "</entry>",
    "<rdf:RDF>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE html>",
    "<!DOCTYPE rss [<!ENTITY a 'b'>]>",
    "<?xml version='1.0' encoding='",
    "?>",
    "<html>",
    "<head>",
    "<body>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table>",
    "<tr>",
    "<td>",
    "<br>",
    "<script>",
    "</script>",
    "<script type='application/ld+json'>",
    "<style>",
    "<meta charset='",
    "<a href='",
    "'>",
    '"',
    "&amp;",
    "&#x1F600;",
    "&#99999999;",
    "&nosuch;",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    '"version":"https://jsonfeed.org/version/1.1"',
    '"items":',
    '"title":',
    "null",
    "<pubDate>",
    "Tue, 03 Nov 2026",
    "\u0000",
    "\uFEFF",
    "\u202E",
    "The ferries sailed again on Monday after the strike had ended with a pay rise. ",
  ),
  fc.string(),
  fc.string({ unit: "binary" }),
);
const document = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.from(pieces.join("")));
const anyBytes = fc.uint8Array({ maxLength: 4_000 }).map((bytes) => Buffer.from(bytes));
const contentType = fc.constantFrom(
  undefined,
  "text/html",
  "application/rss+xml; charset=utf-16",
  "application/json",
  "text/plain; charset=shift_jis",
);
const expected = fc.constantFrom("feed" as const, "article" as const);

function isReadOrRefused(body: Buffer, type: string | undefined, kind: "feed" | "article"): void {
  const spent = cpuMsOf(() => {
    try {
      const content = readAnswer({ url, headers: { "content-type": type }, body }, kind);
      if (!("feedUrl" in content)) SourceContent.parse(content);
    } catch (error) {
      expect(error).toBeInstanceOf(SourceError);
    }
  });
  expect(spent).toBeLessThan(2_000);
}

describe("any bytes", () => {
  it("are read or refused within two seconds when they are bytes", () => {
    fc.assert(fc.property(anyBytes, contentType, expected, isReadOrRefused), { numRuns: 300 });
  });

  it("are read or refused within two seconds when they look like a feed or a page", () => {
    fc.assert(fc.property(document, contentType, expected, isReadOrRefused), { numRuns: 1_000 });
  });

  it("become text in every charset that they may be labelled with", () => {
    const label = fc.constantFrom(
      "utf-8",
      "utf-16le",
      "utf-32be",
      "iso-2022-jp",
      "gb18030",
      "big5",
      "x-user-defined",
      "replacement",
      "utf-7",
      "nonsense",
      "",
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), label, (bytes, charset) => {
        expect(decodeText({ bytes, contentType: `text/html; charset=${charset}` }).isWellFormed()).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
