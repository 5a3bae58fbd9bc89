// Feeds of every format and charset, with the mistakes that feeds make.
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../../core/briefings/read/read-answer.ts";
import type { Feed } from "../../../../core/briefings/source-content.ts";

const url = new URL("https://news.example/feeds/all.xml");

function read(body: string | Buffer, contentType = "application/xml"): Feed {
  const content = readAnswer(
    { url, headers: { "content-type": contentType }, body: Buffer.from(body) },
    "feed",
  );
  if (!("kind" in content) || content.kind !== "feed") throw new Error("not read as a feed");
  return content;
}

const rss = (items: string, head = "") =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>${head}${items}</channel></rss>`;
const item = (title: string, rest = "") => `<item><title>${title}</title>${rest}</item>`;

describe("a feed", () => {
  it.each([
    [
      "RSS 2.0",
      rss(
        item("Hello", "<link>https://news.example/a</link><pubDate>Tue, 03 Nov 2026 08:00:00 GMT</pubDate>"),
      ),
    ],
    [
      "RSS 0.91 with a document type",
      `<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>News</title>${item("Hello", "<link>https://news.example/a</link><pubDate>3 Nov 2026 08:00 GMT</pubDate>")}</channel></rss>`,
    ],
    [
      "RSS 0.90",
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title></channel>${item("Hello", "<link>https://news.example/a</link><dc:date>2026-11-03T08:00:00Z</dc:date>")}</rdf:RDF>`,
    ],
    [
      "RSS 1.0",
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>News</title></channel><item rdf:about="https://news.example/a"><title>Hello</title><link>https://news.example/a</link><dc:date>2026-11-03T08:00Z</dc:date></item></rdf:RDF>`,
    ],
    [
      "Atom 1.0",
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>Hello</title><link href="https://news.example/a"/><published>2026-11-03T08:00:00Z</published></entry></feed>`,
    ],
    [
      "Atom 1.0 with prefixes",
      `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>News</a:title><a:entry><a:title>Hello</a:title><a:link href="https://news.example/a"/><a:updated>2026-11-03T09:00:00+01:00</a:updated></a:entry></a:feed>`,
    ],
    [
      "Atom 0.3",
      `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>News</title><entry><title>Hello</title><link rel="alternate" type="text/html" href="https://news.example/a"/><issued>2026-11-03T08:00:00Z</issued></entry></feed>`,
    ],
    [
      "JSON Feed 1.1",
      JSON.stringify({
        version: "https://jsonfeed.org/version/1.1",
        title: "News",
        items: [
          { id: "1", url: "https://news.example/a", title: "Hello", date_published: "2026-11-03T08:00:00Z" },
        ],
      }),
    ],
    [
      "JSON Feed 1.0",
      JSON.stringify({
        version: "https://jsonfeed.org/version/1",
        title: "News",
        items: [
          { id: 1, url: "https://news.example/a", title: "Hello", date_published: "2026-11-03T08:00:00Z" },
        ],
      }),
    ],
    [
      "upper-case RSS",
      `<RSS VERSION="2.0"><CHANNEL><TITLE>News</TITLE><ITEM><TITLE>Hello</TITLE><LINK>https://news.example/a</LINK><PUBDATE>Tue, 03 Nov 2026 08:00:00 GMT</PUBDATE></ITEM></CHANNEL></RSS>`,
    ],
  ])("is read in the format %s", (_, text) => {
    const feed = read(text, text.startsWith("{") ? "application/feed+json" : "application/xml");
    expect(feed.title).toBe("News");
    expect(feed.entries).toMatchObject([
      { title: "Hello", url: "https://news.example/a", publishedAt: Date.UTC(2026, 10, 3, 8) },
    ]);
  });

  it("loses the markup and entities of titles, however often they were escaped", () => {
    const titles = [
      "A &lt;b&gt;bold&lt;/b&gt; claim",
      "<![CDATA[Tom &amp; Jerry]]>",
      "Tom &amp;amp; Jerry",
      "caf&#233; &eacute;",
      "5 &lt; 6",
      "<b>mixed</b> in",
    ];
    const feed = read(rss(titles.map((title, index) => item(title, `<link>/${index}</link>`)).join("")));
    expect(feed.entries.map(({ title }) => title)).toEqual([
      "A bold claim",
      "Tom & Jerry",
      "Tom & Jerry",
      "café é",
      "5 < 6",
      "mixed in",
    ]);
  });

  it("keeps what an Atom title of type text says, and reads html and xhtml as markup", () => {
    const entry = (type: string, title: string, link: string) =>
      `<entry><title type="${type}">${title}</title><link href="${link}"/></entry>`;
    const feed = read(
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>${entry("text", "Use &lt;b&gt; with care", "1")}${entry("html", "&lt;b&gt;Bold&lt;/b&gt; &amp;amp; more", "2")}${entry("xhtml", '<div xmlns="http://www.w3.org/1999/xhtml"><b>Bold</b> too</div>', "3")}</feed>`,
    );
    expect(feed.entries.map(({ title }) => title)).toEqual(["Use <b> with care", "Bold & more", "Bold too"]);
  });

  it("resolves relative links by xml:base, else by its own address, and drops those that are no pages", () => {
    const feed = read(
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/markets/"><title>T</title>
      <entry><title>A</title><link href="a#top"/></entry>
      <entry xml:base="deep/"><title>B</title><link href="b"/></entry>
      <entry><title>C</title><link href="javascript:alert(1)"/><id>urn:c</id></entry></feed>`,
    );
    expect(feed.entries.map(({ url }) => url)).toEqual([
      "https://news.example/markets/a",
      "https://news.example/markets/deep/b",
      undefined,
    ]);
    const plain = read(
      rss(
        item("A", "<link>../x?a=1&amp;b=2</link>") +
          item("B", "<link>//other.example/y</link>") +
          item("C", "<guid>https://news.example/c</guid>") +
          item("D", '<guid isPermaLink="false">https://news.example/d</guid>'),
      ),
    );
    expect(plain.entries.map(({ url }) => url)).toEqual([
      "https://news.example/x?a=1&b=2",
      "https://other.example/y",
      "https://news.example/c",
      undefined,
    ]);
  });

  it("gives entries newest first, and those without a date behind", () => {
    const dated = (title: string, date: string) =>
      item(title, `<link>/${title}</link><pubDate>${date}</pubDate>`);
    const feed = read(
      rss(
        dated("old", "Mon, 02 Nov 2026 08:00:00 GMT") +
          item("none", "<link>/none</link>") +
          dated("new", "Tue, 03 Nov 2026 08:00:00 EST"),
      ),
    );
    expect(feed.entries.map(({ title }) => title)).toEqual(["new", "old", "none"]);
  });

  it("takes the fullest text of an entry, as paragraphs", () => {
    const feed = read(
      `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>${item("A", "<description>Short.</description><content:encoded><![CDATA[<p>One &amp; two.</p><p>Three<br>four.</p><script>x()</script>]]></content:encoded>")}</channel></rss>`,
    );
    expect(feed.entries[0]?.text).toBe("One & two.\nThree four.");
  });

  it("is read up to its last whole entry when it was cut off", () => {
    const whole = rss(item("One", "<link>/1</link>") + item("Two", "<link>/2</link>") + item("Three"));
    expect(read(whole.slice(0, whole.indexOf("Three") + 2)).entries.map(({ title }) => title)).toEqual([
      "One",
      "Two",
    ]);
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>One</title><link href="1"/></entry><entry><title>Tw`;
    expect(read(atom).entries.map(({ title }) => title)).toEqual(["One"]);
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>T</title></channel><item rdf:about="https://news.example/1"><title>One</title></item><item><ti`;
    expect(read(rdf).entries).toMatchObject([{ title: "One", url: "https://news.example/1" }]);
  });

  it.each([
    ["junk before the root", `\n\uFEFF  garbage ${rss(item("Hello"))}`],
    ["control characters", rss(item("He\u0001llo\u0000"))],
    ["bare ampersands", rss(item("Hello", "<link>/?a=1&b=2</link>"))],
    [
      "an external entity",
      `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rss(item("Hello", "<description>&x;</description>"))}`,
    ],
    [
      "a namespace for RSS itself",
      `<r:rss version="2.0" xmlns:r="http://backend.userland.com/rss2"><r:channel><r:title>News</r:title><r:item><r:title>Hello</r:title></r:item></r:channel></r:rss>`,
    ],
    ["no version", "<rss><channel><title>News</title><item><title>Hello</title></item></channel></rss>"],
    [
      "items outside of the channel",
      "<rss version='2.0'><channel><title>News</title></channel><item><title>Hello</title></item></rss>",
    ],
    [
      "a stylesheet and comments first",
      `<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><!-- <html> --><!-- more -->${rss(item("Hello")).replace('<?xml version="1.0"?>', "")}`,
    ],
  ])("is read in spite of %s", (_, text) => {
    const feed = read(text);
    expect(feed.entries[0]?.title).toBe("Hello");
    expect(JSON.stringify(feed)).not.toContain("root:");
  });

  it("is read behind the warnings of the program that made it", () => {
    const feed = read(
      `\n<br />\n<b>Warning</b>: Undefined variable in <b>/feed.php</b> on line <b>3</b><br />\n${rss(item("Hello"))}`,
      "text/html",
    );
    expect(feed.entries[0]?.title).toBe("Hello");
  });

  it("may escape its links twice", () => {
    const feed = read(rss(item("Hello", "<link>https://news.example/a?x=1&amp;amp;y=2</link>")));
    expect(feed.entries[0]?.url).toBe("https://news.example/a?x=1&y=2");
  });

  it("has no text where an Atom entry holds a picture", () => {
    const feed = read(
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><id>urn:1</id><title>Hello</title><content type="image/png">iVBORw0KGgo=</content></entry></feed>`,
    );
    expect(feed.entries[0]?.text).toBe("");
  });

  it("does not expand the entities that a document defines", () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "${"ha".repeat(100)}">${Array.from({ length: 20 }, (_, i) => `<!ENTITY b${i} "&${i === 0 ? "a" : `b${i - 1}`};&${i === 0 ? "a" : `b${i - 1}`};">`).join("")}]>${rss(item("Hello &b19;"))}`;
    const feed = read(bomb);
    expect(JSON.stringify(feed).length).toBeLessThan(1_000);
  });

  it("is read by what it is, whatever its label says", () => {
    expect(read(rss(item("Hello")), "text/html").entries).toHaveLength(1);
    expect(read(rss(item("Hello")), "application/octet-stream").entries).toHaveLength(1);
    expect(
      read(
        JSON.stringify({
          version: "https://jsonfeed.org/version/1.1",
          title: "T",
          items: [{ id: "1", content_text: "Hello" }],
        }),
        "text/plain",
      ).entries,
    ).toHaveLength(1);
  });

  it("gives entries of microblogs their first words for a title", () => {
    const feed = read(
      rss("<item><description>&lt;p&gt;Just a thought about ferries.&lt;/p&gt;</description></item>"),
    );
    expect(feed.entries[0]?.title).toBe("Just a thought about ferries.");
  });

  it("names an entry without title and text by its address, until its page is read", () => {
    const feed = read(rss("<item><link>https://news.example/a</link></item>"));
    expect(feed.entries).toMatchObject([{ title: "https://news.example/a", text: "" }]);
  });

  it("reads a hundred entries and counts the others", () => {
    const feed = read(
      rss(Array.from({ length: 130 }, (_, i) => item(`Entry ${i}`, `<link>/${i}</link>`)).join("")),
    );
    expect(feed.entries).toHaveLength(100);
    expect(feed.skipped).toBe(30);
  });

  it("says of HTML which feed it names, and of other pages that they are none", () => {
    const answer = (body: string) =>
      readAnswer({ url, headers: { "content-type": "text/html" }, body: Buffer.from(body) }, "feed");
    expect(
      answer(
        '<html><head><link rel="alternate" type="application/atom+xml" href="/atom.xml"></head><body></body></html>',
      ),
    ).toEqual({ feedUrls: ["https://news.example/atom.xml"] });
    expect(() => answer("<html><body><p>Hello</p></body></html>")).toThrow(/not a feed and names none/);
    expect(() => read("just text", "text/plain")).toThrow(/not a feed/);
    expect(() => read(rss(""))).toThrow();
  });
});

describe("what only some feeds do", () => {
  const media = 'xmlns:media="http://search.yahoo.com/mrss/"';
  it("describes videos in Media RSS", () => {
    const text = "How the harbour was built.\nA film in four parts.";
    const feed = read(
      `<feed xmlns="http://www.w3.org/2005/Atom" ${media}><title>Films</title><entry><title>The harbour</title><link href="/1"/><media:group><media:title>The harbour</media:title><media:description>${text}</media:description></media:group></entry></feed>`,
    );
    expect(feed.entries[0]?.text).toBe(text);
  });

  it("captions its pictures in Media RSS, which is not the entry's text", () => {
    const feed = read(
      `<rss version="2.0" ${media}><channel><title>N</title><item><title>A</title><description>Short.</description><media:content url="x.jpg"><media:description>A much longer caption of the picture.</media:description></media:content></item></channel></rss>`,
    );
    expect(feed.entries[0]?.text).toBe("Short.");
  });

  it("writes titles about markup", () => {
    const titles = [
      "How &lt;template&gt; works",
      "Use &lt;b&gt; with care",
      "<![CDATA[Vec<T> and List<String>]]>",
      "&lt;i&gt;Nature&lt;/i&gt; on &amp;lt;canvas&amp;gt;",
      "A&lt;br/&gt;B",
      "a &lt; b and c &gt; d",
    ];
    const feed = read(rss(titles.map((title, index) => item(title, `<link>/${index}</link>`)).join("")));
    expect(feed.entries.map(({ title }) => title)).toEqual([
      "How <template> works",
      "Use <b> with care",
      "Vec<T> and List<String>",
      "Nature on <canvas>",
      "A B",
      "a < b and c > d",
    ]);
  });

  it("gives a broken date beside a good one", () => {
    const dated = `<item><title>A</title><pubDate>Invalid Date</pubDate><dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2026-11-03T08:00:00Z</dc:date></item>`;
    expect(read(rss(dated)).entries[0]?.publishedAt).toBe(Date.UTC(2026, 10, 3, 8));
  });

  it("writes dates in its own language", () => {
    const feed = read(rss(item("A", "<pubDate>3. listopada 2026.</pubDate>"), "<language>hr</language>"));
    expect(feed.entries[0]?.publishedAt).toBe(Date.UTC(2026, 9, 3));
  });
});

describe("a page asked for as a feed", () => {
  const named = (body: string) =>
    readAnswer({ url, headers: { "content-type": "text/html" }, body: Buffer.from(body) }, "feed");
  const link = (href: string, title = "", type = "application/rss+xml") =>
    `<link rel="alternate" type="${type}" title="${title}" href="${href}">`;

  it("names its feeds in order, without those of comments", () => {
    const head = `${link("/comments/feed/", "News » Comments Feed")}${link("/feed/", "News » Feed")}${link("/atom.xml", "", "application/atom+xml")}${link("/kommentare.xml", "Kommentare")}`;
    expect(named(`<html><head>${head}</head><body></body></html>`)).toEqual({
      feedUrls: ["https://news.example/feed/", "https://news.example/atom.xml"],
    });
  });

  it("names a feed of comments when it has no other", () => {
    expect(named(`<html><head>${link("/comments/feed/")}</head><body></body></html>`)).toEqual({
      feedUrls: ["https://news.example/comments/feed/"],
    });
  });
});

describe("the charset of a feed", () => {
  const text = (encoding: string) =>
    `<?xml version="1.0" encoding="${encoding}"?>${rss(item("TITLE")).replace('<?xml version="1.0"?>', "")}`;
  const bytes = (encoding: string, title: number[]) => {
    const [before = "", after = ""] = text(encoding).split("TITLE");
    return Buffer.concat([Buffer.from(before), Buffer.from(title), Buffer.from(after)]);
  };
  const utf16 = (littleEndian: boolean, mark: boolean) => {
    const buffer = Buffer.from(
      `${mark ? "\uFEFF" : ""}${text("utf-16").replace("TITLE", "日本")}`,
      "utf16le",
    );
    return littleEndian ? buffer : buffer.swap16();
  };
  const utf32 = (littleEndian: boolean) => {
    const points = [...text("utf-32").replace("TITLE", "日本")];
    const buffer = Buffer.alloc(points.length * 4);
    for (const [index, char] of points.entries()) {
      const point = char.codePointAt(0) ?? 0;
      if (littleEndian) buffer.writeUInt32LE(point, index * 4);
      else buffer.writeUInt32BE(point, index * 4);
    }
    return buffer;
  };

  it.each([
    ["UTF-8", Buffer.from(text("utf-8").replace("TITLE", "日本")), "application/xml", "日本"],
    [
      "UTF-8 with a mark",
      Buffer.from(`\uFEFF${text("utf-8").replace("TITLE", "日本")}`),
      "application/xml",
      "日本",
    ],
    ["ISO-8859-1, declared", bytes("ISO-8859-1", [0x63, 0x61, 0x66, 0xe9]), "text/xml", "café"],
    ["windows-1252 called ISO-8859-1", bytes("ISO-8859-1", [0x93, 0x61, 0x94]), "text/xml", "“a”"],
    [
      "windows-1251 by the header",
      bytes("utf-8", [0xcc, 0xe8, 0xf0]),
      "text/xml; charset=windows-1251",
      "Мир",
    ],
    [
      "UTF-8 by the header, with one broken byte, declared as windows-1251",
      Buffer.concat([
        Buffer.from(text("windows-1251").split("TITLE")[0] ?? ""),
        Buffer.from("Мир Мир "),
        Buffer.from([0xff]),
        Buffer.from(text("windows-1251").split("TITLE")[1] ?? ""),
      ]),
      "text/xml; charset=utf-8",
      "Мир Мир \uFFFD",
    ],
    [
      "ISO-8859-2 by the header, declared as windows-1251",
      bytes("windows-1251", [0xb3, 0xf3, 0x64, 0xbc]),
      "text/xml; charset=iso-8859-2",
      "łódź",
    ],
    ["KOI8-R", bytes("koi8-r", [0xed, 0xc9, 0xd2]), "text/xml", "Мир"],
    ["Shift_JIS", bytes("Shift_JIS", [0x93, 0xfa, 0x96, 0x7b]), "text/xml", "日本"],
    ["EUC-JP", bytes("euc-jp", [0xc6, 0xfc, 0xcb, 0xdc]), "text/xml", "日本"],
    [
      "ISO-2022-JP",
      bytes("iso-2022-jp", [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42]),
      "text/xml",
      "日本",
    ],
    ["GB2312", bytes("gb2312", [0xc8, 0xd5, 0xb1, 0xbe]), "text/xml", "日本"],
    ["Big5", bytes("big5", [0xa4, 0xe9, 0xa5, 0xbb]), "text/xml", "日本"],
    ["EUC-KR", bytes("euc-kr", [0xc7, 0xd1]), "text/xml", "한"],
    ["windows-1256", bytes("windows-1256", [0xc7, 0xe1]), "text/xml", "ال"],
    ["UTF-16 little-endian with a mark", utf16(true, true), "text/xml", "日本"],
    ["UTF-16 big-endian with a mark", utf16(false, true), "text/xml", "日本"],
    ["UTF-16 little-endian without a mark", utf16(true, false), "text/xml", "日本"],
    ["UTF-16 big-endian without a mark", utf16(false, false), "text/xml", "日本"],
    [
      "UTF-16 of Cyrillic",
      Buffer.from(`\uFEFF${text("utf-16").replace("TITLE", "Паромы снова ходят".repeat(50))}`, "utf16le"),
      "text/xml",
      "Паромы снова ходят".repeat(50).slice(0, 20),
    ],
    ["UTF-32 little-endian", utf32(true), "text/xml", "日本"],
    ["UTF-32 big-endian", utf32(false), "text/xml", "日本"],
    [
      "UTF-8 labelled ISO-8859-1",
      Buffer.from(text("ISO-8859-1").replace("TITLE", "café")),
      "text/xml; charset=iso-8859-1",
      "café",
    ],
    [
      "UTF-8 of some length that was declared as GBK",
      Buffer.from(text("gbk").replace("TITLE", "渡轮罢工九天后结束双方接受了加薪协议今天恢复通航")),
      "text/xml; charset=gbk",
      "渡轮罢工九天后结束双方接受了加薪协议今天恢复通航".slice(0, 20),
    ],
    ["two letters of GBK that could be UTF-8", bytes("gbk", [0xc1, 0xaa, 0xcd, 0xa8]), "text/xml", "联通"],
    [
      "windows-1252 labelled UTF-8",
      bytes("utf-8", [0x63, 0x61, 0x66, 0xe9]),
      "text/xml; charset=utf-8",
      "café",
    ],
    [
      "UTF-8 under a label that does not exist",
      Buffer.from(text("x-klingon").replace("TITLE", "café")),
      "text/xml; charset=x-klingon",
      "café",
    ],
  ])("is understood: %s", (_, body, contentType, title) => {
    expect(read(body, contentType).entries[0]?.title.slice(0, 20)).toBe(title);
  });
});
