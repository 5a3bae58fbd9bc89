// Chooses which entries of the feeds become documents: those that fit the topic, newest first, a fair share for each feed.
import type { FeedEntriesLeftOut } from "./briefing.ts";
import { sharedNames } from "./entry-identity.ts";
import { limits } from "./limits.ts";
import { pageKey, pageOf, siteOf } from "./outlet.ts";
import type { Feed, FeedEntry } from "./source-content.ts";
import { detectLanguage } from "./text/language.ts";
import { baseLanguage } from "./text/stopwords.ts";
import { termsOf } from "./text/terms.ts";
import { topicTermsOf } from "./text/topic.ts";

export type ChosenEntry = {
  feed: Feed;
  entry: FeedEntry;
  /** Its page holds other entries too, so that the page's text is not the entry's. */
  sharesPage: boolean;
};
type Candidate = ChosenEntry & { title: Set<string>; text: Set<string> };
export type LeftOutReason = keyof FeedEntriesLeftOut;
type LeftOut = Map<Feed, Record<LeftOutReason, number>>;

/** With fewer entries on the topic than this, the newest others fill up: a feed may be all about it and never name it. */
const enoughOnTopic = 3;
/** A word that this many entries on the topic share, and few others, belongs to the topic: "turbine" to "tidal power". */
const sharedBy = 2;
/** One such word says nothing yet; and they count less than the topic's own. */
const enoughRelated = 1.5;
const relatedWeight = 0.1;
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
  const leftOut: LeftOut = new Map(feeds.map((feed) => [feed, unreadOf(feed)]));
  const all = findCandidates(feeds, known, leftOut);
  const fresh = all.filter(({ entry }) => (entry.publishedAt ?? now) >= now - windowMs);
  const isStale = fresh.length === 0 && all.length > 0 && !hasOthers;
  const candidates = isStale ? all.filter(isAmongNewest) : fresh;
  countMissing(leftOut, "tooOld", all, candidates);

  const scoreOf = scorer(candidates, topic);
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

function unreadOf({ repeated, unreadable, skipped }: Feed): Record<LeftOutReason, number> {
  return {
    repeated: repeated ?? 0,
    unreadable: unreadable ?? 0,
    // Feeds are read newest first: what is beyond the limit is older than all that was read.
    lessFitting: skipped,
    elsewhere: 0,
    tooOld: 0,
    offTopic: 0,
    otherLanguage: 0,
  };
}

function countMissing(
  leftOut: LeftOut,
  reason: LeftOutReason,
  before: ChosenEntry[],
  after: ChosenEntry[],
): void {
  const kept = new Set(after.map(({ entry }) => entry));
  for (const { feed, entry } of before) {
    const counts = leftOut.get(feed);
    if (counts !== undefined && !kept.has(entry)) counts[reason]++;
  }
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

/** Not long past when the newest of its feed appeared. */
function isAmongNewest({ feed, entry }: Candidate): boolean {
  const newest = Math.max(0, ...feed.entries.map(({ publishedAt }) => publishedAt ?? 0));
  return entry.publishedAt === undefined || entry.publishedAt >= newest - windowMs;
}

/** How well an entry fits: the share of the topic's terms that it has, else a little for words that go with the topic here. */
function scorer(candidates: Candidate[], topic: string): (candidate: Candidate) => number {
  const direct = (candidate: Candidate) => {
    const wanted = topicTermsOf(topic, candidate.entry.language);
    return wanted.size === 0 ? 0 : weigh(candidate, wanted) / wanted.size;
  };
  const onTopic = candidates.filter((candidate) => direct(candidate) > 0);
  const related = new Set<string>();
  const counts = countTerms(onTopic);
  const others = countTerms(candidates.filter((candidate) => !onTopic.includes(candidate)));
  for (const [term, count] of counts) {
    if (count >= sharedBy && count > 2 * (others.get(term) ?? 0)) related.add(term);
  }
  return (candidate) => {
    const score = direct(candidate);
    if (score > 0) return score;
    return weigh(candidate, related) >= enoughRelated ? relatedWeight : 0;
  };
}

/** A term in the title counts fully, one in the text half. */
function weigh({ title, text }: Candidate, wanted: Set<string>): number {
  let score = 0;
  for (const term of wanted) {
    if (title.has(term)) score += 1;
    else if (text.has(term)) score += 0.5;
  }
  return score;
}

function countTerms(candidates: Candidate[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { title, text } of candidates) {
    for (const term of new Set([...title, ...text])) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
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
