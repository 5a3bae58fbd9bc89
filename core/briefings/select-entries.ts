// Chooses which entries of the feeds become documents: those that fit the topic, newest first, a fair share for each feed.
import { sharedNames } from "./entry-identity.ts";
import { countMissing, type LeftOut, startLeftOut } from "./left-out.ts";
import { limits } from "./limits.ts";
import { pageKey, pageOf, siteOf } from "./outlet.ts";
import type { Feed, FeedEntry } from "./source-content.ts";
import { detectLanguage } from "./text/language.ts";
import { baseLanguage } from "./text/stopwords.ts";
import { termsOf } from "./text/terms.ts";
import { createScorer, type EntryTerms } from "./topic-fit.ts";

export type ChosenEntry = {
  feed: Feed;
  entry: FeedEntry;
  /** Its page holds other entries too, so that the page's text is not the entry's. */
  sharesPage: boolean;
};
type Candidate = ChosenEntry & EntryTerms;

/** With fewer entries on the topic than this, the newest others fill up: a feed may be all about it and never name it. */
const enoughOnTopic = 3;
const takenOnTrust = 2;
const windowMs = limits.select.feedWindowDays * 86_400_000;

type SelectOptions = {
  topic: string;
  /** Addresses of pages that are read anyway. */
  known: string[];
  /** Other sources gave something to write from. */
  hasOthers: boolean;
  /** Milliseconds since the epoch. */
  now: number;
};
export type Selected = {
  chosen: ChosenEntry[];
  /** How many entries of each feed were left out, by reason. */
  leftOut: LeftOut;
  /** Every entry is older than the window, and is read because there is nothing else. */
  isStale: boolean;
};

export function selectEntries(feeds: Feed[], options: SelectOptions): Selected {
  const { topic, known, hasOthers, now } = options;
  const leftOut: LeftOut = startLeftOut(feeds);
  const all = findCandidates(feeds, known, leftOut);
  const fresh = all.filter(({ entry }) => (entry.publishedAt ?? now) >= now - windowMs);
  const isStale = fresh.length === 0 && all.length > 0 && !hasOthers;
  const candidates = isStale ? newestOf(all) : fresh;
  countMissing(leftOut, "tooOld", all, candidates);

  const scoreOf = createScorer(candidates, topic);
  const scored = candidates.map((candidate) => ({ ...candidate, score: scoreOf(candidate) }));
  const matching = scored.filter(({ score }) => score > 0);
  const isEnough = matching.length >= enoughOnTopic;
  const foreign = isEnough ? inOtherLanguages(scored, matching) : [];
  const pool = isEnough ? [...matching, ...foreign.flatMap(onTrust)] : scored;
  countMissing(leftOut, "otherLanguage", foreign.flat(), pool);
  countMissing(leftOut, "offTopic", scored, [...pool, ...foreign.flat()]);

  pool.sort((a, b) => b.score - a.score || (b.entry.publishedAt ?? 0) - (a.entry.publishedAt ?? 0));
  const chosen = fairShare(pool, feeds.length);
  countMissing(leftOut, "lessFitting", pool, chosen);
  return { chosen, leftOut, isStale };
}

/** Words of the topic cannot be found in another language: the entries of feeds in which none was found, by feed. */
function inOtherLanguages<C extends Candidate>(all: C[], matching: C[]): C[][] {
  const understood = new Set(matching.map(languageOf));
  const silent = new Set(all.map(({ feed }) => feed));
  for (const { feed } of matching) silent.delete(feed);
  return [...silent].map((feed) =>
    all.filter((candidate) => candidate.feed === feed && !understood.has(languageOf(candidate))),
  );
}

/** Of such a feed the newest entries. */
function onTrust<C extends Candidate>(entries: C[]): C[] {
  return entries
    .toSorted((a, b) => (b.entry.publishedAt ?? 0) - (a.entry.publishedAt ?? 0))
    .slice(0, takenOnTrust);
}

function languageOf({ entry }: Candidate): string | undefined {
  return detectLanguage(`${entry.title} ${entry.text}`) ?? (baseLanguage(entry.language) || undefined);
}

/** Each entry once, though several feeds name it, or its page is read anyway. */
function findCandidates(feeds: Feed[], known: string[], leftOut: LeftOut): Candidate[] {
  const seen = new Set(known.map((address) => `link ${pageKey(address)}`));
  const readAnyway = new Set(known.map((address) => pageKey(pageOf(address))));
  const candidates: Candidate[] = [];
  for (const feed of feeds) {
    const names = sharedNames(feed.entries, siteOf(feed.url));
    const pages = countPages(feed);
    const ofThisFeed: string[] = [];
    for (const [index, entry] of feed.entries.entries()) {
      const own = names[index] ?? [];
      if (own.some((name) => seen.has(name))) {
        const counts = leftOut.get(feed);
        if (counts !== undefined) counts.elsewhere++;
        continue;
      }
      ofThisFeed.push(...own);
      const title = new Set(termsOf(entry.title, entry.language));
      const text = new Set(termsOf(entry.text.slice(0, 2_000), entry.language));
      const page = pageKey(pageOf(entry.url ?? feed.url));
      const sharesPage = (pages.get(page) ?? 0) > 1 || readAnyway.has(page);
      candidates.push({ feed, entry, sharesPage, title, text });
    }
    for (const name of ofThisFeed) seen.add(name);
  }
  return candidates;
}

function countPages(feed: Feed): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { url } of feed.entries) {
    if (url === undefined) continue;
    const page = pageKey(pageOf(url));
    counts.set(page, (counts.get(page) ?? 0) + 1);
  }
  return counts;
}

/** Those that were not long past when the newest of them appeared. */
function newestOf(candidates: Candidate[]): Candidate[] {
  const newest = Math.max(0, ...candidates.map(({ entry }) => entry.publishedAt ?? 0));
  return candidates.filter(({ entry }) => (entry.publishedAt ?? newest) >= newest - windowMs);
}

function fairShare(pool: ChosenEntry[], feedCount: number): ChosenEntry[] {
  const { feedPages, entriesPerFeed } = limits.select;
  const share = Math.max(2, Math.min(entriesPerFeed, Math.ceil(feedPages / feedCount)));
  const taken = new Map<Feed, number>();
  const chosen: ChosenEntry[] = [];
  for (const { feed, entry, sharesPage } of pool) {
    const count = taken.get(feed) ?? 0;
    if (count >= share || chosen.length >= feedPages) continue;
    taken.set(feed, count + 1);
    chosen.push({ feed, entry, sharesPage });
  }
  return chosen;
}
