// Chooses which entries of the feeds become documents: those that fit the topic, newest first, a fair share for each feed.
import { limits } from "./limits.ts";
import { pageKey } from "./outlet.ts";
import type { Feed, FeedEntry } from "./source-content.ts";
import { termsOf } from "./text/terms.ts";

export type ChosenEntry = { feed: Feed; entry: FeedEntry };

/** With fewer entries on the topic than this, the newest others fill up: a feed may be all about it and never name it. */
const enoughOnTopic = 4;
const dayMs = 86_400_000;

/** `known` are pages that are read anyway. */
export function selectEntries(
  feeds: Feed[],
  topic: string,
  known: string[],
): { chosen: ChosenEntry[]; skipped: number } {
  const seen = new Set(known.map(pageKey));
  const newest = Math.max(0, ...feeds.flatMap((feed) => feed.entries.map((entry) => entry.publishedAt ?? 0)));
  const oldest = newest - limits.select.feedWindowDays * dayMs;
  const candidates: (ChosenEntry & { onTopic: number })[] = [];
  for (const feed of feeds) {
    for (const entry of feed.entries) {
      const key = entry.url === undefined ? undefined : pageKey(entry.url);
      if (key !== undefined && seen.has(key)) continue;
      if (key !== undefined) seen.add(key);
      if (entry.publishedAt !== undefined && entry.publishedAt < oldest) continue;
      candidates.push({ feed, entry, onTopic: topicMatch(entry, topic) });
    }
  }
  const matching = candidates.filter((candidate) => candidate.onTopic > 0);
  const pool = matching.length >= enoughOnTopic ? matching : candidates;
  pool.sort((a, b) => b.onTopic - a.onTopic || (b.entry.publishedAt ?? 0) - (a.entry.publishedAt ?? 0));
  const chosen = fairShare(pool, feeds.length);
  const all = feeds.reduce((sum, feed) => sum + feed.entries.length + feed.skipped, 0);
  return { chosen, skipped: all - chosen.length };
}

function fairShare(pool: ChosenEntry[], feedCount: number): ChosenEntry[] {
  const { feedPages, entriesPerFeed } = limits.select;
  const share = Math.max(2, Math.min(entriesPerFeed, Math.ceil(feedPages / feedCount)));
  const taken = new Map<Feed, number>();
  const chosen: ChosenEntry[] = [];
  for (const candidate of pool) {
    const count = taken.get(candidate.feed) ?? 0;
    if (count >= share || chosen.length >= feedPages) continue;
    taken.set(candidate.feed, count + 1);
    chosen.push({ feed: candidate.feed, entry: candidate.entry });
  }
  return chosen;
}

/** The share of the topic's terms that the entry has, 0 to 1; a term in the title counts fully, one in the text half. */
function topicMatch(entry: FeedEntry, topic: string): number {
  const wanted = new Set(termsOf(topic, entry.language));
  if (wanted.size === 0) return 0;
  const title = new Set(termsOf(entry.title, entry.language));
  const text = new Set(termsOf(entry.text.slice(0, 2_000), entry.language));
  let score = 0;
  for (const term of wanted) if (title.has(term) || text.has(term)) score += title.has(term) ? 1 : 0.5;
  return score / wanted.size;
}
