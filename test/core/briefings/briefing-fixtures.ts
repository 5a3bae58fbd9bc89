// Requests, articles and contexts for tests of the domain: small, real-shaped, and without a network.
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
