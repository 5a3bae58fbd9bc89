// Chooses which entries of the feeds become documents: those that fit the topic, newest first, a fair share for each feed.
import { limits } from "./limits.ts";
import { pageKey } from "./outlet.ts";
import type { Feed, FeedEntry } from "./source-content.ts";
import { detectLanguage } from "./text/language.ts";
import { baseLanguage } from "./text/stopwords.ts";
import { termsOf } from "./text/terms.ts";

export type ChosenEntry = { feed: Feed; entry: FeedEntry };
type Candidate = ChosenEntry & { title: Set<string>; text: Set<string> };

/** With fewer entries on the topic than this, the newest others fill up: a feed may be all about it and never name it. */
const enoughOnTopic = 3;
/** A word that this many entries on the topic share, and few others, belongs to the topic: "turbine" to "tidal power". */
const sharedBy = 2;
/** One such word says nothing yet; and they count less than the topic's own. */
const enoughRelated = 1.5;
const relatedWeight = 0.1;
const takenOnTrust = 2;
const dayMs = 86_400_000;

/** `known` are pages that are read anyway. */
export function selectEntries(
  feeds: Feed[],
  topic: string,
  known: string[],
): { chosen: ChosenEntry[]; skipped: number } {
  const candidates = findCandidates(feeds, known);
  const scoreOf = scorer(candidates, topic);
  const scored = candidates.map((candidate) => ({ ...candidate, score: scoreOf(candidate) }));
  const matching = scored.filter(({ score }) => score > 0);
  const pool =
    matching.length >= enoughOnTopic ? [...matching, ...inOtherLanguages(scored, matching)] : scored;
  pool.sort((a, b) => b.score - a.score || (b.entry.publishedAt ?? 0) - (a.entry.publishedAt ?? 0));
  const chosen = fairShare(pool, feeds.length);
  const all = feeds.reduce((sum, feed) => sum + feed.entries.length + feed.skipped, 0);
  return { chosen, skipped: all - chosen.length };
}

/** Words of the topic cannot be found in another language: of such feeds the newest entries are taken on trust. */
function inOtherLanguages<C extends Candidate>(all: C[], matching: C[]): C[] {
  const understood = new Set(matching.map(languageOf));
  const silent = new Set(all.map(({ feed }) => feed));
  for (const { feed } of matching) silent.delete(feed);
  return [...silent].flatMap((feed) =>
    all
      .filter((candidate) => candidate.feed === feed && !understood.has(languageOf(candidate)))
      .toSorted((a, b) => (b.entry.publishedAt ?? 0) - (a.entry.publishedAt ?? 0))
      .slice(0, takenOnTrust),
  );
}

function languageOf({ entry }: Candidate): string | undefined {
  return detectLanguage(`${entry.title} ${entry.text}`) ?? (baseLanguage(entry.language) || undefined);
}

/** Each page once, and none that was long past when its feed's newest appeared. */
function findCandidates(feeds: Feed[], known: string[]): Candidate[] {
  const seen = new Set(known.map(pageKey));
  const candidates: Candidate[] = [];
  for (const feed of feeds) {
    const newest = Math.max(0, ...feed.entries.map((entry) => entry.publishedAt ?? 0));
    const oldest = newest - limits.select.feedWindowDays * dayMs;
    for (const entry of feed.entries) {
      const key = entry.url === undefined ? undefined : pageKey(entry.url);
      if (key !== undefined && seen.has(key)) continue;
      if (key !== undefined) seen.add(key);
      if (entry.publishedAt !== undefined && entry.publishedAt < oldest) continue;
      const title = new Set(termsOf(entry.title, entry.language));
      const text = new Set(termsOf(entry.text.slice(0, 2_000), entry.language));
      candidates.push({ feed, entry, title, text });
    }
  }
  return candidates;
}

/** How well an entry fits: the share of the topic's terms that it has, else a little for words that go with the topic here. */
function scorer(candidates: Candidate[], topic: string): (candidate: Candidate) => number {
  const direct = (candidate: Candidate) => {
    const wanted = new Set(termsOf(topic, candidate.entry.language));
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
  for (const { feed, entry } of pool) {
    const count = taken.get(feed) ?? 0;
    if (count >= share || chosen.length >= feedPages) continue;
    taken.set(feed, count + 1);
    chosen.push({ feed, entry });
  }
  return chosen;
}
