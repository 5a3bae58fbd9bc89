// Makes documents of what was read: a given text, an article, or a feed entry with its page.
import { defined } from "./defined.ts";
import type { BriefingDocument, UnreadDocument } from "./document.ts";
import { limits } from "./limits.ts";
import { hostName, pageOf, siteOf } from "./outlet.ts";
import { cutText, unwrapLines } from "./read/plain-text.ts";
import type { ChosenEntry } from "./select-entries.ts";
import type { Article, SourceContent } from "./source-content.ts";
import { SourceError } from "./source-error.ts";
import { cleanLine } from "./text/clean.ts";
import { chooseLanguage, detectLanguage } from "./text/language.ts";
import { withoutPlumbing } from "./text/plumbing.ts";
import { countWords } from "./text/words.ts";

export type DocumentText = Omit<BriefingDocument, "id">;

/** A text, or why there is none; an excerpt has both a text and the reason why it is not whole. */
export type ReadEntry = { text?: DocumentText; unread?: UnreadDocument; error?: SourceError };

export function fromGivenText(title: string, given: string): DocumentText {
  const { text, truncated } = cutText(withoutPlumbing(unwrapLines(given)));
  const language = detectLanguage(text);
  const status = "given-text" as const;
  return defined({
    title: cleanLine(title) || "Untitled",
    text,
    truncated,
    publisher: "given text",
    status,
    language,
  });
}

export function fromArticle({ kind: _, publisher, ...article }: Article): DocumentText {
  const { url } = article;
  const text = withoutPlumbing(article.text);
  return { ...article, text, status: "full-text", publisher: publisher ?? hostName(url), site: siteOf(url) };
}

/** The entry's own text where it is whole, else its page, else the excerpt with the reason why. */
export async function readEntry(
  { feed, entry, sharesPage }: ChosenEntry,
  fetchPage: (kind: "article", url: string) => Promise<SourceContent>,
): Promise<ReadEntry> {
  const { id: _, ...told } = entry;
  const text = withoutPlumbing(entry.text);
  const url = entry.url ?? feed.url;
  const publisher = feed.title || hostName(url);
  const language = chooseLanguage(entry.language, text);
  const excerptWords = countWords(text);
  const status = "full-text" as const;
  const own = defined({
    ...told,
    text,
    url,
    publisher,
    site: siteOf(url),
    feedUrl: feed.url,
    status,
    language,
  });
  if (excerptWords >= limits.read.fullEntryWords) return { text: own };
  if (sharesPage && excerptWords >= limits.read.minExcerptWords)
    return { text: { ...own, status: "feed-excerpt", reason: "its page holds other entries too" } };
  try {
    if (entry.url === undefined) throw new SourceError("empty", "the entry has no page of its own");
    const page = await fetchPage("article", pageOf(entry.url));
    if (page.kind === "feed") throw new SourceError("unreadable", "the entry's page is a feed");
    if (countWords(page.text) < excerptWords) return { text: own };
    const publishedAt = page.publishedAt ?? entry.publishedAt;
    const place = entry.url.slice(pageOf(entry.url).length);
    const whole = {
      ...fromArticle(page),
      url: pageOf(page.url) + place,
      publisher: page.publisher ?? publisher,
      feedUrl: feed.url,
    };
    return { text: defined({ ...whole, publishedAt }) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    // The feed named the page, and its excerpt is there: nothing is to be tried.
    if (excerptWords >= limits.read.minExcerptWords)
      return { text: { ...own, status: "feed-excerpt", reason: error.reason } };
    const { status, message: reason } = error;
    return {
      unread: { title: entry.title, publisher, url, feedUrl: feed.url, status, reason },
      error,
    };
  }
}
