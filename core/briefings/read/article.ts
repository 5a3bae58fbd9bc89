// Reads a page into the text of its article: paragraphs, title, byline, date and language.
import { defined } from "../defined.ts";
import { limits } from "../limits.ts";
import type { Article } from "../source-content.ts";
import { SourceError } from "../source-error.ts";
import { cleanLine } from "../text/clean.ts";
import { chooseLanguage } from "../text/language.ts";
import { hasWords } from "../text/words.ts";
import { findText } from "./article-text.ts";
import { isWall } from "./boilerplate.ts";
import { parsePage } from "./dom.ts";
import { writeOutFormulas } from "./formula.ts";
import { removeHidden } from "./hidden.ts";
import { assertReadable, assertShallow, splitPage } from "./html-limits.ts";
import { type Metadata, readMetadata } from "./metadata.ts";
import { removeFurniture } from "./page-furniture.ts";
import { cutText, unwrapLines } from "./plain-text.ts";
import { removeTeasers } from "./teasers.ts";

/** @throws SourceError `too-large` for pages that would take too long, `empty` when there is no article in it. */
export function readArticle(html: string, url: URL): Article {
  const { html: slim, styles } = splitPage(html);
  assertReadable(slim);
  const document = parsePage(slim);
  if (document.documentElement === null) throw new SourceError("empty", "the page is empty");
  assertShallow(document.documentElement);
  writeOutFormulas(document, slim);
  removeHidden(document.documentElement, styles);
  const metadata = readMetadata(document, url);
  removeFurniture(document);
  removeTeasers(document, { title: metadata.title, url });
  // Readability tries patterns on the title, which may be long.
  for (const element of document.querySelectorAll("title")) element.remove();
  const text = findText(document, metadata);
  if (!hasWords(text, limits.read.minArticleWords)) {
    throw new SourceError("empty", "no article text was found on the page");
  }
  if (isWall(text)) throw new SourceError("refused", "the page shows a notice in place of an article");
  return toArticle(text, metadata, url);
}

/** A page of plain text: its first line is the title. */
export function readPlainText(text: string, url: URL): Article {
  const clean = unwrapLines(text);
  if (!hasWords(clean, limits.read.minArticleWords))
    throw new SourceError("empty", "there is hardly any text");
  const [first = ""] = clean.split("\n");
  const isTitle = first.length <= 120 && !/[.!?。]$/.test(first);
  const body = isTitle ? clean.slice(first.length + 1) : clean;
  const title = isTitle ? first : url.pathname.split("/").findLast(Boolean);
  return toArticle(
    body,
    {
      title: title ?? url.host,
      publisher: undefined,
      author: undefined,
      publishedAt: undefined,
      language: undefined,
    },
    url,
  );
}

function toArticle(
  text: string,
  metadata: Pick<Metadata, "title" | "publisher" | "author" | "publishedAt" | "language">,
  url: URL,
): Article {
  const cut = cutText(text);
  const language = chooseLanguage(metadata.language, cut.text);
  const { publisher, author, publishedAt } = metadata;
  return defined({
    kind: "article" as const,
    url: url.href,
    title: metadata.title || cleanLine(text).slice(0, 100),
    text: cut.text,
    truncated: cut.truncated,
    publisher,
    author,
    publishedAt,
    language,
  });
}
