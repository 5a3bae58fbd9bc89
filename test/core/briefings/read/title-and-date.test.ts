// Which of a page's titles is its title, and which of its dates is its date.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArticle } from "../../../../core/briefings/read/article.ts";
import { parseDate } from "../../../../core/briefings/read/dates.ts";

const sentence =
  "The method draws points that are close to each other in many dimensions close to each other on a sheet of paper as well.";
function read(head: string, body = "") {
  const text = [1, 2, 3].map((n) => `<p>${n}. ${sentence}</p>`).join("");
  return readArticle(
    `<!doctype html><html lang="en"><head>${head}</head><body><main>${body}${text}</main></body></html>`,
    new URL("https://www.knowledge.example/wiki/t-SNE"),
  );
}
const data = (fields: object) =>
  `<script type="application/ld+json">${JSON.stringify({ "@type": "Article", ...fields })}</script>`;

describe("a title", () => {
  it("is not the description that an encyclopaedia gives for a headline", () => {
    const head = `<title>Neighbour embedding - Knowledge</title>${data({ name: "Neighbour embedding", headline: "technique for reducing dimensions" })}`;
    expect(read(head, "<h1>Neighbour embedding</h1>").title).toBe("Neighbour embedding");
  });

  it("is not the site's name, though two places agree on it", () => {
    const head =
      '<title>Knowledge</title><meta property="og:title" content="Knowledge"><meta property="og:site_name" content="Knowledge">';
    expect(read(head, "<h1>Neighbour embedding explained</h1>").title).toBe("Neighbour embedding explained");
  });

  it("loses the site's name before it", () => {
    expect(
      read(
        '<title>Knowledge: Neighbour embedding explained</title><meta property="og:site_name" content="Knowledge">',
      ).title,
    ).toBe("Neighbour embedding explained");
  });

  it("is the headline where nothing else agrees with anything", () => {
    expect(read(`<title>Start</title>${data({ headline: "Neighbour embedding explained" })}`).title).toBe(
      "Neighbour embedding explained",
    );
  });

  it.each([
    ["//<![CDATA[\n", "\n//]]>"],
    ["<![CDATA[", "]]>"],
    ["/*<![CDATA[*/", "/*]]>*/"],
    ["<!--", "-->"],
    ["<!--//--><![CDATA[//><!--\n", "\n//--><!]]>"],
    ["", ";"],
  ])("is read from linked data between %s and %s", (before, after) => {
    const block = `${before}{"@type":"Article","headline":"Neighbour embedding explained"}${after}`;
    expect(read(`<title>Start</title><script type="application/ld+json">${block}</script>`).title).toBe(
      "Neighbour embedding explained",
    );
  });

  it("may be about markup", () => {
    expect(
      read('<title>x</title><meta property="og:title" content="How &lt;template&gt; works">').title,
    ).toBe("How <template> works");
  });
});

describe("a date", () => {
  const morning = Date.UTC(2026, 10, 3, 10, 30);
  const hour = 3_600_000;
  it("is the same instant in every zone and in every way in which feeds write it", () => {
    const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1991, 0) / 1_000, max: Date.UTC(2039, 0) / 1_000 }),
        fc.integer({ min: -14 * 4, max: 14 * 4 }),
        (seconds, quarters) => {
          const instant = seconds * 1_000;
          const local = new Date(instant + quarters * 900_000);
          const two = (value: number) => String(value).padStart(2, "0");
          const sign = quarters < 0 ? "-" : "+";
          const zone = [Math.floor(Math.abs(quarters) / 4), (Math.abs(quarters) % 4) * 15].map(two);
          const clock = local.toISOString().slice(11, 19);
          const day = local.toISOString().slice(0, 10);
          const [rfc, hours] = [`${sign}${zone.join("")}`, `${sign}${zone.join(":")}`];
          const spoken = `${local.getUTCDate()} ${names[local.getUTCMonth()]} ${local.getUTCFullYear()}`;
          for (const text of [
            `${day}T${clock}${hours}`,
            `${day}T${clock}.123${hours}`,
            `${day} ${clock} ${rfc}`,
            `${day.replaceAll("-", "")}T${clock.replaceAll(":", "")}${rfc}`,
            `${days[local.getUTCDay()]}, ${spoken} ${clock} ${rfc}`,
            `${spoken} ${clock}${hours}`,
            `${spoken}, ${clock} GMT${hours}`,
            `${day.split("-").reverse().join(".")} ${clock} ${hours}`,
          ])
            expect(parseDate(text), text).toBe(instant);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ["Tue, 03 Nov 2026 10:30:00 -0500", morning + 5 * hour],
    ["2026-11-03T10:30-05:00", morning + 5 * hour],
    ["1793701800", Date.UTC(2026, 10, 3, 10, 30)],
    ["1793701800000", Date.UTC(2026, 10, 3, 10, 30)],
    ["3 พฤศจิกายน 2569 10:30", morning],
    ["2569-11-03 10:30", morning],
    ["10:30 3-11-2026", morning],
    ["2026-11-03 10:30 America/New_York", morning + 5 * hour],
    ["2026-07-03 10:30 America/New_York", Date.UTC(2026, 6, 3, 14, 30)],
    ["Tue, 3 Nov 2026 10:30:00 Europe/Berlin", morning - hour],
    ["3 Nov 2026 10:30 (Asia/Kolkata)", morning - 5.5 * hour],
    ["Nov 3, 2026 10:30 am ET", morning + 5 * hour],
    ["July 3, 2026, 5:30 p.m. PT", Date.UTC(2026, 6, 4, 0, 30)],
    ["3 Nov 2026 10:30 AMT", morning + 4 * hour],
    ["3 Nov 2026 10:30 SAST", morning - 2 * hour],
    ["3 Nov 2026 10:30 GMT+2", morning - 2 * hour],
    ["3. November 2026, 10:30 Uhr", morning],
    ["Di, 03 Nov 2026 10:30:00 +0000", morning],
    ["mar., 3 novembre 2026 à 10h30", morning],
    ["mar, 03 nov 2026 10:30:00 GMT", morning],
    ["3 de noviembre de 2026, 10:30", morning],
    ["вт, 03 ноя 2026 10:30:00 +0000", morning],
    ["3 ноября 2026 г., 10:30", morning],
    ["Salı, 03 Kasım 2026 10:30:00 +0000", morning],
    ["3 listopada 2026 10:30", morning],
    ["3. marraskuuta 2026 klo 10.30", morning],
    ["2026. november 3., kedd 10:30", morning],
    ["2026年11月3日(火) 10時30分", morning],
    ["2026년 11월 3일 오전 10:30", morning],
    ["٣ نوفمبر ٢٠٢٦ 10:30", morning],
    ["3 Νοεμβρίου 2026 10:30", morning],
    ["3 tháng 11 năm 2026 10:30", morning],
    ["2026/11/03 10:30", morning],
    ["25/11/2026 10:30", Date.UTC(2026, 10, 25, 10, 30)],
    ["11/25/2026 10:30", Date.UTC(2026, 10, 25, 10, 30)],
    ["11/03/2026 10:30 AM", morning],
    ["03.11.2026 10:30", morning],
    ["Sunday, 06-Nov-94 08:49:37 GMT", Date.UTC(1994, 10, 6, 8, 49, 37)],
    ["Tue Nov  3 10:30:00 UTC 2026", morning],
    ["10:30, 3 November 2026", morning],
  ])("is read: %s", (text, expected) => {
    expect(parseDate(text)).toBe(expected);
  });

  it.each([
    ["03/11/2026", "en-US", Date.UTC(2026, 2, 11)],
    ["03/11/2026", "en-GB", Date.UTC(2026, 10, 3)],
    ["03/11/2026", "de", Date.UTC(2026, 10, 3)],
    ["3. listopada 2026.", "hr", Date.UTC(2026, 9, 3)],
    ["3. listopadu 2026", "cs", Date.UTC(2026, 10, 3)],
  ])("is read by its language: %s in %s", (text, language, expected) => {
    expect(parseDate(text, language)).toBe(expected);
  });

  it.each([
    "soon",
    "31 April 2026",
    "2026-13-03",
    "2026",
    "Nov 2026",
    "3 Nov 1026",
    "25:61, 3 Nov 2026",
    "0/0/0",
  ])("is not made up: %s", (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  it("is the good one beside a broken one", () => {
    const head = `<title>T</title>${data({ datePublished: "TBD", dateCreated: "2026-11-03T10:30:00Z" })}`;
    expect(read(head).publishedAt).toBe(morning);
    const meta = '<title>T</title><meta property="article:published_time" content="{{date}}">';
    expect(
      read(meta, '<time datetime="">?</time><time datetime="2026-11-03T10:30:00Z">x</time>').publishedAt,
    ).toBe(morning);
  });
});
