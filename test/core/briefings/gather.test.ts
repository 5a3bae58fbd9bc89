// Which entries of feeds become documents, and what happens around fetching them.
import { describe, expect, it } from "vitest";
import { generateBriefing } from "../../../core/briefings/generate.ts";
import type { Feed, FeedEntry, SourceContent } from "../../../core/briefings/source-content.ts";
import { SourceError } from "../../../core/briefings/source-error.ts";
import { PermanentError } from "../../../core/jobs/index.ts";
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
      reason: "none of its 1 entries was used: 1 off the topic",
    });
  });

  it("are left out with their true reason, which the briefing tells", async () => {
    const second = "https://second.example/feed";
    const first = aFeed(
      [
        ...Array.from({ length: 15 }, (_, index) =>
          anEntry(`e${index}`, { text: text(`Point ${index}`), publishedAt: now - index * 3_600_000 }),
        ),
        anEntry("old", { publishedAt: now - 20 * day }),
        anEntry("off", { title: "Football", text: "All the results of the football week for you." }),
      ],
      { skipped: 4, repeated: 2, unreadable: 1 },
    );
    const { coverage } = await brief(
      { [feedUrl]: first, [second]: aFeed([anEntry("e0")], { url: second }) },
      [feedUrl, second],
    );
    expect(coverage.feedEntriesLeftOut).toEqual({
      repeated: 2,
      unreadable: 1,
      elsewhere: 1,
      tooOld: 1,
      offTopic: 1,
      otherLanguage: 0,
      lessFitting: 4 + 3,
    });
    expect(coverage.feedEntriesSkipped).toBe(13);
  });

  it("that share one page keep their own texts, and are all there", async () => {
    const entries = [
      anEntry("log", {
        id: "1",
        title: "Ferry strike, first day",
        text: "No ferry left the harbour all morning, said the pilots.",
      }),
      anEntry("log", {
        id: "2",
        title: "Ferry strike, second day",
        text: "Talks about pay began in the town hall at noon.",
      }),
    ];
    const log = anArticle("https://news.example/log", { title: "The whole log" });
    const { sources } = await brief({ [feedUrl]: aFeed(entries), [log.url]: log });
    expect(sources.map(({ title, status, reason }) => [title, status, reason])).toEqual([
      ["Ferry strike, first day", "feed-excerpt", "its page holds other entries too"],
      ["Ferry strike, second day", "feed-excerpt", "its page holds other entries too"],
    ]);
  });

  it("are fetched without the fragment of their link, and cited with it", async () => {
    const page = anArticle("https://news.example/log", { title: "Ferry strike log" });
    const { sources } = await brief({
      [feedUrl]: aFeed([anEntry("log#noon", { text: "" })]),
      [page.url]: page,
    });
    expect(sources).toMatchObject([{ status: "full-text", url: "https://news.example/log#noon" }]);
  });
});

describe("a feed in which nothing has been new for weeks", () => {
  const dead = "https://dead.example/feed";
  const old = aFeed(
    ["a", "b"].map((slug) =>
      anEntry(slug, { publishedAt: now - 100 * day, text: text(`Old point ${slug}`) }),
    ),
    { url: dead, title: "Dead" },
  );

  it("is left out beside sources that are alive, with its reason", async () => {
    const { sources, coverage } = await brief({ [feedUrl]: aFeed([anEntry("new")]), [dead]: old }, [
      feedUrl,
      dead,
    ]);
    expect(sources.map(({ title }) => title)).toEqual(["Ferry strike: new"]);
    expect(coverage.requested[1]?.reason).toBe("none of its 2 entries was used: 2 older than 14 days");
  });

  it("is read when there is nothing else, and the briefing says how old that is", async () => {
    const { sources, notes } = await brief({ [dead]: old }, [dead]);
    expect(sources).toHaveLength(2);
    expect(notes[0]).toBe("Nothing in the feeds is newer than 2026-07-26.");
  });

  it("is left out beside one that died later", async () => {
    const later = aFeed([anEntry("later", { publishedAt: now - 30 * day })]);
    const { sources, notes } = await brief({ [feedUrl]: later, [dead]: old }, [feedUrl, dead]);
    expect(sources.map(({ title }) => title)).toEqual(["Ferry strike: later"]);
    expect(notes[0]).toBe("Nothing in the feeds is newer than 2026-10-04.");
  });
});

describe("words of a topic that every feed is about", () => {
  it.each([
    [
      "en",
      "health and medicine news",
      "News of the week: a cat that waters the plants",
      "Medicine for measles",
    ],
    ["en", "Latest update on ferry strike today", "Today in the latest update: cats", "Ferry strike ends"],
    ["de", "Nachrichten heute: Fährstreik", "Die Nachrichten von heute: eine Katze", "Fährstreik beendet"],
    ["fr", "actualités santé aujourd'hui", "Les actualités du chat, aujourd'hui", "La santé d'abord"],
    ["es", "últimas noticias de salud", "Las últimas noticias sobre un gato", "La salud primero"],
    ["ru", "новости медицины сегодня", "Новости сегодня: кот поливает цветы", "Медицины стало больше"],
    ["ja", "医療 最新ニュース", "今日の最新ニュース：猫が花に水をやる", "医療の改革が始まる"],
  ])("do not pull in the cat (%s: %s)", async (language, topic, cat, fitting) => {
    const entries = [
      ...[1, 2, 3].map((n) =>
        anEntry(`fit${n}`, { title: `${fitting} ${n}`, text: `${fitting} ${n}. `.repeat(8), language }),
      ),
      anEntry("cat", { title: cat, text: `${cat}. `.repeat(6), language }),
    ];
    const request = aRequest({ topic, language, length: "long", sources: [{ kind: "feed", url: feedUrl }] });
    const briefing = await generateBriefing(request, aContext({ [feedUrl]: aFeed(entries) }));
    expect(JSON.stringify(briefing)).not.toContain(cat);
    expect(briefing.coverage.feedEntriesLeftOut?.offTopic).toBe(1);
  });

  it("leave a topic of nothing else open to all entries", async () => {
    const request = aRequest({ topic: "today's news", sources: [{ kind: "feed", url: feedUrl }] });
    const entries = ["a", "b", "c", "d"].map((slug) => anEntry(slug, { text: text(`Point ${slug}`) }));
    const { coverage } = await generateBriefing(request, aContext({ [feedUrl]: aFeed(entries) }));
    expect(coverage.feedEntriesSkipped).toBe(0);
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
