// Tells how well entries of feeds fit a topic: by its words, and by words that go with them in these feeds.
import { topicTermsOf } from "./text/topic.ts";

export type EntryTerms = { title: Set<string>; text: Set<string>; entry: { language?: string | undefined } };

/** A word that this many entries on the topic share, and few others, belongs to the topic: "turbine" to "tidal power". */
const sharedBy = 2;
/** One such word says nothing yet; and they count less than the topic's own. */
const enoughRelated = 1.5;
const relatedWeight = 0.1;

/** How well an entry fits: the share of the topic's terms that it has, else a little for words that go with the topic here. */
export function createScorer<C extends EntryTerms>(candidates: C[], topic: string): (candidate: C) => number {
  const direct = (candidate: C) => {
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
function weigh({ title, text }: EntryTerms, wanted: Set<string>): number {
  let score = 0;
  for (const term of wanted) {
    if (title.has(term)) score += 1;
    else if (text.has(term)) score += 0.5;
  }
  return score;
}

function countTerms(candidates: EntryTerms[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { title, text } of candidates) {
    for (const term of new Set([...title, ...text])) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}
