// Pages of every make, what they say of themselves, and those that are no articles or hostile.
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../../core/briefings/read/read-answer.ts";
import type { Article } from "../../../../core/briefings/source-content.ts";
import { cpuMsOf } from "../../../support/cpu-time.ts";

const first =
  "The strike of ferry workers that had stopped all crossings for nine days ended on Monday after both sides accepted a pay rise.";
const second =
  "About three thousand travellers had been stranded on the islands, said the harbour office, and most of them left with the first boats.";
const third =
  "The company expects losses of two million and will publish its figures in December, when the season is over for this year.";

function read(body: string | Buffer, { path = "/news/ferry", type = "text/html" } = {}): Article {
  const url = new URL(path, "https://www.harbour-times.example");
  const content = readAnswer({ url, headers: { "content-type": type }, body: Buffer.from(body) }, "article");
  if (!("kind" in content) || content.kind !== "article") throw new Error("not read as an article");
  return content;
}

const page = (body: string, head = "<title>Ferry strike ends</title>") =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;
const article = `<article><h1>Ferry strike ends</h1><p>${first}</p><p>${second}</p><p>${third}</p></article>`;

describe("an article", () => {
  it("is read as paragraphs, without what surrounds it", () => {
    const { text } = read(
      page(`<div id="cookies"><p>We use cookies.</p></div><nav><ul><li><a href="/">Home</a></li></ul></nav>${article}
      <aside><h2>Related stories</h2><p><a href="/x">Another story that is not this one</a></p></aside><footer>© 2026 All rights reserved.</footer>`),
    );
    expect(text.split("\n")).toEqual([first, second, third]);
  });

  it.each([
    [
      "unclosed paragraphs",
      `<article><h1>Ferry strike ends</h1><p>${first}<p>${second}<p>${third}</article>`,
    ],
    [
      "paragraphs made of line breaks",
      `<div><b>Ferry strike ends</b><br><br>${first}<br><br>${second}<br><br>${third}</div>`,
    ],
    ["divisions for paragraphs", `<div><div>${first}</div><div>${second}</div><div>${third}</div></div>`],
    ["a layout of tables", `<table><tr><td><font>${first}</font><p>${second}<p>${third}</td></tr></table>`],
    [
      "tags that cross",
      `<article><p><b>${first}</p></b><p><i>${second}</p></article></i><p>${third}</p></div></div>`,
    ],
    ["no html element", article],
    ["a script that never ends", `${article}<script>var x = "`],
  ])("is read from a page of %s", (_, body) => {
    const { text } = read(body.startsWith("<article><h1>") && _ === "no html element" ? body : page(body));
    for (const sentence of [first, second, third]) expect(text.split("\n")).toContain(sentence);
  });

  it("keeps a line break within a sentence as a space, and inline markup as nothing", () => {
    const { text } = read(
      page(
        `<article><p>${first.replace("ferry", "<b>fer</b>ry").replace(" ended", "<br>ended")}</p><p>${second}</p><p>${third}</p></article>`,
      ),
    );
    expect(text.split("\n")[0]).toBe(first);
  });

  it("is free of newsletters, sharing, bylines, captions and footnote marks", () => {
    const { text } = read(
      page(`<article><h1>Ferry strike ends</h1><p>By Jane Doe</p><p>Published 3 November 2026, 10:14</p><figure><img src="x"><figcaption>A ferry. Photo: J. Doe</figcaption></figure>
      <p>${first.slice(0, -1)}.<sup>[3]</sup></p><p>Sign up for our newsletter</p><p>${second}</p><p>Read more: Other strikes</p><p>${third}</p><p>Share this article</p></article>`),
    );
    expect(text.split("\n")).toEqual([first, second, third]);
  });

  it("is found in the linked data when the page itself holds little", () => {
    const data = JSON.stringify({
      "@graph": [
        { "@type": "WebPage" },
        {
          "@type": ["NewsArticle"],
          headline: "Ferry strike ends",
          articleBody: `${first}\n${second}\n${third}`,
        },
      ],
    });
    expect(
      read(page("<div id=app></div>", `<script type="application/ld+json">${data}</script>`)).text.split(
        "\n",
      ),
    ).toEqual([first, second, third]);
  });

  it("may be about cookies and consent", () => {
    const cookies =
      "The court ruled that sites must ask for consent before they set cookies, which the industry had fought for years.";
    expect(
      read(page(`<article><p>${first}</p><p>${cookies}</p><p>${second}</p><p>${third}</p></article>`)).text,
    ).toContain(cookies);
  });

  it("is cut behind its last whole paragraph when it is longer than is read, and says so", () => {
    const long = Array.from({ length: 900 }, (_, index) => `<p>${index} ${first}</p>`).join("");
    const { text, truncated } = read(page(`<article>${long}</article>`));
    expect(truncated).toBe(true);
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.endsWith("pay rise.")).toBe(true);
  });

  it("is read from plain text too", () => {
    expect(read(`Ferry strike ends\n\n${first}\n\n${second}`, { type: "text/plain" })).toMatchObject({
      title: "Ferry strike ends",
      text: `${first}\n${second}`,
    });
  });
});

describe("what a page says of itself", () => {
  it.each([
    [
      "linked data",
      `<title>Wrong</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry strike ends"}</script>`,
    ],
    ["Open Graph", `<title>Wrong</title><meta property="og:title" content="Ferry strike ends">`],
    ["its title, less the site's name", `<title>Ferry strike ends | Harbour Times</title>`],
    ["its title, less the host's name", `<title>Ferry strike ends - harbour-times.example</title>`],
  ])("gives the title by %s", (_, head) => {
    expect(read(page(article.replace(/<h1>.*<\/h1>/, ""), head)).title).toBe("Ferry strike ends");
  });

  it("keeps a dash that belongs to the title", () => {
    expect(
      read(page(article, "<meta property='og:title' content='Ferry strike – the first week'>")).title,
    ).toBe("Ferry strike – the first week");
  });

  it.each([
    [
      '<meta property="article:published_time" content="2026-11-03T08:00:00+01:00">',
      Date.UTC(2026, 10, 3, 7),
    ],
    ['<meta name="date" content="2026-11-03">', Date.UTC(2026, 10, 3)],
    [
      '<script type="application/ld+json">{"@type":"Article","datePublished":"2026-11-03T08:00:00Z"}</script>',
      Date.UTC(2026, 10, 3, 8),
    ],
    ['<meta name="dc.date" content="Tue, 3 Nov 2026 08:00:00 EST">', Date.UTC(2026, 10, 3, 13)],
  ])("gives the date: %s", (head, publishedAt) => {
    expect(read(page(article, `<title>T</title>${head}`)).publishedAt).toBe(publishedAt);
  });

  it("gives the date by a time element, or by the address", () => {
    expect(
      read(page(article.replace("<p>", '<time datetime="2026-11-03T08:00:00Z">today</time><p>'))).publishedAt,
    ).toBe(Date.UTC(2026, 10, 3, 8));
    expect(read(page(article), { path: "/2026/11/03/ferry" }).publishedAt).toBe(Date.UTC(2026, 10, 3));
  });

  it("gives author and publisher as plain text", () => {
    const head = `<title>T</title><meta name="author" content="By Jane &lt;b&gt;Doe&lt;/b&gt;"><meta property="og:site_name" content="The Harbour Times">`;
    expect(read(page(article, head))).toMatchObject({ author: "Jane Doe", publisher: "The Harbour Times" });
    expect(
      read(page(article, `<title>T</title><meta name="author" content="https://x.example/jane">`)).author,
    ).toBeUndefined();
  });

  it("gives the language, unless the text is plainly in another", () => {
    const german =
      "<p>Die Fähren zwischen dem Festland und den Inseln fahren seit Montag wieder, nachdem beide Seiten sich auf höhere Löhne geeinigt haben, wie die Reederei mitteilte.</p><p>Der Streik hatte neun Tage gedauert und war der längste in der Geschichte des Hafens.</p>";
    expect(read(page(article)).language).toBe("en");
    expect(read(page(`<article>${german}</article>`)).language).toBe("de");
    expect(read(page(article).replace('lang="en"', 'lang="en-GB"')).language).toBe("en-GB");
    expect(read(page(article).replace('lang="en"', "")).language).toBe("en");
  });
});

describe("a page that is no article", () => {
  it.each([
    ["a PDF", "%PDF-1.7 ...", "application/pdf", "unsupported-type"],
    ["a PDF that says it is HTML", "%PDF-1.7 ...", "text/html", "unsupported-type"],
    ["an image", "\x89PNG\r\n\x1a\n", "image/png", "unsupported-type"],
    [
      "bytes of no kind",
      Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i * 7_919) % 251)),
      "text/html",
      "unsupported-type",
    ],
    [
      "a map of a site",
      '<?xml version="1.0"?><urlset><url><loc>https://x.example/</loc></url></urlset>',
      "application/xml",
      "unsupported-type",
    ],
    ["data", '{"items":[{"name":"a"},{"name":"b"}]}', "application/json", "unsupported-type"],
    [
      "a question for consent",
      page(
        "<h1>We value your privacy</h1><p>We and our 842 partners store and access information on your device, such as cookies, and process personal data such as your browsing behaviour for advertising and content measurement.</p><p>You can withdraw your consent at any time in the settings at the foot of every page.</p>",
      ),
      "text/html",
      "refused",
    ],
    [
      "a test for robots",
      page(
        "<h1>One more step</h1><p>Please enable JavaScript and cookies, and verify you are human by completing the action below, before you can go on to the page that you have asked this site for.</p><p>Ray ID: 8f2d</p>",
      ),
      "text/html",
      "refused",
    ],
    ["nothing", "", "text/html", "empty"],
    [
      "a page for scripts only",
      page("<div id=app></div><noscript>Please enable JavaScript.</noscript>"),
      "text/html",
      "empty",
    ],
  ])("is told with its reason: %s", (_, body, type, failure) => {
    expect(() => read(body, { type })).toThrow(expect.objectContaining({ failure }));
  });
});

describe("a hostile page", () => {
  const paragraph = `<p>${first}</p>`;
  it.each([
    ["2,000 nested elements", `${"<div>".repeat(2_000)}${paragraph}`],
    ["29,000 small paragraphs", `${"<p>x</p>".repeat(29_000)}${paragraph}`],
    ["half a million entities", `<p>${"&amp;".repeat(500_000)}</p>`],
    ["three million opening brackets", "<".repeat(2_900_000)],
    ["comments that never end", "<!--".repeat(700_000)],
    ["scripts that never end", "<script>".repeat(300_000)],
    [
      "a hundred thousand attributes",
      `<div ${Array.from({ length: 100_000 }, (_, i) => `a${i}=x`).join(" ")}>${paragraph.repeat(3)}`,
    ],
    ["more elements than any article", "<b></b>".repeat(40_000)],
    [
      "linked data nested without end",
      `<script type="application/ld+json">${"[".repeat(200_000)}</script>${paragraph.repeat(3)}`,
    ],
    ["a title of separators", `<title>${"xy | ".repeat(400_000)}</title>${paragraph.repeat(3)}`],
    ["nine million characters", `<p>${"x y ".repeat(2_250_000)}</p>`],
  ])("is read or refused within two seconds: %s", (_, body) => {
    const spent = cpuMsOf(() => {
      try {
        expect(read(page(body)).text.length).toBeLessThanOrEqual(60_000);
      } catch (error) {
        expect(error).toMatchObject({ name: "SourceError" });
      }
    });
    expect(spent).toBeLessThan(2_000);
  });
});
