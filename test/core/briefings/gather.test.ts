// Which entries of feeds become documents, and what happens around fetching them.
import { describe, expect, it } from "vitest";
import { generateBriefing } from "../../../core/briefings/generate.ts";
import type { Feed, FeedEntry, SourceContent } from "../../../core/briefings/source-content.ts";
import { SourceError } from "../../../core/briefings/source-error.ts";
import { PermanentError } from "../../../core/jobs/errors.ts";
import { aContext, anArticle, aRequest, now } from "./briefing-fixtures.ts";

const day = 86_400_000;
const feedUrl = "https://news.example/feed.xml";
const text = (subject: string) =>
  `${subject} was discussed at length in the harbour office on Monday by everybody who was there.`;

function anEntry(slug: string, overrides: Partial<FeedEntry> = {}): FeedEntry {
  return {
    url: `https://news.example/${slug}`,
    title: `Ferry strike: ${slug}`,
    text: text(slug),
    truncated: false,
    publishedAt: now,
    ...overrides,
  };
}

function aFeed(entries: FeedEntry[], overrides: Partial<Feed> = {}): Feed {
  return { kind: "feed", url: feedUrl, title: "The News", entries, skipped: 0, ...overrides };
}

function brief(pages: Record<string, SourceContent | Error>, urls = [feedUrl], context = {}) {
  return generateBriefing(
    aRequest({ length: "long", sources: urls.map((url) => ({ kind: "feed", url })) }),
    aContext(pages, context),
  );
}

describe("the entries of a feed", () => {
  it("are read as their pages, else as the feed's excerpt with the reason", async () => {
    const pages = {
      [feedUrl]: aFeed([anEntry("a"), anEntry("b")]),
      "https://news.example/a": anArticle("https://news.example/a", { title: "Whole story" }),
    };
    const { sources, coverage } = await brief(pages);
    expect(sources).toMatchObject([
      { title: "Whole story", status: "full-text", feedUrl },
      {
        title: "Ferry strike: b",
        status: "feed-excerpt",
        reason: expect.stringMatching(/no such page/),
        feedUrl,
      },
    ]);
    expect(coverage).toMatchObject({ fetched: 3, used: 2, requested: [{ status: "read", documents: 2 }] });
  });

  it("are not fetched when the feed holds their whole text", async () => {
    const whole = Array.from({ length: 20 }, (_, index) => text(`Point ${index}`)).join("\n");
    const { sources, coverage } = await brief({ [feedUrl]: aFeed([anEntry("a", { text: whole })]) });
    expect(sources).toMatchObject([{ status: "full-text" }]);
    expect(coverage.fetched).toBe(1);
  });

  it("are those on the topic, when there are enough of them", async () => {
    const off = ["Football results", "Library hours", "Herring quota"].map((title, index) =>
      anEntry(`off${index}`, {
        title,
        text: `${title} of the week, with all the numbers that you need to know.`,
      }),
    );
    const { sources, coverage } = await brief({
      [feedUrl]: aFeed([...off, ...["a", "b", "c"].map((slug) => anEntry(slug))]),
    });
    expect(sources.map(({ title }) => title).sort()).toEqual([
      "Ferry strike: a",
      "Ferry strike: b",
      "Ferry strike: c",
    ]);
    expect(coverage.feedEntriesSkipped).toBe(3);
  });

  it("are the newest, when none is on the topic by its words", async () => {
    const entries = Array.from({ length: 30 }, (_, index) =>
      anEntry(`e${index}`, {
        title: `Entry ${index}`,
        text: `Words number ${index} about something else entirely.`,
        publishedAt: now - index * 3_600_000,
      }),
    );
    const { sources } = await brief({ [feedUrl]: aFeed(entries) });
    expect(sources).toHaveLength(12);
    expect(sources.some(({ title }) => title === "Entry 0")).toBe(true);
  });

  it("are left out when they are two weeks older than the newest, which a date to come does not count for", async () => {
    const entries = [
      anEntry("new"),
      anEntry("old", { publishedAt: now - 20 * day }),
      anEntry("typo", { publishedAt: now + 900 * day }),
    ];
    const { sources, timeWindow } = await brief({ [feedUrl]: aFeed(entries) });
    expect(sources.map(({ title }) => title).sort()).toEqual(["Ferry strike: new", "Ferry strike: typo"]);
    expect(timeWindow?.to).toBe(new Date(now).toISOString());
  });

  it("are shared out among many feeds, and read once when two feeds name them", async () => {
    const urls = Array.from({ length: 10 }, (_, index) => `https://n${index}.example/feed`);
    const pages = Object.fromEntries(
      urls.map((url, index) => [
        url,
        aFeed(
          [
            anEntry("same"),
            ...Array.from({ length: 9 }, (_, entry) =>
              anEntry(`${index}-${entry}`, { text: text(`${index} ${entry}`) }),
            ),
          ],
          { url },
        ),
      ]),
    );
    const { coverage } = await brief(pages, urls);
    expect(coverage.fetched).toBe(10 + 30);
    expect(Math.max(...coverage.requested.map(({ documents }) => documents))).toBe(3);
  });

  it("fail the job only for now, when nothing was read because of failures that pass", async () => {
    const entry = anEntry("a", { text: "" });
    const gone = brief({ [feedUrl]: aFeed([entry]) });
    await expect(gone).rejects.toBeInstanceOf(PermanentError);
    const away = brief({
      [feedUrl]: aFeed([entry]),
      "https://news.example/a": new SourceError("timeout", "did not answer"),
    });
    await expect(away).rejects.not.toBeInstanceOf(PermanentError);
    await expect(away).rejects.toThrow(/did not answer/);
  });

  it("are told to be none when nothing fits, beside sources that do", async () => {
    const other = "https://other.example/feed";
    const stale = aFeed(
      [anEntry("x", { title: "Football", text: "All the results of the football week for you." })],
      { url: other, title: "Sports" },
    );
    const { coverage } = await brief(
      { [feedUrl]: aFeed(["a", "b", "c"].map((slug) => anEntry(slug))), [other]: stale },
      [feedUrl, other],
    );
    expect(coverage.requested[1]).toMatchObject({
      status: "read",
      documents: 0,
      reason: expect.stringMatching(/none of its 1 entries/),
    });
  });
});

describe("gathering", () => {
  it("takes what an address is, whatever it was called", async () => {
    const request = aRequest({ sources: [{ kind: "article", url: feedUrl }] });
    const briefing = await generateBriefing(request, aContext({ [feedUrl]: aFeed([anEntry("a")]) }));
    expect(briefing.sources).toMatchObject([{ title: "Ferry strike: a" }]);
  });

  it("counts its progress up to its total", async () => {
    const seen: [string, number, number][] = [];
    await brief({ [feedUrl]: aFeed([anEntry("a"), anEntry("b")]) }, [feedUrl], {
      reportProgress: (...note: [string, number, number]) => void seen.push(note),
    });
    const fetching = seen.filter(([stage]) => stage === "fetching");
    expect(fetching).toEqual([
      ["fetching", 0, 1],
      ["fetching", 1, 1],
      ["fetching", 2, 3],
      ["fetching", 3, 3],
    ]);
    expect([...new Set(seen.map(([stage]) => stage))]).toEqual(["fetching", "grouping", "writing"]);
  });

  it("stops its other requests when progress can no longer be written", async () => {
    const signals: AbortSignal[] = [];
    const failure = generateBriefing(
      aRequest({
        sources: ["a", "b"].map((path) => ({ kind: "article", url: `https://x.example/${path}` })),
      }),
      aContext(
        {},
        {
          fetchSource: ({ url }, { signal }) => {
            signals.push(signal);
            return url.endsWith("/a") ? Promise.resolve(anArticle(url)) : new Promise(() => {});
          },
          reportProgress: (_stage, done) => {
            if (done === 1) throw new Error("the claim was lost");
          },
        },
      ),
    );
    await expect(failure).rejects.toThrow("the claim was lost");
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });
});
