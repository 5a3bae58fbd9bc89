// Reads a feed of any kind into entries of plain text, newest first.
import { parseFeed } from "feedsmith";
import { defined } from "../defined.ts";
import { entryKeys } from "../entry-identity.ts";
import { limits } from "../limits.ts";
import type { Feed, FeedEntry } from "../source-content.ts";
import { SourceError } from "../source-error.ts";
import { cleanLine, shorten } from "../text/clean.ts";
import { canonicalLanguage } from "../text/language.ts";
import { htmlToLine } from "./block-text.ts";
import { parseDate } from "./dates.ts";
import { entryText } from "./entry-text.ts";
import { type RawEntry, type RawFeed, toRawFeed } from "./feed-formats.ts";
import { closeTruncated, prepareFeed } from "./feed-repair.ts";
import { resolvePlace } from "./links.ts";
import { cutText } from "./plain-text.ts";
import { titleToLine } from "./title-text.ts";

/** @throws SourceError `unreadable` when it is no feed, `empty` when nothing is in it. */
export function readFeed(text: string, url: URL): Feed {
  if (text.length > limits.read.feedChars)
    throw new SourceError("too-large", `the feed has more than ${limits.read.feedChars} characters`);
  const raw = parse(text);
  const title = shorten(
    titleToLine((raw.title ?? "").slice(0, 4 * limits.read.titleChars)) || url.host,
    limits.read.titleChars,
  );
  const newestFirst = raw.entries
    .map((entry) => ({ entry, link: linkOf(entry, raw, url), publishedAt: firstDate(entry, raw) }))
    .sort((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0));
  const distinct = withoutRepeats(newestFirst);
  const entries: FeedEntry[] = [];
  let unreadable = 0;
  let skipped = 0;
  for (const dated of distinct) {
    if (entries.length === limits.read.feedEntries) {
      skipped++;
      continue;
    }
    const read = readEntry(dated, raw);
    if (read === undefined) unreadable++;
    else entries.push(read);
  }
  if (entries.length === 0) throw new SourceError("empty", "the feed has no entries that can be read");
  const repeated = newestFirst.length - distinct.length;
  return { kind: "feed", url: url.href, title, entries, skipped, repeated, unreadable };
}

type DatedEntry = { entry: RawEntry; link: string | undefined; publishedAt: number | undefined };

/** Of entries that are one, the newest. */
function withoutRepeats(entries: DatedEntry[]): DatedEntry[] {
  const keys = entryKeys(
    entries.map(({ entry, link, publishedAt }) => {
      const text = entry.contents.map(({ value }) => value).join("\n");
      // Entries of microblogs have no title: their text tells them apart.
      return { id: idOf(entry), url: link, title: cleanLine(entry.title ?? "") || text, text, publishedAt };
    }),
  );
  const seen = new Set<string>();
  return entries.filter((_, index) => {
    const key = keys[index] ?? "";
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function idOf(entry: RawEntry): string | undefined {
  const id = cleanLine(entry.id ?? "");
  return id === "" || id.length > limits.read.entryIdChars ? undefined : id;
}

function parse(text: string): RawFeed {
  const isJson = /^\s*\{/.test(text);
  const prepared = isJson ? text.trim() : prepareFeed(text);
  try {
    return toRawFeed(parseFeed(prepared));
  } catch (first) {
    const closed = isJson ? undefined : closeTruncated(prepared);
    try {
      if (closed !== undefined) return toRawFeed(parseFeed(closed));
    } catch {
      // The first reason is the one to tell.
    }
    throw new SourceError("unreadable", "it is not a feed that can be read (RSS, RDF, Atom or JSON Feed)", {
      cause: first,
    });
  }
}

function linkOf(entry: RawEntry, feed: RawFeed, feedUrl: URL): string | undefined {
  const base = [entry.base, feed.base].reduceRight<URL>(
    (url, next) => URL.parse(next ?? "", url.href) ?? url,
    feedUrl,
  );
  return entry.links.map((candidate) => resolvePlace(candidate, base)).find((found) => found !== undefined);
}

function readEntry({ entry, link, publishedAt }: DatedEntry, feed: RawFeed): FeedEntry | undefined {
  const { text, truncated } = cutText(entryText(entry));
  // Entries of microblogs have no title: their first words stand for it, or the address until the page is read.
  const title = shorten(
    readTitle(entry) || shorten(cleanLine(text), 100) || (link ?? ""),
    limits.read.titleChars,
  );
  if (title === "") return undefined;
  const author = shorten(htmlToLine(entry.author ?? ""), 100);
  const language = canonicalLanguage(entry.language ?? feed.language);
  return defined({
    id: idOf(entry),
    title,
    text,
    truncated,
    url: link,
    author: author || undefined,
    publishedAt,
    language,
  });
}

function readTitle(entry: RawEntry): string {
  const title = (entry.title ?? "").slice(0, 4 * limits.read.titleChars);
  return entry.titleIsPlain ? cleanLine(title) : titleToLine(title);
}

/** A date that cannot be read does not hide one that can. */
function firstDate(entry: RawEntry, feed: RawFeed): number | undefined {
  const language = entry.language ?? feed.language;
  for (const date of entry.dates) {
    const publishedAt = parseDate(date, language);
    if (publishedAt !== undefined) return publishedAt;
  }
  return undefined;
}
