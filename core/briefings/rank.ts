// Orders stories by what a reader of this topic would want first, and each story's documents by which tells it best.
import type { BriefingDocument } from "./document.ts";
import type { Story } from "./stories.ts";
import { baseLanguage } from "./text/stopwords.ts";
import { termsOf } from "./text/terms.ts";
import { topicTermsOf } from "./text/topic.ts";

/** After this long, news are half as new. */
const halfLifeMs = 36 * 3_600_000;

/** Several independent sites count most, then the topic, then how new it is. Stories off the topic come last. */
export function rankStories(stories: Story[], topic: string): Story[] {
  const newest = Math.max(0, ...stories.flatMap((story) => story.documents.map(dateOf)));
  const ranked = stories.map((story) => {
    const documents = [...story.documents].sort(
      (a, b) => quality(b, topic) - quality(a, topic) || a.id - b.id,
    );
    const fit = Math.max(...documents.map((document) => topicFit(document, topic)));
    return { story: { ...story, documents }, fit, score: scoreOf(documents, story.sites, fit, newest) };
  });
  const understood = new Set(ranked.filter(({ fit }) => fit > 0).flatMap(({ story }) => languagesOf(story)));
  return ranked
    .map(({ story, fit, score }) => {
      // The topic's words cannot be found in another language, which is no reason to put a story last.
      const isOffTopic = fit === 0 && languagesOf(story).some((language) => understood.has(language));
      return { story: { ...story, isOffTopic }, score };
    })
    .sort((a, b) => Number(a.story.isOffTopic) - Number(b.story.isOffTopic) || b.score - a.score)
    .map(({ story }) => story);
}

function scoreOf(documents: BriefingDocument[], sites: number, fit: number, newest: number): number {
  const dates = documents.map(dateOf).filter((date) => date > 0);
  const novelty = dates.length > 0 ? 0.5 ** ((newest - Math.max(...dates)) / halfLifeMs) : 0.5;
  const isExcerpt = documents.every((document) => document.status === "feed-excerpt");
  return 1.5 * Math.log2(1 + Math.max(1, sites)) + 2 * fit + novelty - (isExcerpt ? 0.5 : 0);
}

function dateOf(document: BriefingDocument): number {
  return document.publishedAt ?? 0;
}

function languagesOf(story: Story): string[] {
  return story.documents.map((document) => baseLanguage(document.language));
}

/** A full text before an excerpt, and the one that is most about the topic. */
function quality(document: BriefingDocument, topic: string): number {
  return (document.status === "feed-excerpt" ? 0 : 1) + topicFit(document, topic) / 2;
}

/** 0 to 1: the share of the topic's terms in the title, or three quarters of it in the text. */
function topicFit({ title, text, language }: BriefingDocument, topic: string): number {
  const wanted = topicTermsOf(topic, language);
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
