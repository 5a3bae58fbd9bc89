// The renderings of a briefing: complete, and safe whatever the sources wrote.
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../core/briefings/render-html.ts";
import { renderMarkdown } from "../../../core/briefings/render-markdown.ts";
import { renderText } from "../../../core/briefings/render-text.ts";
import { aBriefing } from "./briefing-fixtures.ts";

const hostile = fc
  .oneof(
    fc.constantFrom(
      "<script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      "[x](javascript:alert(1))",
      "![x](https://evil.example/p.png)",
      "<https://evil.example>",
      "`code`",
      "# Heading",
      "1. item",
      "- item",
      "> quote",
      "* * *",
      "***",
      "~~~",
      "| a | b |",
      "&lt;b&gt;",
      "\\[1\\]",
      "[1]: javascript:alert(1)",
      "Setext\n===",
      "    code",
      "‮evil",
    ),
    fc.string({ minLength: 1 }),
  )
  .filter((text) => text.trim() !== "");

describe("the HTML page", () => {
  it("holds every part of the briefing, each citation leading to its source", () => {
    const { document } = parseHTML(renderHtml(aBriefing()));
    expect([...document.querySelectorAll("h2")].map((heading) => heading.textContent)).toEqual([
      "Bottom line",
      "Stories",
      "Where sources disagree",
      "Also notable",
      "Sources",
      "Coverage",
    ]);
    for (const link of document.querySelectorAll("sup a")) {
      expect(document.querySelector(link.getAttribute("href") ?? "")).not.toBeNull();
    }
    expect(document.querySelector("#source-1 a")?.getAttribute("href")).toBe("https://a.example/x?a=1&b=(2)");
  });

  it("has no empty sections", () => {
    const page = renderHtml(aBriefing({ disagreements: [], alsoNotable: [] }));
    expect(page).not.toMatch(/Where sources disagree|Also notable/);
  });

  it("loads nothing and runs nothing, by its own policy too", () => {
    const page = renderHtml(aBriefing());
    expect(page).toMatch(/default-src 'none'/);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|@import|url\(|\son\w+=/i);
  });

  it("shows hostile text as text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { document } = parseHTML(renderHtml(aBriefing({}, text)));
        expect(document.querySelectorAll("script, img, iframe, [onerror], svg, object").length).toBe(0);
        for (const link of document.querySelectorAll("a"))
          expect(link.getAttribute("href")).toMatch(/^(?:https?:|#source-\d+$)/);
        expect(document.querySelector("h3")?.textContent?.replace(/\s/g, "")).toBe(
          text.replace(/\0/g, "").replace(/\s/g, ""),
        );
      }),
    );
  });

  it("is written from right to left for languages that are, with labels of theirs", () => {
    const page = renderHtml(aBriefing({ language: "ar" }));
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(page).toContain("المصادر");
    expect(renderHtml(aBriefing({ language: "de-AT" }))).toContain("Das Wichtigste");
  });

  it("fits print and the dark", () => {
    expect(renderHtml(aBriefing())).toMatch(/@media print[\s\S]*|prefers-color-scheme: dark/);
  });
});

describe("the Markdown", () => {
  it.each([
    ["fr", "période : 1–3 nov. 2026", "1 min de lecture", "rédigé par Claude"],
    ["de-CH", "Zeitraum ", "1 Min. Lesezeit", "geschrieben von Claude"],
    ["ja", "期間 2026/11/01～2026/11/03", "読了 1 分", "が作成"],
    ["sw", "covers", "1 min read", "written by Claude"],
  ])("tells when, how long and by whom in its own language: %s", (language, ...told) => {
    const markdown = renderMarkdown(aBriefing({ language }));
    for (const words of told) expect(markdown.replace(/\u202f|\u2009|\u00a0/g, " ")).toContain(words);
  });

  it("reads as a briefing", () => {
    expect(renderMarkdown(aBriefing())).toMatchInlineSnapshot(`
      "# Ferries sailed again on Monday.

      *November 3, 2026 at 9:00 AM UTC · covers Nov 1 – 3, 2026 · 1 min read · written by Claude (Ferries sailed again on Monday.)*

      ## Bottom line

      Ferries sailed again on Monday. \\[1\\]

      ## Stories

      ### 1. Ferries sailed again on Monday.

      *Ferries sailed again on Monday. · Nov 3, 2026 · 2 independent sites*

      - Ferries sailed again on Monday. \\[1\\]\\[2\\]

      *Also:* Ferries sailed again on Monday. \\[2\\]

      **Why it matters:** Ferries sailed again on Monday. \\[1\\]

      ## Where sources disagree

      **Ferries sailed again on Monday.**

      - Ferries sailed again on Monday. \\[1\\]
      - Ferries sailed again on Monday. \\[2\\]

      ## Also notable

      - Ferries sailed again on Monday. \\[2\\]

      ## Sources

      1. [Ferries sailed again on Monday.](https://a.example/x?a=1&b=%282%29) — Ferries sailed again on Monday., full text
      2. Ferries sailed again on Monday. — Ferries sailed again on Monday., failed: Ferries sailed again on Monday.
      3. Ferries sailed again on Monday. — Ferries sailed again on Monday., full text, not cited: Ferries sailed again on Monday.

      ## Coverage

      - 1 source asked for, 2 fetches made, 1 text used
      - 1 source could not be read; 1 copy dropped; 1 text cut to the longest length that is read; 3 feed entries left out: 2 off the topic, 1 older than 14 days; 2 claims dropped that the sources do not bear out
      - 1 model request, 1000 tokens read, 100 written, $0.0123
      - Ferries sailed again on Monday.
      "
    `);
  });

  it("writes an item as a paragraph when the style is narrative", () => {
    const [item] = aBriefing().items;
    if (item === undefined) throw new Error("no item");
    const two = { ...item, sentences: [...item.sentences, { text: "More to come.", sources: [1] }] };
    expect(renderMarkdown(aBriefing({ style: "narrative", items: [two] }))).toContain(
      "Ferries sailed again on Monday. \\[1\\]\\[2\\] More to come. \\[1\\]",
    );
  });

  it("lets no text become markup", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = renderMarkdown(aBriefing({}, text));
        // Every character that could start markup is behind a backslash, in every line that holds text of sources.
        const bare = markdown.replace(/\\[\\`*_{}[\]<>#|~!&.)+=-]/g, "");
        expect(bare).not.toMatch(/<\w|`|!\[|~~/);
        for (const [, target] of bare.matchAll(/\]\(([^)]*)\)/g))
          expect(target).toBe("https://a.example/x?a=1&b=%282%29");
        const plain = renderMarkdown(aBriefing());
        expect(bare.match(/^#+ /gm)).toEqual(plain.match(/^#+ /gm));
      }),
    );
  });
});

describe("the plain text", () => {
  it("reads as it stands: no markup, each source's address at the end of a line", () => {
    expect(renderText(aBriefing({ disagreements: [], alsoNotable: [] }))).toMatchInlineSnapshot(`
      "Ferries sailed again on Monday.
      ===============================

      November 3, 2026 at 9:00 AM UTC · covers Nov 1 – 3, 2026 · 1 min read · written by Claude (Ferries sailed again on Monday.)

      Bottom line
      -----------

      Ferries sailed again on Monday. [1]

      Stories
      -------

      1. Ferries sailed again on Monday.

      Ferries sailed again on Monday. · Nov 3, 2026 · 2 independent sites

      - Ferries sailed again on Monday. [1][2]

      Also: Ferries sailed again on Monday. [2]

      Why it matters: Ferries sailed again on Monday. [1]

      Sources
      -------

      1. Ferries sailed again on Monday.
         https://a.example/x?a=1&b=(2)
         Ferries sailed again on Monday., full text
      2. Ferries sailed again on Monday.
         Ferries sailed again on Monday., failed: Ferries sailed again on Monday.
      3. Ferries sailed again on Monday.
         Ferries sailed again on Monday., full text, not cited: Ferries sailed again on Monday.

      Coverage
      --------

      - 1 source asked for, 2 fetches made, 1 text used
      - 1 source could not be read; 1 copy dropped; 1 text cut to the longest length that is read; 3 feed entries left out: 2 off the topic, 1 older than 14 days; 2 claims dropped that the sources do not bear out
      - 1 model request, 1000 tokens read, 100 written, $0.0123
      - Ferries sailed again on Monday.
      "
    `);
  });

  it("stays on its lines whatever the sources wrote, without characters that nobody sees", () => {
    const text = renderText(aBriefing({}, "a\r\nBcc: b@example.org\u202e\u0000c"));
    expect(text).toContain("a Bcc: b@example.orgc [1]");
    expect(text).not.toMatch(/^Bcc/m);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  });
});

describe("the style of the page", () => {
  it("has no custom property: Gmail and Outlook drop every rule that has one", () => {
    expect(renderHtml(aBriefing())).not.toMatch(/var\(|--[a-z]/);
  });
});
