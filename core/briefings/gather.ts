// Reads everything that the request names: its texts, its articles, and the best entries of its feeds.
import type { RequestedSource } from "./briefing.ts";
import type { BriefingDocument, UnreadDocument } from "./document.ts";
import { limits } from "./limits.ts";
import { hostName, siteOf } from "./outlet.ts";
import type { BriefingRequest, Source } from "./request.ts";
import { type ChosenEntry, selectEntries } from "./select-entries.ts";
import type { Article, FetchSource, SourceContent } from "./source-content.ts";
import { SourceError } from "./source-error.ts";
import { detectLanguage } from "./text/language.ts";
import { countWords } from "./text/words.ts";

type Text = Omit<BriefingDocument, "id">;
export type Gathered = {
  documents: BriefingDocument[];
  unread: UnreadDocument[];
  requested: RequestedSource[];
  /** Why nothing came of a source, in the order of the request. */
  errors: SourceError[];
  fetched: number;
  feedEntriesSkipped: number;
};
type GatherContext = {
  fetchSource: FetchSource;
  signal: AbortSignal;
  reportProgress(stage: string, done: number, total: number): void | Promise<void>;
};
type Outcome = { source: Source; content?: SourceContent; error?: SourceError };

/** @throws the signal's reason when aborted; never because a source failed. */
export async function gatherSources(request: BriefingRequest, context: GatherContext): Promise<Gathered> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(limits.fetch.allSourcesMs)]);
  let done = 0;
  let total = request.sources.length;
  let fetched = 0;
  const tick = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    await context.reportProgress("fetching", ++done, total);
    return result;
  };
  const fetchContent = async (kind: "feed" | "article", url: string): Promise<SourceContent> => {
    fetched++;
    try {
      return await context.fetchSource({ kind, url }, { signal });
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason;
      throw asSourceError(error, signal.aborted);
    }
  };

  await context.reportProgress("fetching", 0, total);
  const outcomes = await Promise.all(
    request.sources.map((source) => tick(readRequested(source, fetchContent))),
  );
  const feeds = outcomes.flatMap(({ content }) => (content?.kind === "feed" ? [content] : []));
  const known = outcomes.flatMap(({ content }) => (content?.kind === "article" ? [content.url] : []));
  const { chosen, skipped } = selectEntries(feeds, request.topic, known);
  total += chosen.length;
  const entries = await Promise.all(chosen.map((entry) => tick(readEntry(entry, fetchContent))));
  return { ...arrange(outcomes, chosen, entries), fetched, feedEntriesSkipped: skipped };
}

type FetchContent = (kind: "feed" | "article", url: string) => Promise<SourceContent>;

async function readRequested(source: Source, fetchContent: FetchContent): Promise<Outcome> {
  if (source.kind === "text") return { source };
  try {
    return { source, content: await fetchContent(source.kind, source.url) };
  } catch (error) {
    if (error instanceof SourceError) return { source, error };
    throw error;
  }
}

/** The entry's own text where it is whole, else its page, else the excerpt with the reason why. */
async function readEntry(
  { feed, entry }: ChosenEntry,
  fetchContent: FetchContent,
): Promise<Text | UnreadDocument> {
  const address = entry.url ?? feed.url;
  const publisher = feed.title || hostName(address);
  const excerptWords = countWords(entry.text);
  const own: Text = {
    ...entry,
    publisher,
    site: siteOf(address),
    url: address,
    feedUrl: feed.url,
    language: entry.language ?? detectLanguage(entry.text),
    status: "full-text",
  };
  if (excerptWords >= limits.read.fullEntryWords) return own;
  try {
    if (entry.url === undefined) throw new SourceError("empty", "the entry has no page of its own");
    const page = await fetchContent("article", entry.url);
    if (page.kind === "feed") throw new SourceError("unreadable", "the entry's page is a feed");
    if (countWords(page.text) < excerptWords) return own;
    return {
      ...fromArticle(page),
      feedUrl: feed.url,
      publishedAt: page.publishedAt ?? entry.publishedAt,
      publisher: page.publisher ?? publisher,
    };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (excerptWords >= limits.read.minExcerptWords)
      return { ...own, status: "feed-excerpt", reason: error.message };
    return {
      title: entry.title,
      publisher,
      url: address,
      feedUrl: feed.url,
      status: error.status,
      reason: error.message,
    };
  }
}

function fromArticle(article: Article): Text {
  const { kind, publisher, ...rest } = article;
  return {
    ...rest,
    status: "full-text",
    publisher: publisher ?? hostName(article.url),
    site: siteOf(article.url),
  };
}

function arrange(outcomes: Outcome[], chosen: ChosenEntry[], entries: (Text | UnreadDocument)[]) {
  const documents: BriefingDocument[] = [];
  const unread: UnreadDocument[] = [];
  const errors: SourceError[] = [];
  const requested = outcomes.map(({ source, content, error }): RequestedSource => {
    const name = source.kind === "text" ? source.title : source.url;
    const before = documents.length;
    if (error !== undefined) {
      errors.push(error);
      unread.push({
        title: name,
        publisher: hostName(name),
        url: name,
        status: error.status,
        reason: error.message,
      });
      return { kind: source.kind, name, status: error.status, reason: error.message, documents: 0 };
    }
    for (const text of textsOf(source, content, chosen, entries)) {
      if ("text" in text) documents.push({ ...text, id: 0 });
      else unread.push(text);
    }
    return { kind: source.kind, name, status: "read", documents: documents.length - before };
  });
  return { documents: documents.slice(0, limits.select.documents), unread, requested, errors };
}

function textsOf(
  source: Source,
  content: SourceContent | undefined,
  chosen: ChosenEntry[],
  entries: (Text | UnreadDocument)[],
) {
  if (source.kind === "text") {
    const { title, text } = source;
    return [
      {
        title,
        text,
        publisher: "given text",
        status: "given-text" as const,
        truncated: false,
        language: detectLanguage(text),
      },
    ];
  }
  if (content?.kind === "article") return [fromArticle(content)];
  return entries.filter((_, index) => chosen[index]?.feed === content);
}

function asSourceError(error: unknown, outOfTime: boolean): SourceError {
  if (error instanceof SourceError) return error;
  if (outOfTime) {
    return new SourceError(
      "timeout",
      `not read: fetching may take ${limits.fetch.allSourcesMs / 1_000} s in all`,
      { cause: error },
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new SourceError("server-error", `could not be read (${message.slice(0, 200)})`, { cause: error });
}
