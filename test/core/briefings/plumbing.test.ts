// From a feed with all its plumbing to what a reader hears, and to what Claude is sent.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusters } from "../../../bench/briefings-texts.ts";
import { generateBriefing } from "../../../core/briefings/generate.ts";
import { outletName, publisherNames } from "../../../core/briefings/outlet.ts";
import { createBriefingTools } from "../../../core/briefings/setup.ts";
import type { Feed, FeedEntry } from "../../../core/briefings/source-content.ts";
import { type FakeClaude, startFakeClaude } from "../../support/fake-claude.ts";
import { aContext, anArticle, aRequest, aText, now } from "./briefing-fixtures.ts";

const feedUrl = "https://links.example/feed";
const entry = (slug: string, title: string, text: string): FeedEntry => ({
  url: `https://links.example/${slug}`,
  title,
  text,
  truncated: false,
  publishedAt: now,
});
const feed: Feed = {
  kind: "feed",
  url: feedUrl,
  title: "https://www.links.example/feed",
  skipped: 0,
  entries: [
    entry(
      "a",
      "Ferry strike over",
      "The ferry strike ended on Monday after nine days of talks in Lund. submitted by /u/sea_dog [link] [comments]",
    ),
    entry(
      "b",
      "Ferry strike paper",
      "arXiv:2611.01234v1 Announce Type: new\nAbstract: A ferry strike of nine days empties islands of milk within a week.",
    ),
    entry(
      "c",
      "Ferry strike picture",
      "An artist's illustration of the ferry strike, as islanders remember that week.\nSome 3,000 people waited for the ferry on the quay of Brask.\nThe post Ferry strike picture appeared first on Links.",
    ),
  ],
};
const request = (overrides = {}) =>
  aRequest({ length: "long", sources: [{ kind: "feed", url: feedUrl }], ...overrides });

let fake: FakeClaude;
beforeAll(async () => {
  fake = await startFakeClaude();
});
afterAll(() => fake[Symbol.asyncDispose]());

describe("the plumbing of a feed", () => {
  it("is not read out", async () => {
    const { bottomLine, items } = await generateBriefing(request(), aContext({ [feedUrl]: feed }));
    const spoken = [...bottomLine, ...items.flatMap(({ sentences }) => sentences)].map(({ text }) => text);
    expect([...new Set(spoken)].sort()).toEqual([
      "A ferry strike of nine days empties islands of milk within a week.",
      "Some 3,000 people waited for the ferry on the quay of Brask.",
      "The ferry strike ended on Monday after nine days of talks in Lund.",
    ]);
  });

  it("is not sent to Claude", async () => {
    const { writers } = createBriefingTools({ anthropicApiKey: "key", anthropicBaseUrl: fake.url });
    await generateBriefing(request({ generator: "claude" }), aContext({ [feedUrl]: feed }, { writers }));
    const prompt = String(fake.requests[0]?.body.messages[0]?.content);
    expect(prompt).toContain("The ferry strike ended on Monday");
    expect(prompt).not.toMatch(/submitted by|\[comments\]|Announce Type|appeared first/);
  });
});

describe("a bottom line", () => {
  it("leaves out a story of which only the writer speaks, while there is another", async () => {
    const diary =
      "My job behind the bar of a ferry does not require me to be polite, and so I am not polite to anybody.";
    const news = "The ferry strike ended on Monday after nine days of talks in the town hall of Lund.";
    const { bottomLine, items } = await generateBriefing(
      aRequest({ sources: [aText("The diary of a barkeeper", diary), aText("Ferry strike over", news)] }),
      aContext(),
    );
    expect(bottomLine.map(({ text }) => text)).toEqual([news]);
    expect(items.flatMap(({ sentences }) => sentences.map(({ text }) => text))).toContain(diary);
  });
});

describe("a story that several sources tell", () => {
  it("is woven from them, and names each of their headlines", async () => {
    const pages = {
      "https://a.example/1": anArticle("https://a.example/1", {
        title: "Ferry strike ends after nine days",
        text: "The strike of ferry crews ended on Monday after nine days with a pay rise of 4.5 percent.\nAll fourteen ferries sail again from Tuesday morning.\nThe harbour of Brask had been closed since the first of the month.",
      }),
      "https://b.example/2": anArticle("https://b.example/2", {
        title: "Union and company end ferry strike",
        text: "After nine days of strike the union of ferry crews accepted a pay rise of 4.5 percent on Monday.\nAbout 3,000 travellers had been stranded on the islands.\nThe company put the cost of the strike at 12 million crowns.",
      }),
    };
    const sources = Object.keys(pages).map((url) => ({ kind: "article" as const, url }));
    const { bottomLine, items } = await generateBriefing(
      aRequest({ sources, length: "long" }),
      aContext(pages),
    );
    const cited = [...bottomLine, ...(items[0]?.sentences ?? [])].flatMap((sentence) => sentence.sources);
    expect(new Set(cited)).toEqual(new Set([1, 2]));
    expect(items[0]).toMatchObject({
      headline: "Ferry strike ends after nine days",
      also: [{ headline: "Union and company end ferry strike", sources: [2] }],
    });
  });
});

describe("what a reader does not find", () => {
  const off = ["Cat waters plants", "Herring quota is cut", "Football on Sunday"].map((title, index) =>
    entry(
      `off${index}`,
      title,
      `${title}, as many people in the town have seen with their own eyes this week.`,
    ),
  );
  const on = entry(
    "on",
    "Ferry strike over",
    "The ferry strike ended on Monday after nine days of talks in Lund.",
  );

  it("was off the topic, and fills no list", async () => {
    const few: Feed = { ...feed, entries: [on, ...off] };
    const { items, alsoNotable, sources } = await generateBriefing(request(), aContext({ [feedUrl]: few }));
    expect([items.length, alsoNotable]).toEqual([1, []]);
    expect(sources.slice(1).map(({ uncitedBecause }) => uncitedBecause)).toEqual(
      Array(3).fill("off the topic"),
    );
  });

  it("had no room at the length asked for", async () => {
    const sources = clusters.map(({ documents: [first] }) => aText(first?.title ?? "", first?.text));
    const briefing = await generateBriefing(
      aRequest({ topic: "news of today", sources, length: "short" }),
      aContext(),
    );
    const uncited = briefing.sources.filter(({ cited }) => !cited);
    expect([briefing.items.length, briefing.alsoNotable.length, uncited.length]).toEqual([3, 4, 3]);
    expect(uncited.map(({ uncitedBecause }) => uncitedBecause)).toEqual(
      Array(3).fill("no room at this length"),
    );
  });
});

describe("a publisher", () => {
  it.each([
    ["https://www.gazette.example/feed.xml", undefined],
    ["//gazette.example", undefined],
    ["www.gazette.example", undefined],
    ["gazette.example:8080", undefined],
    ["gazette.example/news", undefined],
    ["gazette.example", undefined],
    ["Space.com", "Space.com"],
    ["The Gazette", "The Gazette"],
    ["  ", undefined],
  ])("that calls itself %j has the name %j", (given, name) => {
    expect(outletName(given)).toBe(name);
  });

  it("without a name is called what other pages of its site call it, else by its host", () => {
    const nameOf = publisherNames([{ publisher: "The Gazette", url: "https://www.gazette.example/1" }]);
    const unnamed = (url: string) => nameOf({ publisher: url, url });
    expect(unnamed("https://gazette.example/gone")).toBe("The Gazette");
    expect(unnamed("https://www.ledger.example/gone")).toBe("ledger.example");
    expect(nameOf({ publisher: "given text" })).toBe("given text");
  });
});
