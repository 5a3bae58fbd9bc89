// Requests, articles and contexts for tests of the domain: small, real-shaped, and without a network.
import { Briefing } from "../../../core/briefings/briefing.ts";
import type { BriefingContext } from "../../../core/briefings/generate.ts";
import { BriefingRequest, type BriefingRequestInput } from "../../../core/briefings/request.ts";
import { createBriefingTools } from "../../../core/briefings/setup.ts";
import type { Article, SourceContent } from "../../../core/briefings/source-content.ts";
import { SourceError } from "../../../core/briefings/source-error.ts";

/** 3 November 2026, 09:00 UTC. */
export const now = Date.UTC(2026, 10, 3, 9);

export function aRequest(overrides: Partial<BriefingRequestInput> = {}): BriefingRequest {
  return BriefingRequest.parse({
    topic: "ferry strike",
    sources: [aText("Ferries sail again")],
    ...overrides,
  });
}

export function aText(title: string, text = ferryText) {
  return { kind: "text" as const, title, text };
}

export const ferryText = [
  "Ferries between the mainland and the islands sailed again on Monday after a strike of nine days ended with a pay rise of 4.5 percent.",
  "The union of seamen said 1,200 of its members had voted for the offer, and 310 against it.",
  "About 3,000 travellers had been stranded on the islands, the harbour office said.",
].join("\n");

export function anArticle(url: string, overrides: Partial<Article> = {}): Article {
  return {
    kind: "article",
    url,
    title: "Ferries sail again",
    text: ferryText,
    truncated: false,
    ...overrides,
  };
}

/** A context whose sources are given by address: content, an error to throw, or nothing for a page that is not there. */
export function aContext(
  pages: Record<string, SourceContent | Error> = {},
  overrides: Partial<BriefingContext> = {},
): BriefingContext {
  return {
    fetchSource: async ({ url }, { signal }) => {
      signal.throwIfAborted();
      const page = pages[url];
      if (page === undefined) throw new SourceError("not-found", `no such page: ${url}`);
      if (page instanceof Error) throw page;
      return page;
    },
    writers: createBriefingTools().writers,
    signal: new AbortController().signal,
    reportProgress: () => {},
    now: () => now,
    ...overrides,
  };
}

/** A briefing with every part, whose texts are all the same. */
export function aBriefing(
  overrides: Partial<Briefing> = {},
  text = "Ferries sailed again on Monday.",
): Briefing {
  return Briefing.parse({
    version: 1,
    title: text,
    topic: text,
    language: "en",
    length: "medium",
    style: "bullets",
    generatedAt: "2026-11-03T09:00:00.000Z",
    timeWindow: { from: "2026-11-01T08:00:00.000Z", to: "2026-11-03T08:00:00.000Z" },
    readingTimeMinutes: 1,
    generator: { kind: "claude", model: text },
    bottomLine: [{ text, sources: [1] }],
    items: [
      {
        headline: text,
        sentences: [{ text, sources: [1, 2] }],
        also: [{ headline: text, sources: [2] }],
        whyItMatters: { text, sources: [1] },
        sources: [1, 2],
        publishers: [text],
        date: "2026-11-03T08:00:00.000Z",
        independentDomains: 2,
        language: "en",
      },
    ],
    disagreements: [
      {
        about: text,
        statements: [
          { text, sources: [1] },
          { text, sources: [2] },
        ],
      },
    ],
    alsoNotable: [{ headline: text, sources: [2] }],
    sources: [
      {
        id: 1,
        title: text,
        url: "https://a.example/x?a=1&b=(2)",
        publisher: text,
        author: text,
        status: "full-text",
        cited: true,
      },
      { id: 2, title: text, publisher: text, status: "failed", reason: text, cited: false },
      { id: 3, title: text, publisher: text, status: "full-text", uncitedBecause: text, cited: false },
    ],
    coverage: {
      requested: [{ kind: "article", name: text, status: "read", documents: 1 }],
      fetched: 2,
      used: 1,
      failed: 1,
      duplicatesDropped: 1,
      truncated: 1,
      feedEntriesSkipped: 3,
      feedEntriesLeftOut: {
        repeated: 0,
        unreadable: 0,
        elsewhere: 0,
        tooOld: 1,
        offTopic: 2,
        otherLanguage: 0,
        lessFitting: 0,
      },
      claimsDropped: 2,
    },
    usage: {
      requests: 1,
      inputTokens: 1_000,
      outputTokens: 100,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 0.0123,
    },
    notes: [text],
    ...overrides,
  });
}
