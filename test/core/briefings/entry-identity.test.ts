// That no entry of a feed vanishes: what tells two entries apart, in one feed and across feeds.
import { describe, expect, it } from "vitest";
import { entryKeys, type Identity, sharedNames } from "../../../core/briefings/entry-identity.ts";
import { readFeed } from "../../../core/briefings/read/feed.ts";

const entry = (overrides: Partial<Identity>): Identity => ({ title: "Title", text: "", ...overrides });
const distinct = (...entries: Partial<Identity>[]) => new Set(entryKeys(entries.map(entry))).size;

describe("two entries of one feed", () => {
  it.each<[string, Partial<Identity>, Partial<Identity>]>([
    [
      "one link, other guids",
      { id: "1", url: "https://a.example/log" },
      { id: "2", url: "https://a.example/log" },
    ],
    [
      "links that differ by their fragment",
      { url: "https://a.example/log#v1" },
      { url: "https://a.example/log#v2" },
    ],
    [
      "one link and other titles, without guids",
      { url: "https://a.example/", title: "Storm" },
      { url: "https://a.example/", title: "Calm" },
    ],
    [
      "a guid that says nothing, since all have it",
      { id: "0", url: "https://a.example/1", title: "Storm" },
      { id: "0", url: "https://a.example/2", title: "Calm" },
    ],
    ["neither guid nor link, and other dates", { publishedAt: 1 }, { publishedAt: 2 }],
    ["neither guid, link nor date, and other texts", { text: "one" }, { text: "two" }],
    [
      "addresses that differ by a parameter",
      { url: "https://a.example/?p=1" },
      { url: "https://a.example/?p=2" },
    ],
  ])("are two: %s", (_, a, b) => {
    expect(distinct(a, b)).toBe(2);
  });

  it.each<[string, Partial<Identity>, Partial<Identity>]>([
    [
      "one guid, a changed title",
      { id: "1", url: "https://a.example/1" },
      { id: "1", url: "https://a.example/1", title: "New" },
    ],
    [
      "one guid, a moved page",
      { id: "1", url: "https://a.example/1" },
      { id: "1", url: "https://a.example/x" },
    ],
    [
      "one link and title, no guid",
      { url: "https://a.example/1" },
      { url: "https://www.a.example/1?utm_source=rss" },
    ],
    [
      "a fragment that only counts readers",
      { url: "https://a.example/1#xtor=RSS-3208" },
      { url: "https://a.example/1" },
    ],
    ["neither guid nor link, one title and date", { publishedAt: 1 }, { publishedAt: 1 }],
  ])("are one: %s", (_, a, b) => {
    expect(distinct(a, b)).toBe(1);
  });
});

describe("entries of two feeds", () => {
  const names = (site: string, ...entries: Partial<Identity>[]) => sharedNames(entries.map(entry), site);
  const share = (a: string[] = [], b: string[] = []) => a.some((name) => b.includes(name));

  it("are one when their guids hold everywhere, or one link stands alone in both", () => {
    const [a] = names("a.example", { id: "tag:a.example,2026:1", url: "https://a.example/1" });
    const [b] = names("b.example", { id: "tag:a.example,2026:1", url: "https://b.example/go/1" });
    const [c] = names("c.example", { id: "item-9", url: "https://a.example/1" });
    expect([share(a, b), share(a, c)]).toEqual([true, true]);
  });

  it("are two when only their numbers agree, or their link has several entries", () => {
    const [a] = names("a.example", { id: "17", url: "https://a.example/1" });
    const [b] = names("b.example", { id: "17", url: "https://b.example/1" });
    const [v1, v2] = names(
      "c.example",
      { id: "v1", url: "https://c.example/log" },
      { id: "v2", url: "https://c.example/log" },
    );
    const [log] = names("d.example", { url: "https://c.example/log" });
    expect([share(a, b), share(v1, v2), share(v1, log)]).toEqual([false, false, false]);
  });
});

describe("a feed that is read", () => {
  const item = (title: string, link: string, guid: string) =>
    `<item><title>${title}</title><link>${link}</link>${guid}<description>About ${title}.</description></item>`;
  const rss = (items: string) =>
    readFeed(
      `<rss version="2.0"><channel><title>T</title>${items}</channel></rss>`,
      new URL("https://a.example/feed"),
    );

  it("keeps every entry of a changelog, with the place of each on its page", () => {
    const feed = rss(
      item("1.0", "/log#v1", "") +
        item("1.1", "/log#v1-1", "") +
        item("1.2", "/log", "<guid isPermaLink='false'>v1.2</guid>") +
        item("1.3", "/log", "<guid isPermaLink='false'>v1.3</guid>"),
    );
    expect(feed.entries.map(({ title, url }) => [title, url])).toEqual([
      ["1.0", "https://a.example/log#v1"],
      ["1.1", "https://a.example/log#v1-1"],
      ["1.2", "https://a.example/log"],
      ["1.3", "https://a.example/log"],
    ]);
  });

  it("counts apart what it holds twice, what cannot be read, and what is beyond the number that is read", () => {
    const many = Array.from({ length: 103 }, (_, n) =>
      item(`Entry ${n}`, `/${n}`, `<guid>https://a.example/${n}</guid>`),
    );
    const feed = rss(
      `<item><pubDate>03 Nov 2026 08:00:00 GMT</pubDate></item>${item("Again", "/0", "<guid>https://a.example/0</guid>")}${many.join("")}`,
    );
    expect([feed.entries.length, feed.skipped, feed.repeated, feed.unreadable]).toEqual([100, 3, 1, 1]);
  });

  it("keeps the notes of a microblog, which have one link and no titles", () => {
    const note = (text: string) => `<item><link>/me</link><description>${text}</description></item>`;
    expect(rss(note("First note.") + note("Second note.")).entries.map(({ text }) => text)).toEqual([
      "First note.",
      "Second note.",
    ]);
  });

  it("keeps the newer of two that are one", () => {
    const dated = (title: string, day: number) =>
      `<item><title>${title}</title><guid isPermaLink="false">x</guid><link>/x</link><pubDate>0${day} Nov 2026 08:00:00 GMT</pubDate></item>`;
    expect(
      rss(dated("Old headline", 2) + dated("New headline", 3)).entries.map(({ title }) => title),
    ).toEqual(["New headline"]);
  });
});
