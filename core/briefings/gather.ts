// Reads everything that the request names: its texts, its articles, and the best entries of its feeds.
import type { FeedEntriesLeftOut, RequestedSource } from "./briefing.ts";
import type { BriefingDocument, UnreadDocument } from "./document.ts";
import { describeLeftOut, totalLeftOut } from "./left-out.ts";
import { limits } from "./limits.ts";
import { hostName, publisherNames } from "./outlet.ts";
import { type DocumentText, fromArticle, fromGivenText, type ReadEntry, readEntry } from "./read-entry.ts";
import type { BriefingRequest, Source } from "./request.ts";
import { type ChosenEntry, type Selected, selectEntries } from "./select-entries.ts";
import type { FetchSource, SourceContent } from "./source-content.ts";
import { SourceError } from "./source-error.ts";
import { cleanLine } from "./text/clean.ts";

export type Gathered = {
  documents: BriefingDocument[];
  unread: UnreadDocument[];
  requested: RequestedSource[];
  /** Why nothing came of a source, in the order of the request. */
  errors: SourceError[];
  fetched: number;
  feedEntriesLeftOut: FeedEntriesLeftOut;
  /** What a reader should know about how the sources were read. */
  notes: string[];
};
/** What a briefing is made from: JSON, so that it can be kept. */
export type Reading = Omit<Gathered, "errors">;

type GatherContext = {
  fetchSource: FetchSource;
  signal: AbortSignal;
  now(): number;
  reportProgress(stage: string, done: number, total: number): void | Promise<void>;
};
/** Clocks differ, and so do time zones. */
const dayMs = 86_400_000;

type Outcome = { source: Source; content?: SourceContent; error?: SourceError };

/** @throws the signal's reason when aborted, and what `reportProgress` throws; never because a source failed. */
export async function gatherSources(request: BriefingRequest, context: GatherContext): Promise<Gathered> {
  const stop = new AbortController();
  const outOfTime = AbortSignal.timeout(limits.fetch.allSourcesMs);
  const signal = AbortSignal.any([context.signal, outOfTime, stop.signal]);
  const progress = createCounter(context, request.sources.length);
  let fetched = 0;
  const fetchContent: FetchContent = async (kind, url) => {
    fetched++;
    try {
      return withoutFutureDates(await context.fetchSource({ kind, url }, { signal }), context.now() + dayMs);
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason;
      throw asSourceError(error, outOfTime.aborted);
    }
  };

  try {
    await progress.start();
    const reading = request.sources.map((source) => progress.after(readRequested(source, fetchContent)));
    const outcomes = await Promise.all(reading);
    const feeds = outcomes.flatMap(({ content }) => (content?.kind === "feed" ? [content] : []));
    const known = outcomes.flatMap(({ content }) => (content?.kind === "article" ? [content.url] : []));
    const hasOthers = outcomes.some(
      ({ source, content }) => source.kind === "text" || content?.kind === "article",
    );
    const selected = selectEntries(feeds, { topic: request.topic, known, hasOthers, now: context.now() });
    const { chosen } = selected;
    progress.expect(chosen.length);
    const entries = await Promise.all(chosen.map((entry) => progress.after(readEntry(entry, fetchContent))));
    return {
      ...arrange(outcomes, selected, entries),
      fetched,
      feedEntriesLeftOut: totalLeftOut(selected.leftOut),
      notes: selected.isStale ? [staleNote(chosen)] : [],
    };
  } finally {
    // When one thing failed, the other requests are of no use any more.
    stop.abort();
  }
}

/** A date that is still to come is a mistake, and would make all others look old. */
function withoutFutureDates(content: SourceContent, latest: number): SourceContent {
  const dated = <T extends { publishedAt?: number | undefined }>(item: T): T =>
    (item.publishedAt ?? 0) > latest ? { ...item, publishedAt: undefined } : item;
  return content.kind === "article" ? dated(content) : { ...content, entries: content.entries.map(dated) };
}

function createCounter({ reportProgress }: GatherContext, sources: number) {
  let done = 0;
  let total = sources;
  return {
    start: () => reportProgress("fetching", 0, total),
    expect: (more: number) => {
      total += more;
    },
    after: async <T>(work: Promise<T>): Promise<T> => {
      const result = await work;
      await reportProgress("fetching", ++done, total);
      return result;
    },
  };
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

function arrange(outcomes: Outcome[], { chosen, leftOut }: Selected, entries: ReadEntry[]) {
  const documents: BriefingDocument[] = [];
  const unread: UnreadDocument[] = [];
  const errors: SourceError[] = entries.flatMap(({ error }) => error ?? []);
  const requested = outcomes.map(({ source, content, error }): RequestedSource => {
    const name = source.kind === "text" ? cleanLine(source.title) || "Untitled" : source.url;
    if (error !== undefined) {
      const { status, message: reason } = error;
      errors.push(error);
      unread.push({ title: name, publisher: hostName(name), url: name, status, reason });
      return { kind: source.kind, name, status, reason, documents: 0 };
    }
    const own = entries.filter((_, index) => chosen[index]?.feed === content);
    const texts = [...textsOf(source, content), ...own.flatMap(({ text }) => text ?? [])];
    documents.push(...texts.map((text) => ({ ...text, id: 0 })));
    unread.push(...own.flatMap((entry) => entry.unread ?? []));
    const reason = texts.length > 0 ? {} : { reason: whyNothing(content, own.length, leftOut) };
    return { kind: source.kind, name, status: "read", ...reason, documents: texts.length };
  });
  const nameOf = publisherNames(documents);
  return {
    documents: documents.map((document) => ({ ...document, publisher: nameOf(document) })),
    unread: unread.map((document) => ({ ...document, publisher: nameOf(document) })),
    requested,
    errors,
  };
}

function textsOf(source: Source, content: SourceContent | undefined): DocumentText[] {
  if (source.kind === "text") return [fromGivenText(source.title, source.text)];
  return content?.kind === "article" ? [fromArticle(content)] : [];
}

function whyNothing(content: SourceContent | undefined, tried: number, leftOut: Selected["leftOut"]): string {
  if (content?.kind !== "feed") return "there is nothing in it";
  const counts = leftOut.get(content);
  const unread = tried === 0 ? [] : [`${tried} could not be read`];
  const reasons = [...unread, ...(counts === undefined ? [] : describeLeftOut(counts))];
  return `none of its ${content.entries.length} entries was used: ${reasons.join(", ")}`;
}

function staleNote(chosen: ChosenEntry[]): string {
  const newest = Math.max(...chosen.map(({ entry }) => entry.publishedAt ?? 0));
  return `Nothing in the feeds is newer than ${new Date(newest).toISOString().slice(0, 10)}.`;
}

function asSourceError(error: unknown, outOfTime: boolean): SourceError {
  if (error instanceof SourceError) return error;
  if (outOfTime) {
    const limit = `fetching may take ${limits.fetch.allSourcesMs / 1_000} s in all`;
    return new SourceError("timeout", `not read: ${limit}`, { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new SourceError("server-error", `could not be read (${message.slice(0, 200)})`, { cause: error });
}
