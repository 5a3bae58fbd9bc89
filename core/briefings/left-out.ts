// Counts why entries of feeds did not become documents, and says it.
import type { FeedEntriesLeftOut } from "./briefing.ts";
import { limits } from "./limits.ts";
import type { Feed, FeedEntry } from "./source-content.ts";

type Reason = keyof FeedEntriesLeftOut;
/** By feed: how many of its entries for each reason. */
export type LeftOut = Map<Feed, FeedEntriesLeftOut>;

const none: FeedEntriesLeftOut = {
  repeated: 0,
  unreadable: 0,
  elsewhere: 0,
  tooOld: 0,
  offTopic: 0,
  otherLanguage: 0,
  lessFitting: 0,
};

/** What was left out while the feeds were read. They are read newest first: what is beyond the limit is older than all that was read. */
export function startLeftOut(feeds: Feed[]): LeftOut {
  return new Map(
    feeds.map((feed) => {
      const { repeated = 0, unreadable = 0, skipped } = feed;
      return [feed, { ...none, repeated, unreadable, lessFitting: skipped }];
    }),
  );
}

type Entry = { feed: Feed; entry: FeedEntry };

/** Counts for `reason` what was there before and is no more. */
export function countMissing(leftOut: LeftOut, reason: Reason, before: Entry[], after: Entry[]): void {
  const kept = new Set(after.map(({ entry }) => entry));
  for (const { feed, entry } of before) {
    const counts = leftOut.get(feed);
    if (counts !== undefined && !kept.has(entry)) counts[reason]++;
  }
}

export function totalLeftOut(leftOut: LeftOut): FeedEntriesLeftOut {
  const sum = { ...none };
  for (const counts of leftOut.values()) {
    for (const reason of Object.keys(sum) as Reason[]) sum[reason] += counts[reason];
  }
  return sum;
}

/** "5 off the topic", "2 older than 14 days": only reasons that apply, most entries first. */
export function describeLeftOut(counts: FeedEntriesLeftOut): string[] {
  const days = limits.select.feedWindowDays;
  const phrases: [count: number, phrase: string][] = [
    [counts.offTopic, "off the topic"],
    [counts.tooOld, `older than ${days} days`],
    [counts.lessFitting, "less fitting or older than those used"],
    [counts.otherLanguage, "in a language that the topic's words are not in"],
    [counts.elsewhere, "named by another source too"],
    [counts.repeated, "told twice by their feed"],
    [counts.unreadable, "without title, text and link"],
  ];
  return phrases
    .filter(([count]) => count > 0)
    .toSorted(([a], [b]) => b - a)
    .map(([count, phrase]) => `${count} ${phrase}`);
}
