// Orders stories by what a reader of this topic would want first, and each story's documents by which tells it best.
import type { BriefingDocument } from "./document.ts";
import type { Story } from "./stories.ts";
import { termsOf } from "./text/terms.ts";

/** After this long, news are half as new. */
const halfLifeMs = 36 * 3_600_000;

/** Several independent sites count most, then the topic, then how new it is. */
export function rankStories(stories: Story[], topic: string): Story[] {
  const newest = Math.max(
    0,
    ...stories.flatMap((story) => story.documents.map((document) => document.publishedAt ?? 0)),
  );
  return stories
    .map((story) => {
      const documents = [...story.documents].sort(
        (a, b) => quality(b, topic) - quality(a, topic) || a.id - b.id,
      );
      const fit = Math.max(...documents.map((document) => topicFit(document, topic)));
      const age = newest - Math.max(...documents.map((document) => document.publishedAt ?? 0));
      const novelty = documents.some((document) => document.publishedAt !== undefined)
        ? 0.5 ** (age / halfLifeMs)
        : 0.5;
      const isExcerpt = documents.every((document) => document.status === "feed-excerpt");
      const score =
        (isExcerpt ? -0.5 : 0) + 1.5 * Math.log2(1 + Math.max(1, story.sites)) + 2 * fit + novelty;
      return { story: { ...story, documents }, score };
    })
    .sort((a, b) => b.score - a.score)
    .map(({ story }) => story);
}

/** A full text before an excerpt, and the one that is most about the topic. */
function quality(document: BriefingDocument, topic: string): number {
  return (document.status === "feed-excerpt" ? 0 : 1) + topicFit(document, topic) / 2;
}

/** 0 to 1: the share of the topic's terms in the title, or three quarters of it in the text. */
function topicFit({ title, text, language }: BriefingDocument, topic: string): number {
  const wanted = new Set(termsOf(topic, language));
  if (wanted.size === 0) return 0;
  const inTitle = new Set(termsOf(title, language));
  const inText = new Set(termsOf(text.slice(0, 3_000), language));
  let score = 0;
  for (const term of wanted) {
    if (inTitle.has(term)) score += 1;
    else if (inText.has(term)) score += 0.75;
  }
  return score / wanted.size;
}
